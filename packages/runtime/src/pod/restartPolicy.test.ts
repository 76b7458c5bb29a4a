import { expect, test } from 'vitest'
import { afterFailure } from './restartPolicy.ts'

test('waits twice as long each time, and gives up at the fifth failure within a minute', () => {
  const failures: number[] = []
  const waits: unknown[] = []
  for (let i = 0; i < 5; i++) {
    failures.push(i * 1000)
    waits.push(afterFailure(failures, 0.5))
  }
  expect(waits).toEqual([
    { restartInMs: 500 },
    { restartInMs: 1000 },
    { restartInMs: 2000 },
    { restartInMs: 4000 },
    { giveUp: true },
  ])
})

test('failures of more than a minute ago do not count', () => {
  expect(afterFailure([0, 1, 2, 3, 70_000], 0.5)).toEqual({ restartInMs: 500 })
})
