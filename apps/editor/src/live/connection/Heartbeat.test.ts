import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Heartbeat } from './Heartbeat.ts'

let pings = 0
let deaths = 0
let heart: Heartbeat
beforeEach(() => {
  vi.useFakeTimers()
  pings = deaths = 0
  heart = new Heartbeat(
    () => pings++,
    () => deaths++,
  )
})
afterEach(() => {
  heart.stop()
  vi.useRealTimers()
})

it('[P8] pings every ten seconds even while the server talks without a pause', () => {
  for (let second = 0; second < 35; second++) {
    heart.heard()
    vi.advanceTimersByTime(1000)
  }
  expect([pings, deaths]).toEqual([3, 0])
})

it('gives up once when a ping is not answered', () => {
  vi.advanceTimersByTime(14_999)
  expect(deaths).toBe(0)
  vi.advanceTimersByTime(60_000)
  expect([pings, deaths]).toEqual([1, 1])
})

it('is silent after it was stopped', () => {
  heart.stop()
  vi.advanceTimersByTime(60_000)
  expect([pings, deaths]).toEqual([0, 0])
})
