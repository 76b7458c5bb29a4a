import type { CatalogEntry } from '@flowdeck/shared'
import { expect, test } from 'vitest'
import { rankEntries } from './rankEntries.ts'

const entry = (name: string, description = '', uses = ''): CatalogEntry => ({
  id: name,
  kind: 'file',
  name,
  description,
  values: uses ? { uses } : {},
  endpoints: [],
})
const names = (query: string) =>
  rankEntries(
    [
      entry('ranker', 'Orders matches'),
      entry('clip_encoder'),
      entry('clip'),
      entry('indexer', 'Keeps clips'),
      entry('c_l_i_p'),
    ],
    query,
  ).map(({ name }) => name)

test('exact names, then beginnings, then other places, then letters in order', () => {
  expect(names('clip')).toEqual(['clip', 'clip_encoder', 'indexer', 'c_l_i_p'])
})
test('nothing typed shows everything as it came', () => {
  expect(names(' ')).toHaveLength(5)
})
test('nothing that matches is nothing', () => {
  expect(names('zzz')).toEqual([])
})
