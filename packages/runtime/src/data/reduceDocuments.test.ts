import { expect, test } from 'vitest'
import { reduceDocuments } from './reduceDocuments.ts'

test('unites by id; the first arrival wins, later ones fill what is empty', () => {
  const merged = reduceDocuments([
    [{ id: '1', text: 'first', tags: { a: 1 } }],
    [
      { id: '1', text: 'second', tags: { b: 2 }, weight: 3 },
      { id: '2', text: 'only here' },
    ],
  ])
  expect(merged).toEqual([
    { id: '1', text: 'first', tags: { a: 1 }, weight: 3 },
    { id: '2', text: 'only here' },
  ])
})

test('matches and chunks are merged in the same way', () => {
  const merged = reduceDocuments([
    [{ id: '1', matches: [{ id: 'm', text: 'a' }] }],
    [{ id: '1', matches: [{ id: 'm', weight: 2 }, { id: 'n' }], chunks: [{ id: 'c' }] }],
  ])
  expect(merged).toEqual([
    { id: '1', matches: [{ id: 'm', text: 'a', weight: 2 }, { id: 'n' }], chunks: [{ id: 'c' }] },
  ])
})

test('text, blob and tensor exclude each other', () => {
  const merged = reduceDocuments([[{ id: '1', text: 'kept' }], [{ id: '1', blob: new Uint8Array([1]) }]])
  expect(merged).toEqual([{ id: '1', text: 'kept' }])
})
