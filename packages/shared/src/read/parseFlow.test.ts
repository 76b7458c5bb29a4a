import { readFileSync, readdirSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ORACLE } from '../../test/fixtures/oracle.ts'
import { parseFlow } from './parseFlow.ts'

const folder = new URL('../../test/fixtures/flow-yaml/', import.meta.url)
const fixtures = readdirSync(folder)
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8')

describe('parseFlow builds the graph that Jina builds', () => {
  it('has an expectation for every fixture', () => {
    expect(Object.keys(ORACLE).sort()).toEqual([...fixtures].sort())
  })

  it.each(fixtures)('%s', (name) => {
    const flow = parseFlow(read(name))
    const expected = ORACLE[name] as (typeof ORACLE)[string]
    if ('error' in expected) {
      expect(flow.graph).toBeNull()
      expect(flow.issues.map((i) => i.code)).toContain(expected.error)
      return
    }
    expect(flow.issues.filter((i) => i.severity === 'error')).toEqual([])
    expect(flow.graph?.edges).toEqual(expected.edges)
    // Key order is part of what exports print.
    if (Object.keys(expected.edges).length > 0)
      expect(Object.keys(flow.graph?.edges ?? {})).toEqual(Object.keys(expected.edges))
    expect(flow.graph?.conditions).toEqual(expected.conditions ?? {})
  })
})

describe('parseFlow never fails', () => {
  it('reads an empty text as an empty Flow', () => {
    expect(parseFlow('')).toMatchObject({ spec: { executors: [] }, graph: { edges: {} }, issues: [] })
  })

  it('survives any text [FI-80]', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400, unit: 'binary' }), (text) => parseFlow(text).text === text),
      { numRuns: 500 },
    )
  })

  it('survives mutated Flows, each under a second [FI-80]', () => {
    const edit = fc.record({
      file: fc.constantFrom(...fixtures),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      cut: fc.nat(20),
      insert: fc.constantFrom(
        '\t',
        '[',
        '{',
        ':',
        '- ',
        '&a ',
        '*a',
        '"',
        "'",
        '\n',
        '!x',
        '|',
        '>',
        '#',
        '%',
        '@',
        '\u0000',
        '? ',
      ),
    })
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
        let text = read(edits[0]?.file as string)
        for (const { at, cut, insert } of edits) {
          const index = Math.floor(at * text.length)
          text = text.slice(0, index) + insert + text.slice(index + cut)
        }
        const before = Date.now()
        parseFlow(text)
        return Date.now() - before < 1000
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    ['brackets', '['.repeat(1000) + ']'.repeat(1000)],
    ['maps', '{a: '.repeat(1000)],
    ['anchored brackets', '&a ['.repeat(1000)],
    ['dashes', '- '.repeat(1000)],
    ['a block map', Array.from({ length: 900 }, (_, i) => `${' '.repeat(i)}k:`).join('\n')],
    ['brackets after a carriage return', `a\r${'['.repeat(1000)}`],
    ['brackets beside a block scalar', `- a: |\n  b: ${'['.repeat(1000)}`],
  ])('refuses deep nesting by %s, twenty times in one process [SEC-27]', (_, text) => {
    for (let i = 0; i < 20; i++)
      expect(parseFlow(text).issues[0]?.code).toMatch(/too-deep|yaml-syntax|not-a-flow/)
  })

  it('refuses an alias bomb [SEC-26] [FI-76]', () => {
    const lines = ['a0: &a0 [x,x,x,x,x,x,x,x,x]']
    for (let i = 1; i < 9; i++)
      lines.push(
        `a${i}: &a${i} [${Array(9)
          .fill(`*a${i - 1}`)
          .join(',')}]`,
      )
    expect(parseFlow(lines.join('\n')).issues[0]?.code).toBe('too-many-aliases')
  })

  it('keeps prototypes clean [SEC-29]', () => {
    parseFlow('with:\n  __proto__:\n    polluted: 1\nexecutors:\n- name: __proto__\n- name: constructor\n')
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })
})
