import { expect, test } from 'vitest'
import { mapConcurrently } from './mapConcurrently.ts'

async function* numbers(count: number, onRead: () => void = () => {}): AsyncGenerator<number> {
  for (let i = 0; i < count; i++) {
    onRead()
    yield i
  }
}

function gates(count: number) {
  const open: (() => void)[] = []
  const passed = Array.from({ length: count }, (_, i) => new Promise<void>((resolve) => (open[i] = resolve)))
  return { open, passed }
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

test('results come as they are done, or in order when asked', async () => {
  for (const [inOrder, expected] of [
    [false, [1, 0]],
    [true, [0, 1]],
  ] as const) {
    const { open, passed } = gates(2)
    const result = collect(
      mapConcurrently(
        numbers(2),
        async (n) => {
          if (n === 1) setImmediate(() => open[0]?.())
          if (n === 0) await passed[0]
          return n
        },
        { limit: 10, inOrder },
      ),
    )
    expect(await result).toEqual(expected)
  }
})

test('never more than the limit at a time, and nothing is read ahead', async () => {
  let running = 0
  let most = 0
  let read = 0
  const items = mapConcurrently(
    numbers(50, () => read++),
    async (n) => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setImmediate(resolve))
      running--
      return n
    },
    { limit: 3, inOrder: false },
  )
  const iterator = items[Symbol.asyncIterator]()
  await iterator.next()
  expect(read).toBeLessThanOrEqual(6)
  const rest = await collect({ [Symbol.asyncIterator]: () => iterator })
  expect(rest).toHaveLength(49)
  expect(most).toBeLessThanOrEqual(3)
})

test('a failure ends it, with its error', async () => {
  const failing = mapConcurrently(
    numbers(3),
    async (n) => {
      if (n === 1) throw new Error('one')
      return n
    },
    { limit: 1, inOrder: true },
  )
  await expect(collect(failing)).rejects.toThrow('one')
})
