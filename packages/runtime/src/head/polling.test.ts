import { expect, test } from 'vitest'
import type { Json } from '@flowdeck/shared'
import { pollingFor, readPolling } from './polling.ts'

test.each<[Json | undefined, Record<string, string>]>([
  [undefined, { '/search': 'ALL', '/index': 'ANY', '/other': 'ANY' }],
  ['ALL', { '/search': 'ALL', '/index': 'ANY', '/other': 'ALL' }],
  ['any', { '/search': 'ALL', '/other': 'ANY' }],
  [{ '*': 'ALL' }, { '/search': 'ALL', '/index': 'ANY', '/other': 'ALL' }],
  [
    { '/search': 'any', '/mine': 'ALL' },
    { '/search': 'ANY', '/mine': 'ALL', '/other': 'ANY' },
  ],
  ['{"/index": 2, "*": 1}', { '/index': 'ALL', '/other': 'ANY' }],
])('polling %j', (polling, expected) => {
  const rules = readPolling(polling)
  for (const [endpoint, word] of Object.entries(expected)) expect(pollingFor(rules, endpoint)).toBe(word)
})

test.each<[Json, string]>([
  ['SOME', 'polling is ANY or ALL, not "SOME"'],
  [{ '/a': 3 }, 'polling is ANY or ALL, not 3'],
  ['{"/a"', 'polling is not JSON'],
])('polling %j is refused', (polling, message) => {
  expect(() => readPolling(polling)).toThrow(message)
})
