import { expect, it } from 'vitest'
import { viewDocument } from './documentFields.ts'

it('leaves out what Jina sends as null', () => {
  expect(viewDocument({ id: 'a', text: 'hi', tags: null, matches: null, weight: null, chunks: [] })).toEqual({
    id: 'a',
    text: 'hi',
    facts: [],
    tags: null,
    scores: [],
    matches: [],
    chunks: [],
    rest: {},
  })
})

it('tells the size of what is not text', () => {
  const { facts } = viewDocument({
    mime_type: 'image/png',
    blob: 'aGVsbG8=',
    tensor: { shape: [2, 3], dtype: '<f4' },
    embedding: [0.1, 0.2, 0.3],
  })
  expect(facts).toEqual(['image/png', 'blob 5 B', 'tensor 2 × 3', 'embedding 3'])
})

it('reads scores as objects and as numbers', () => {
  expect(
    viewDocument({ scores: { bm25: { value: 2.5, description: 'k1=1.2' }, cosine: 0.5 } }).scores,
  ).toEqual([
    { name: 'bm25', value: 2.5, description: 'k1=1.2' },
    { name: 'cosine', value: 0.5, description: null },
  ])
})

it('hides nothing: fields it does not know are kept', () => {
  expect(viewDocument({ price: 3, offset: 0 }).rest).toEqual({ price: 3, offset: 0 })
})
