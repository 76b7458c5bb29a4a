import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { WrongTokens } from './WrongTokens.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('20 wrong tokens within 10 s are answered at once, further ones are slowed [SEC-39]', () => {
  let now = 0
  const wrong = new WrongTokens(() => now)
  const answers = Array.from({ length: 100 }, () => {
    now += 100
    return wrong.count().slowed
  })
  expect(answers.filter((slowed) => !slowed)).toHaveLength(20)
  expect(answers.slice(0, 20)).not.toContain(true)
  now += 10_000
  expect(wrong.count().slowed).toBe(false)
})

test('a slowed answer waits a second; beyond 50 waiting ones, answers are given at once', () => {
  const wrong = new WrongTokens(() => 0)
  for (let i = 0; i < 20; i++) wrong.count()
  const answered: number[] = []
  for (let i = 0; i < 60; i++) {
    const throttle = wrong.count()
    if (throttle.slowed) wrong.delay(throttle, () => answered.push(i))
  }
  expect(answered).toHaveLength(10)
  vi.advanceTimersByTime(1000)
  expect(answered).toHaveLength(60)
})
