import { expect, test } from 'vitest'
import { documentFromJson, documentToJson } from './documentJson.ts'
import { ndArray } from './ndarray.ts'

const read = (value: unknown) => documentFromJson(value, 'data[0]', () => 'made-up')

test('a Document goes through JSON and back', () => {
  const doc = {
    id: '1',
    blob: Buffer.from('hi'),
    embedding: ndArray([1, 2, 3, 4], [2, 2], '<i8'),
    tags: { a: null, b: [1] },
    chunks: [{ id: 'c', text: 'x' }],
    scores: { cos: { value: 0.5, op_name: 'cosine' } },
  }
  expect(read(documentToJson(doc, true))).toEqual(doc)
  expect(documentToJson(doc, false)['embedding']).toEqual([
    [1, 2],
    [3, 4],
  ])
})

test('an absent id is made up, unknown keys are dropped', () => {
  expect(read({ text: 'x', nonsense: 1 })).toEqual({ id: 'made-up', text: 'x' })
})

test.each([
  ['hello', 'data[0] must be an object'],
  [{ text: {} }, 'data[0].text must be a text'],
  [{ weight: 'x' }, 'data[0].weight must be a number'],
  [{ chunks: [{ text: [] }] }, 'data[0].chunks[0].text'],
  [{ embedding: [[1], [1, 2]] }, 'ragged'],
  [{ embedding: [{}] }, 'numbers only'],
  [{ embedding: ['a', null] }, 'texts and null'],
  [{ tensor: { shape: [1], dtype: 'nope', base64: 7 } }, 'data[0].tensor.base64'],
  [{ scores: { cos: { value: 'high' } } }, 'data[0].scores.cos.value'],
])('%j is refused by name', (value, message) => {
  expect(() => read(value)).toThrow(message)
})

test('nesting without end is refused', () => {
  let deep: object = { text: 'x' }
  for (let i = 0; i < 100; i++) deep = { chunks: [deep] }
  expect(() => read(deep)).toThrow('deeper than 64')
})

test('what docarray keeps for itself goes through JSON, and is left out where there is none', () => {
  const doc = { id: '1', _metadata: { multi_modal_schema: { a: { position: 0 } } }, chunks: [{ id: 'c' }] }
  expect(read(documentToJson(doc, false))).toEqual(doc)
  expect(documentToJson({ id: '2', _metadata: {} }, true)).not.toHaveProperty('_metadata')
  expect(() => read({ _metadata: [1] })).toThrow('data[0]._metadata must be an object')
})
