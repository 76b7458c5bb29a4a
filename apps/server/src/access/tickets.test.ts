import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Tickets } from './tickets.ts'
import { WrongTokens } from './WrongTokens.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

test.each([
  ['a day forward', '2026-01-02'],
  ['a day back', '2025-12-31'],
  ['past 2038', '2039-01-01'],
])('a wall clock that jumps %s ends no ticket and forgets no wrong token [FI-66]', (_, to) => {
  vi.setSystemTime('2026-01-01')
  const tickets = new Tickets()
  const wrong = new WrongTokens()
  const ticket = tickets.issue()
  for (let i = 0; i < 20; i++) wrong.count()
  vi.setSystemTime(to)
  expect(tickets.redeem(ticket)).toBe(true)
  expect(wrong.count().slowed).toBe(true)
})
