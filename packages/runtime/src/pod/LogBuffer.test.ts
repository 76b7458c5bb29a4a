import type { LogLine } from '@flowdeck/shared'
import { expect, test } from 'vitest'
import { LogBuffer } from './LogBuffer.ts'

const entry = (text: string, over: Partial<LogLine> = {}) => ({
  pod: 'a/rep-0',
  deployment: 'a',
  level: 'info' as const,
  stream: 'stdout' as const,
  text,
  ...over,
})

test('the newest entries are kept, of long ones as many as fit', () => {
  const logs = new LogBuffer(() => {})
  for (let i = 1; i <= 8000; i++) logs.add([entry(String(i))])
  expect(logs.recent()).toHaveLength(5000)
  expect(logs.recent().at(-1)?.seq).toBe(8000)
  for (let i = 0; i < 3000; i++) logs.add([entry('x'.repeat(16_000))])
  const chars = logs.recent().reduce((sum, { text }) => sum + text.length, 0)
  expect(chars).toBeGreaterThan(7 * 1024 * 1024)
  expect(chars).toBeLessThan(10.5 * 1024 * 1024)
})

test('the last lines of a Pod are lines, also where an entry has several', () => {
  const logs = new LogBuffer(() => {})
  logs.add([
    entry('one'),
    entry('of another', { pod: 'b' }),
    entry('two\nthree\nfour'),
    entry('its end', { stream: 'system' }),
  ])
  expect(logs.lastOf('a/rep-0', 50)).toEqual(['one', 'two', 'three', 'four'])
  expect(logs.lastOf('a/rep-0', 2)).toEqual(['three', 'four'])
})

test('what must not be shown is masked in every line of an entry', () => {
  const lines: string[] = []
  const logs = new LogBuffer(
    (some) => lines.push(...some.map(({ text }) => text)),
    (text) => text.replaceAll('secret', '***'),
  )
  logs.add([entry('a secret\nsecret')])
  expect(lines).toEqual(['a ***\n***'])
})
