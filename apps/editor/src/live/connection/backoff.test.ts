import { expect, it } from 'vitest'
import { backoffMs } from './backoff.ts'

it('doubles from a quarter of a second', () => {
  expect([0, 1, 2, 3].map((attempt) => backoffMs(attempt, 0.999_999))).toEqual([250, 500, 1000, 2000])
})

it('never waits longer than eight seconds [FI-61]', () => {
  expect(backoffMs(1000, 0.999_999)).toBe(8000)
})

it('spreads the second half of the wait', () => {
  expect(backoffMs(2, 0)).toBe(500)
})
