import { expect, test } from 'vitest'
import { filterFlows } from './filterFlows.ts'

const flow = (id: string, title = '') => ({ id, title, revision: '', modifiedAt: 0, hasDraft: false })
const FLOWS = [flow('search/flow.yml', 'Two stages'), flow('Search/Index.json'), flow('hello/flow.yml')]
const idsFor = (query: string) => filterFlows(FLOWS, query).shown.map(({ id }) => id)

test('every typed word must stand in the path or the title, in any case and order', () => {
  expect(idsFor('')).toHaveLength(3)
  expect(idsFor('  SEARCH ')).toEqual(['search/flow.yml', 'Search/Index.json'])
  expect(idsFor('flow two')).toEqual(['search/flow.yml'])
  expect(idsFor('nothing')).toEqual([])
})

test('of thousands a hundred are shown and the others counted', () => {
  const many = Array.from({ length: 2000 }, (_, n) => flow(`f${n}.yml`))
  expect(filterFlows(many, '')).toMatchObject({ shown: { length: 100 }, more: 1900 })
  expect(filterFlows(many, 'f1999')).toEqual({ shown: [flow('f1999.yml')], more: 0 })
})
