import type { YamlValue } from '@flowdeck/shared'
import { expect, test } from 'vitest'
import { readBatching, readPollingRules, writePollingRules } from './perEndpoint.ts'

const again = (value: YamlValue) => {
  const rules = readPollingRules(value)
  return rules === null ? 'not shown' : writePollingRules(rules)
}

test.each<[YamlValue, YamlValue]>([
  ['ALL', 'ALL'],
  ['any', null],
  [{ '/a': 'ALL' }, { '/a': 'ALL' }],
  [
    { '*': 'ALL', '/a*': 'any' },
    { '*': 'ALL', '/a*': 'ANY' },
  ],
  [{ '*': 'ANY' }, null],
  ['SOME', 'not shown'],
  [{ '/a': 3 }, 'not shown'],
])('polling %j is written as %j', (value, expected) => {
  expect(again(value)).toEqual(expected)
})

test('batching is shown per endpoint, unless it is no map of maps', () => {
  expect(readBatching({ '/a': { timeout: 5 }, encode: null })).toEqual([
    ['/a', { timeout: 5 }],
    ['encode', {}],
  ])
  expect(readBatching({ '/a': 4 })).toBeNull()
})
