import { expect, test } from 'vitest'
import type { JsonObject } from '@flowdeck/shared'
import { Batching, batchingOptions } from './Batching.ts'

const ENDPOINTS = new Map([
  ['/a', 'encode'],
  ['/b', 'encode'],
  ['/c', 'other'],
])
const read = (own: JsonObject, uses: JsonObject = {}) =>
  Object.fromEntries(batchingOptions(ENDPOINTS, own, uses))

test('a method stands for its endpoints, an endpoint goes before it, and the Flow before both', () => {
  expect(
    read({ encode: { preferred_batch_size: 8, timeout: 50 } }, { '/b': { timeout: 70, flush_all: true } }),
  ).toEqual({
    '/a': { preferredBatchSize: 8, timeoutMs: 50, flushAll: false },
    '/b': { preferredBatchSize: 8, timeoutMs: 70, flushAll: true },
  })
})

test('the Flow can switch it off, and what is not given has the default of Jina', () => {
  expect(read({ '/a': {}, '/b': {} }, { '/b': { use_dynamic_batching: false } })).toEqual({
    '/a': { preferredBatchSize: 4, timeoutMs: 10_000, flushAll: false },
  })
})

test.each<[JsonObject, string]>([
  [{ '/nowhere': {} }, '"/nowhere" is neither an endpoint nor a method'],
  [{ '/a': 4 }, 'takes a map such as'],
  [{ '/a': { preferred_batch_size: 0 } }, 'preferred_batch_size of "/a" is a number from 1, not 0'],
  [{ '/a': { timeout: 'x' } }, 'timeout of "/a" is a number from 0, not "x"'],
  [{ '/a': { use_custom_metric: true } }, 'needs a function of a Python Executor'],
])('%j is refused: %s', (uses, message) => {
  expect(() => read({}, uses)).toThrow(message)
})

test('requests meet in one call only when their parameters are the same', async () => {
  const batching = new Batching(
    batchingOptions(ENDPOINTS, {}, { '/a': { preferred_batch_size: 2, timeout: 0 } }),
  )
  const sizes: number[] = []
  const push = (parameters: JsonObject) =>
    batching.push('/a', parameters, [{ id: 'x' }], async (docs) => {
      sizes.push(docs.length)
      return docs
    })
  await Promise.all([push({ a: 1, b: 2 }), push({ a: 2 }), push({ b: 2, a: 1 })])
  expect(sizes.toSorted((a, b) => a - b)).toEqual([1, 2])
})
