import type { CatalogEntry } from '@flowdeck/shared'
import { expect, test } from 'vitest'
import { BLANK } from './catalogStore.ts'
import { findPlaces, getTitle } from './entryNames.ts'

const entry = (className: string, file: string): CatalogEntry => ({
  id: `${file}:${className}`,
  kind: 'file',
  name: className.toLowerCase(),
  className,
  file,
  description: '',
  values: {},
  endpoints: [],
})

test('an entry is called as its class is written, and without a class as its Executor', () => {
  expect([entry('CLIPEncoder', 'clip.py'), BLANK].map(getTitle)).toEqual(['CLIPEncoder', 'executor'])
})

test('entries with equal titles are told apart by their folder, in one folder by their file', () => {
  const entries = [
    entry('Ranker', 'search/ranker.ts'),
    entry('Ranker', 'shop/ranker.ts'),
    entry('Index', 'a/one.ts'),
    entry('Index', 'a/two.ts'),
    entry('Index', 'top.ts'),
    entry('Alone', 'a/alone.ts'),
    // The same letters in another case are another class.
    entry('alone', 'b/alone.ts'),
  ]
  expect([...findPlaces(entries).values()]).toEqual(['search', 'shop', 'a/one.ts', 'a/two.ts', 'top.ts'])
})
