import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { announcer, queued } from './announcer.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('the first sentence is said at once, the next ones together after two seconds', () => {
  const said: string[] = []
  const announce = announcer({ say: (text) => said.push(text), now: () => Date.now() })
  announce('one')
  announce('two')
  announce('three')
  expect(said).toEqual(['one'])
  vi.advanceTimersByTime(1999)
  expect(said).toEqual(['one'])
  vi.advanceTimersByTime(1)
  expect(said).toEqual(['one', 'two three'])
  vi.advanceTimersByTime(5000)
  announce('four')
  expect(said).toEqual(['one', 'two three', 'four'])
})

test('of one subject only the newest sentence waits', () => {
  const first = queued([], { text: '1 of 3 ready', subject: 'run' })
  expect(queued(first, { text: '2 of 3 ready', subject: 'run' }).map(({ text }) => text)).toEqual([
    '2 of 3 ready',
  ])
  expect(queued(first, { text: 'Saved.', subject: undefined })).toHaveLength(2)
})
