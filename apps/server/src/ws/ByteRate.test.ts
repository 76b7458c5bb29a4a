import { expect, test } from 'vitest'
import { ByteRate } from './ByteRate.ts'

test('a sender that always has more sends at most the burst and the rate', () => {
  let now = 0
  const rate = new ByteRate({ bytesPerSecond: 1000, burstBytes: 500, now: () => now })
  let sent = 0
  for (; now < 10_000; now += 10)
    while (!rate.exhausted) {
      rate.spend(100)
      sent += 100
    }
  expect(sent).toBeGreaterThan(10_000)
  // The last message may go into debt.
  expect(sent).toBeLessThanOrEqual(10_000 + 500 + 100)
})

test('what is not used is kept up to the burst', () => {
  let now = 0
  const rate = new ByteRate({ bytesPerSecond: 1000, burstBytes: 500, now: () => now })
  now = 60_000
  expect(rate.exhausted).toBe(false)
  rate.spend(500)
  expect(rate.exhausted).toBe(true)
})
