import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startTimer } from './startTimer.ts'

const DAY = 86_400_000

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test.each([1, 40, 2_147_483_647, 2_147_483_648, 100 * DAY, 99_999_999_000])(
  'a deadline in %d ms passes then, neither earlier nor later [FI-49]',
  (ms) => {
    let passed = 0
    startTimer(() => passed++, ms)
    vi.advanceTimersByTime(ms - 1)
    expect(passed).toBe(0)
    vi.advanceTimersByTime(1)
    expect(passed).toBe(1)
  },
)

test('a wait that is stopped does not end, also after the range of timers', () => {
  let passed = 0
  const stop = startTimer(() => passed++, 50 * DAY)
  vi.advanceTimersByTime(30 * DAY)
  stop()
  vi.advanceTimersByTime(30 * DAY)
  expect(passed).toBe(0)
})
