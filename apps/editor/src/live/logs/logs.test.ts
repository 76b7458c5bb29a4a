import type { LogLine } from '@flowdeck/shared'
import { expect, it } from 'vitest'
import {
  filterLogs,
  holdLines,
  makeFilter,
  NO_FILTER,
  printLine,
  readSearch,
  type LogFilter,
} from './filterLogs.ts'
import { plainText } from './plainText.ts'

const line = (seq: number, over: Partial<LogLine>): LogLine => ({
  seq,
  ts: 0,
  pod: 'encoder/rep-0',
  deployment: 'encoder',
  level: 'info',
  stream: 'stdout',
  text: '',
  ...over,
})
const lines = [
  line(1, { text: 'Loading model' }),
  line(2, { text: 'slow \u001B[33mdisk\u001B[0m', level: 'warn' }),
  line(3, { text: 'boom', level: 'error', deployment: 'ranker' }),
]
const seqs = (filter: Partial<LogFilter>) => {
  const full = { ...NO_FILTER, ...filter }
  return filterLogs(lines, full, readSearch(full.search)).map(({ seq }) => seq)
}

it('shows the very same lines when nothing is filtered', () => {
  expect(filterLogs(lines, NO_FILTER, readSearch(''))).toBe(lines)
})

it.each([
  [{ deployment: 'ranker' }, [3]],
  [{ level: 'warn' }, [2, 3]],
  [{ search: 'MODEL' }, [1]],
  [{ search: '!model' }, [2, 3]],
  [{ search: 'slow disk' }, [2]],
  [{ search: '/^b.+m$/' }, [3]],
  [{ search: '/BOOM/i' }, [3]],
  [{ search: '!' }, [1, 2, 3]],
] satisfies [Partial<LogFilter>, number[]][])('filters by %j', (filter, expected) => {
  expect(seqs(filter)).toEqual(expected)
})

it('says what is wrong with a regular expression, and hides nothing', () => {
  expect(readSearch('/(/')).toMatchObject({
    matches: null,
    error: 'the bracket at character 1 is not closed',
  })
})

it.each([
  ['plain ünïcode ✓', 'plain ünïcode ✓'],
  ['\u001B[1;31mred\u001B[0m', 'red'],
  ['\u001B]8;;http://a\u0007link\u001B]8;;\u0007', 'link'],
  ['10 %\r55 %\r100 %\r', '100 %'],
  ['a\u0000b\tc', 'ab\tc'],
  ['one\r\n\u001B[31mtwo\u001B[0m\n1 %\r2 %', 'one\ntwo\n2 %'],
])('reads %j as %j', (text, plain) => {
  expect(plainText(text)).toBe(plain)
})

it('prints a line for the clipboard', () => {
  expect(printLine(lines[1]!)).toBe('1970-01-01T00:00:00.000Z warn  encoder/rep-0 slow disk')
})

it('keeps what is being read when the ring lets it go, and adds what came since', () => {
  const [first, second, third] = [line(1, {}), line(2, {}), line(3, {})]
  expect(holdLines([first, second], [second, third]).map(({ seq }) => seq)).toEqual([1, 2, 3])
})

it.each(['', 'a', '!a'])('a filter that remembers shows what one without a memory would, for %j', (words) => {
  const search = readSearch(words)
  const filter = { ...NO_FILTER, level: 'warn' as const }
  const pass = makeFilter()
  const all = Array.from({ length: 60 }, (_, seq) =>
    line(seq, { text: seq % 3 === 0 ? 'a' : 'b', level: seq % 2 === 0 ? 'warn' : 'info' }),
  )
  // Lines come, the oldest go, a person scrolls up (older lines are back) and follows again, and the log is cleared.
  for (const [from, to] of [
    [0, 10],
    [0, 20],
    [5, 25],
    [5, 25],
    [0, 20],
    [15, 35],
    [40, 40],
    [40, 60],
  ] as const) {
    const now = all.slice(from, to)
    expect(pass(now, filter, search)).toEqual(filterLogs(now, filter, search))
  }
})

it('a filter that remembers looks only at lines it has not seen', () => {
  const looked: string[] = []
  const search = { matches: (text: string) => looked.push(text) > 0, mark: null, error: null }
  const pass = makeFilter()
  const all = Array.from({ length: 9 }, (_, seq) => line(seq, { text: `line ${seq}` }))
  pass(all.slice(0, 6), NO_FILTER, search)
  looked.length = 0
  pass(all.slice(2, 9), NO_FILTER, search)
  expect(looked).toEqual(['line 6', 'line 7', 'line 8'])
})
