import { expect, test } from 'vitest'
import { nextRestartMs, spread } from './restartPolicy.ts'

test('waits twice as long each time, up to 30 s, and never gives up [FI-12]', () => {
  const waits: number[] = []
  let lastWaitMs = 0
  for (let i = 0; i < 20; i++) waits.push((lastWaitMs = nextRestartMs({ lastWaitMs, readyForMs: 20 })))
  expect(waits.slice(0, 8)).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
  expect(waits.at(-1)).toBe(30_000)
})

test.each([
  ['a first failure', { lastWaitMs: 0, readyForMs: 0 }, 500],
  ['one that ran as long as it had waited', { lastWaitMs: 8000, readyForMs: 8000 }, 500],
  ['one that ran shorter', { lastWaitMs: 8000, readyForMs: 7999 }, 16_000],
])('%s', (_, ended, wait) => {
  expect(nextRestartMs(ended)).toBe(wait)
})

test('waits are spread by a fifth', () => {
  expect([0, 0.5, 1].map((random) => spread(1000, random))).toEqual([800, 1000, 1200])
})
