import type { RequestResponse } from '@flowdeck/shared'
import { expect, test } from 'vitest'
import { printJson, withDigits } from './exactAnswer.ts'

const ANSWER: RequestResponse = {
  index: 0,
  ms: 1,
  status: null,
  parameters: { p: null },
  routes: [],
  docs: [{ id: 'a' }, { id: 'b', tags: { n: [1, null] }, tensor: [9007199254740992] }],
  passages: [{ executor: 'e', docsIn: [{ weight: null }], docsOut: [] }],
  exact: [
    { path: ['parameters', 'p'], text: 'NaN' },
    { path: ['docs', 1, 'tags', 'n', 1], text: '-Infinity' },
    { path: ['docs', 1, 'tensor', 0], text: '9007199254740993' },
    { path: ['passages', 0, 'docsIn', 0, 'weight'], text: 'Infinity' },
    { path: ['docs', 7, 'tensor', 0], text: 'NaN' },
  ],
}

test('an answer has the numbers that came apart in their places', () => {
  const exact = withDigits(ANSWER)
  expect(printJson(exact)).toBe(
    '{"index":0,"ms":1,"status":null,"parameters":{"p":NaN},"routes":[],' +
      '"docs":[{"id":"a"},{"id":"b","tags":{"n":[1,-Infinity]},"tensor":[9007199254740993]}],' +
      '"passages":[{"executor":"e","docsIn":[{"weight":Infinity}],"docsOut":[]}]}',
  )
  expect(exact.docs[0]).toBe(ANSWER.docs[0])
  expect(withDigits(ANSWER)).toBe(exact)
})

test('an answer without such numbers is the very same', () => {
  const { exact: _, ...plain } = ANSWER
  expect(withDigits(plain)).toBe(plain)
})
