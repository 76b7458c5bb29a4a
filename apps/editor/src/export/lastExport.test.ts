import { expect, test } from 'vitest'
import { fileChanges, readExport } from './lastExport.ts'

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

test.each([
  null,
  5,
  {},
  { at: 1 },
  { at: 'x', files: [] },
  { at: 1, files: [null] },
  { at: 1, files: [{ path: 'a' }] },
])('takes %j for no export', (stored) => expect(readExport(stored)).toBeNull())
