import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { LogLine } from '@flowdeck/shared'
import { LogBatcher } from './LogBatcher.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const lines = (count: number, from = 0): LogLine[] =>
  Array.from({ length: count }, (_, i) => ({
    seq: from + i,
    ts: 0,
    pod: 'a/rep-0',
    deployment: 'a',
    level: 'info',
    stream: 'stdout',
    text: 'x',
  }))

test('[P7] few lines go out together after 50 ms, 200 at once', () => {
  const batches: number[] = []
  const batcher = new LogBatcher((batch) => batches.push(batch.length) > 0)
  batcher.add(lines(3), 0)
  batcher.add(lines(4), 0)
  expect(batches).toEqual([])
  vi.advanceTimersByTime(50)
  expect(batches).toEqual([7])
  batcher.add(lines(450), 0)
  expect(batches).toEqual([7, 200, 200, 50])
})

test('[P7] while the receiver is busy the oldest are dropped, and counted', () => {
  let busy = true
  const got: { first: number; dropped: number }[] = []
  const batcher = new LogBatcher((batch, dropped) => {
    if (busy) return false
    got.push({ first: batch[0]?.seq ?? -1, dropped })
    return true
  })
  batcher.add(lines(8000), 7)
  busy = false
  vi.advanceTimersByTime(50)
  expect(got[0]).toEqual({ first: 3000, dropped: 3007 })
  expect(got).toHaveLength(25)
})

test('[P7] long lines wait by their size, not by their number, and make smaller batches', () => {
  let busy = true
  const got: number[] = []
  const batcher = new LogBatcher((batch, dropped) => {
    if (busy) return false
    got.push(batch.length, dropped)
    return true
  })
  const text = 'x'.repeat(16 * 1024)
  batcher.add(
    lines(200).map((line) => ({ ...line, text })),
    0,
  )
  busy = false
  vi.advanceTimersByTime(50)
  expect(got.slice(0, 4)).toEqual([16, 168, 16, 0])
  expect(got).toHaveLength(4)
})

test('[P7] a burst loses nothing while the receiver reads', () => {
  let sent = 0
  const batcher = new LogBatcher((batch, dropped) => {
    expect(dropped).toBe(0)
    sent += batch.length
    return true
  })
  batcher.add(
    lines(6000).map((line) => ({ ...line, text: 'x'.repeat(1000) })),
    0,
  )
  expect(sent).toBe(6000)
})
