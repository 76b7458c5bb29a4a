import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Document } from '@flowdeck/shared'
import { BatchQueue, type BatchCall } from './BatchQueue.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const docs = (...ids: string[]): Document[] => ids.map((id) => ({ id }))
const ids = (list: readonly Document[]) => list.map(({ id }) => id).join('')

function queue(over: Partial<ConstructorParameters<typeof BatchQueue>[0]> = {}, call?: BatchCall) {
  const calls: string[] = []
  const made = new BatchQueue(
    { preferredBatchSize: 4, timeoutMs: 100, flushAll: false, ...over },
    call ??
      (async (batch) => {
        calls.push(ids(batch))
        return batch.map(({ id }) => ({ id: id.toUpperCase() }))
      }),
  )
  return { made, calls }
}

test('enough Documents make a call at once; each request gets its own back', async () => {
  const { made, calls } = queue()
  const answers = [made.push(docs('a', 'b')), made.push(docs('c')), made.push(docs('d'))]
  expect((await Promise.all(answers)).map(ids)).toEqual(['AB', 'C', 'D'])
  expect(calls).toEqual(['abcd'])
  expect(made.idle).toBe(true)
})

test('few Documents wait for others, at most so long', async () => {
  const { made, calls } = queue()
  const answer = made.push(docs('a'))
  await vi.advanceTimersByTimeAsync(99)
  expect(calls).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(ids(await answer)).toBe('A')
})

test.each([
  [false, ['abcd', 'ef']],
  [true, ['abcdef']],
])('more than the preferred size with flush_all %s', async (flushAll, expected) => {
  const { made, calls } = queue({ flushAll })
  const answers = [made.push(docs('a', 'b', 'c')), made.push(docs('d', 'e', 'f'))]
  expect((await Promise.all(answers)).map(ids)).toEqual(['ABC', 'DEF'])
  expect(calls).toEqual(expected)
})

test('what the method throws goes to the requests of that batch alone', async () => {
  const { made } = queue({ preferredBatchSize: 2 }, async (batch) => {
    if (ids(batch).includes('b')) throw new Error('boom')
    return batch
  })
  const answers = await Promise.allSettled([
    made.push(docs('a')),
    made.push(docs('b', 'c', 'd')),
    made.push(docs('e', 'f')),
  ])
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled'])
})

test('another number of Documents is a mistake that is named', async () => {
  const { made } = queue({ preferredBatchSize: 1 }, async () => [])
  await expect(made.push(docs('a'))).rejects.toThrow(
    'as many Documents must come back as were given: 1, not 0',
  )
})

test('nothing sent needs no call', async () => {
  const { made, calls } = queue()
  expect(await made.push([])).toEqual([])
  expect(calls).toEqual([])
})

test('a flush does not wait for the time', async () => {
  const { made } = queue()
  const answer = made.push(docs('a'))
  made.flush()
  expect(ids(await answer)).toBe('A')
})
