import { expect, test } from 'vitest'
import { askedFor, rankItems, type Item } from './paletteItems.ts'

const item = (text: string, group: Item['group'] = 'Actions'): Item => ({ id: text, group, text })
const ITEMS = [
  item('Undo'),
  item('Start the Flow'),
  item('Stop the Flow'),
  item('encoder', 'Executors of this Flow'),
]
const ids = (query: string, recent: string[] = []) => rankItems(ITEMS, query, recent).map(({ id }) => id)

test('with nothing typed, what was used last stands first', () => {
  expect(ids('', ['Stop the Flow', 'encoder'])).toEqual([
    'Stop the Flow',
    'encoder',
    'Undo',
    'Start the Flow',
  ])
  expect(rankItems(ITEMS, '', ['encoder'])[0]?.group).toBe('Recent')
})

test('the group with the best match comes first', () => {
  expect(ids('enc')[0]).toBe('encoder')
  expect(ids('st')).toEqual(['Start the Flow', 'Stop the Flow'])
})

test('among equals what was used lately comes first', () => {
  expect(ids('st', ['Stop the Flow'])).toEqual(['Stop the Flow', 'Start the Flow'])
})

test('the first letter says what is asked for', () => {
  expect(['@enc', ':12', '>undo', 'undo'].map(askedFor)).toEqual(['executors', 'line', 'actions', 'all'])
})

test('the whole of a title comes before its beginning, with or without its ellipsis', () => {
  const titles = [item('New Flow from a template…'), item('New Flow…')]
  expect(rankItems(titles, 'new flow', []).map(({ id }) => id)).toEqual([
    'New Flow…',
    'New Flow from a template…',
  ])
})
