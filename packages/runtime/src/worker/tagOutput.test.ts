import { expect, test } from 'vitest'
import { tag, untag } from './tagOutput.ts'

test('every line of a text is marked, and unmarked again', () => {
  const lines = tag('one\ntwo\n', 'abc').split('\n')
  expect(lines.slice(0, 2).map(untag)).toEqual([
    { text: 'one', requestId: 'abc' },
    { text: 'two', requestId: 'abc' },
  ])
  expect(lines[2]).toBe('')
})

test('a line printed in pieces loses all its marks', () => {
  expect(untag(tag('one ', 'abc') + tag('two', 'abc'))).toEqual({ text: 'one two', requestId: 'abc' })
})

test('a line without a mark is as it is', () => {
  expect(untag('plain')).toEqual({ text: 'plain' })
})
