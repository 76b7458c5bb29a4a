import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderWith } from '../startTestFlow.ts'
import { keepTable } from './keepTable.ts'
import { WAYS, keyOf } from './ways.ts'

const PAGE = 'Before.\n\n<!-- interop v1 -->\n\nold\n\n<!-- end of interop v1 -->\n\nAfter.\n'
const [first, ...others] = WAYS.map(keyOf)

/** Keeps the table of a run in which these ways were compared, in a page of its own. */
function keep(compared: readonly (string | undefined)[]) {
  const page = join(folderWith({ 'page.md': PAGE }), 'page.md')
  const ways = compared.filter((way) => way !== undefined)
  const run = {
    equal: new Map(WAYS.map((way) => [keyOf(way), 2])),
    compared: new Set(ways),
    asked: () => 2,
    questions: ['one', 'two'],
  }
  return { keep: () => keepTable('v1', run, page), read: () => readFileSync(page, 'utf8') }
}

test('a run that compared every way writes its table, and says once that it is new', () => {
  const run = keep([first, ...others])
  expect(run.keep).toThrow('look at it and commit it')
  expect(run.read()).toMatch(/^Before\.\n[^]*2 of 2[^]*- one\n- two[^]*\nAfter\.\n$/)
  expect(run.keep).not.toThrow()
})

test('a run that left one way out leaves the page as it is', () => {
  const run = keep(others)
  run.keep()
  expect(run.read()).toBe(PAGE)
})
