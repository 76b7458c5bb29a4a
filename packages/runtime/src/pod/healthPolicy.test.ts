import { expect, test } from 'vitest'
import { HEALTHY, judgeHealth, type Health } from './healthPolicy.ts'

function judgeAll(checks: readonly [at: number, answered: boolean][]): Health['verdict'][] {
  let health = HEALTHY
  return checks.map(([at, answered]) => (health = judgeHealth(health, answered, at)).verdict)
}

test('one missed check is forgiven, two are not, an answer makes it healthy again', () => {
  expect(
    judgeAll([
      [0, false],
      [3000, false],
      [6000, true],
      [11_000, false],
    ]),
  ).toEqual(['healthy', 'unhealthy', 'healthy', 'healthy'])
})

test('one that stays unhealthy for 30 s is dead, not before', () => {
  expect(
    judgeAll([
      [0, false],
      [3000, false],
      [32_999, false],
      [33_000, false],
    ]),
  ).toEqual(['healthy', 'unhealthy', 'unhealthy', 'dead'])
})

test('is asked more often while it does not answer', () => {
  expect(HEALTHY.nextCheckMs).toBeGreaterThan(judgeHealth(HEALTHY, false, 0).nextCheckMs)
})
