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

test('no mark is left in a line of several requests, of a progress bar, or that was cut off', () => {
  expect(untag(tag('d ', 'abc') + tag('d ', 'def') + 'plain')).toEqual({
    text: 'd d plain',
    requestId: 'abc',
  })
  expect(untag('begun ' + tag('ended', 'abc'))).toEqual({ text: 'begun ended', requestId: 'abc' })
  expect(untag(tag('\re progress 1', 'abc') + tag('\re progress 2', 'abc'))).toEqual({
    text: '\re progress 1\re progress 2',
    requestId: 'abc',
  })
  const cut = tag('x', 'abc') + tag('y', 'abc')
  expect(untag(cut.slice(0, -3))).toEqual({ text: 'x', requestId: 'abc' })
})

test('a line without a mark is as it is', () => {
  expect(untag('plain')).toEqual({ text: 'plain' })
})
