import { expect, test } from 'vitest'
import { fileChanges } from './lastExport.ts'

test('tells what became of each file since the last export', () => {
  const file = (path: string, text: string) => ({ path, text })
  expect([
    ...fileChanges(
      [file('a', '1'), file('b', '1'), file('gone', '1')],
      [file('a', '1'), file('b', '2'), file('c', '1'), { ...file('s', 'x'), secret: true }],
    ),
  ]).toEqual([
    ['a', 'same'],
    ['b', 'changed'],
    ['c', 'new'],
    ['s', 'same'],
    ['gone', 'removed'],
  ])
})
