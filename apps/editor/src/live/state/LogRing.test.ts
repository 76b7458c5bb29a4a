import type { LogLine } from '@flowdeck/shared'
import { expect, it } from 'vitest'
import { LogRing } from './LogRing.ts'

const line = (seq: number): LogLine => ({
  seq,
  ts: seq,
  pod: 'encoder/rep-0',
  deployment: 'encoder',
  level: 'info',
  stream: 'stdout',
  text: `line ${seq}`,
})
const seqs = (ring: LogRing) => ring.all().map((l) => l.seq)

it('keeps the newest lines and counts what made room [FI-67]', () => {
  const ring = new LogRing(3)
  ring.push([1, 2].map(line), 0)
  ring.push([3, 4, 5].map(line), 0)
  expect(seqs(ring)).toEqual([3, 4, 5])
  expect(ring.evicted).toBe(2)
})

it('[P7] adds up what the server dropped, whether it has a number or not', () => {
  const ring = new LogRing()
  ring.push([line(1)], 7)
  ring.push([line(5)], 3)
  expect(ring.dropped).toBe(10)
})

it('counts the lines that were let go before it subscribed', () => {
  const ring = new LogRing()
  ring.push([line(101)], 0)
  expect(ring.dropped).toBe(100)
})

it('shows a line once when a second subscription sends it again [FI-61]', () => {
  const ring = new LogRing()
  ring.push([1, 2].map(line), 4)
  expect(ring.push([1, 2].map(line), 4)).toBe(false)
  ring.push([2, 3].map(line), 0)
  expect(seqs(ring)).toEqual([1, 2, 3])
  expect(ring.dropped).toBe(4)
})

it('does not bring cleared lines back', () => {
  const ring = new LogRing()
  ring.push([1, 2].map(line), 0)
  ring.clear()
  ring.push([1, 2, 3].map(line), 0)
  expect(seqs(ring)).toEqual([3])
})

it('keeps fewer lines when they are long', () => {
  const ring = new LogRing(50_000, 1000)
  ring.push(
    [1, 2, 3, 4].map((seq) => ({ ...line(seq), text: 'x'.repeat(400) })),
    0,
  )
  expect(seqs(ring)).toEqual([3, 4])
  expect(ring.evicted).toBe(2)
  ring.push([{ ...line(5), text: 'x'.repeat(1001) }], 0)
  expect(seqs(ring)).toEqual([])
  ring.push([line(6)], 0)
  expect(seqs(ring)).toEqual([6])
})
