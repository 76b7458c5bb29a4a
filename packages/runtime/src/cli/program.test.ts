import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { createProgram } from './program.ts'

/** These read their flags themselves; their help is tested with the built command. */
const OWN_FLAGS = ['executor', 'gateway']

function listCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(listCommands)]
}

/** The arguments of a shell line without quotes. */
const splitWords = (line: string) => line.split(' ').slice(1)

function readHelp(command: Command): string {
  let text = ''
  command.configureOutput({ writeOut: (part) => (text += part) })
  command.outputHelp()
  return text
}

function readExamples(command: Command): string[] {
  return (readHelp(command).split('\nExamples:\n')[1] ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
}

const getFullName = (command: Command): string =>
  command.parent ? `${getFullName(command.parent)} ${command.name()}` : command.name()

const described = listCommands(createProgram()).filter((command) => !OWN_FLAGS.includes(command.name()))

describe.each(described.map((command) => [getFullName(command), command] as const))('%s', (name, command) => {
  test('has a description, and examples of itself', () => {
    expect(command.description()).not.toBe('')
    expect(readExamples(command).length).toBeGreaterThan(0)
    for (const example of readExamples(command)) expect(example).toMatch(/^flowdeck /)
  })

  test.each(readExamples(command))('its example can be parsed: %s', async (line) => {
    const program = createProgram()
    const called: string[] = []
    for (const each of listCommands(program)) {
      each.exitOverride().configureOutput({ writeErr: () => {} })
      if (each.commands.length === 0) each.action(() => void called.push(getFullName(each)))
    }
    await program.parseAsync(splitWords(line), { from: 'user' })
    expect(called).toHaveLength(1)
    if (!name.endsWith('flowdeck') && command.commands.length === 0) expect(called).toEqual([name])
  })
})

test('docs/cli.md has a row for every command', () => {
  const page = readFileSync(new URL('../../../../docs/cli.md', import.meta.url), 'utf8')
  const rows = page.split('\n').filter((line) => line.startsWith('| `'))
  for (const command of createProgram().commands.filter((each) => each.name() !== 'help'))
    expect(rows.join('\n')).toMatch(new RegExp(`\`flowdeck ${command.name()}\\b`))
})

describe('what is typed wrong', () => {
  const errorOf = async (...words: string[]) => {
    const program = createProgram()
    let text = ''
    for (const each of listCommands(program))
      each.exitOverride().configureOutput({ writeErr: (part) => (text += part) })
    await expect(program.parseAsync(words, { from: 'user' })).rejects.toThrow()
    return text
  }

  test.each([
    [['flow', '--usse', 'flow.yml'], "unknown option '--usse'\n(Did you mean --uses?)"],
    [['flow'], "required option '--uses <file>' not specified"],
    [
      ['ping', 'flow', '127.0.0.1:1', '--timeuot', '5'],
      "unknown option '--timeuot'\n(Did you mean --timeout?)",
    ],
    [['ping', 'flow', '127.0.0.1:1', '--timeout', 'soon'], 'It is not a whole number.'],
    [['ping', 'flow', '127.0.0.1:1', 'more'], 'too many arguments: more'],
    [['help', 'exprot'], "unknown command 'exprot'\n(Did you mean export?)"],
    [['help', 'export', 'kubernets'], "unknown command 'kubernets'\n(Did you mean kubernetes?)"],
    [['export', 'kubernets', 'a', 'b'], "unknown command 'kubernets'\n(Did you mean kubernetes?)"],
    [['export', 'kubernetes', 'a', 'b', '--images', 'x'], 'Allowed choices are jina, flowdeck.'],
  ])('%j is named', async (words, expected) => {
    expect(await errorOf(...words)).toContain(expected)
  })
})

test('ping accepts a whole word of an export of Jina', async () => {
  const program = createProgram()
  const ping = program.commands.find((command) => command.name() === 'ping') as Command
  let called = false
  ping.action(() => void (called = true))
  await program.parseAsync(['ping', 'executor', '127.0.0.1:1', '--timeout 9500'], { from: 'user' })
  expect(called).toBe(true)
})
