import { beforeEach, expect, test } from 'vitest'
import { keysOfPress, whyNotKeys } from './keyMatches.ts'
import { conflicts, keysOf, narrowest, readChanged, rebind, resetKeys, unbind, useKeymap } from './keymap.ts'

const UNDO = { id: 'undo', title: 'Undo', keys: ['Ctrl+Z'] }
const FIT = { id: 'fit', title: 'Fit', keys: ['1'], where: 'canvas' } as const
const ADD = { id: 'add', title: 'Add', keys: ['N'], where: 'nodes' } as const
const NEXT = { id: 'next', title: 'Next hit', keys: ['N'], where: 'find' } as const
const ALL = [UNDO, FIT, ADD, NEXT]

beforeEach(() => useKeymap.setState({ changed: {} }))

test('keys that are given to one action are taken from the other', () => {
  expect(conflicts(ALL, UNDO, 'N')).toEqual([])
  expect(conflicts(ALL, FIT, 'N')).toEqual([ADD])
  rebind(ALL, FIT, 'N')
  expect([keysOf(FIT), keysOf(ADD), keysOf(NEXT)]).toEqual([['N'], [], ['N']])
  resetKeys(ALL, ADD)
  expect([keysOf(FIT), keysOf(ADD)]).toEqual([[], ['N']])
  resetKeys(ALL)
  expect(ALL.map((action) => keysOf(action)[0])).toEqual(['Ctrl+Z', '1', 'N', 'N'])
})

test('a shortcut can be taken away', () => {
  unbind(UNDO)
  expect(keysOf(UNDO)).toEqual([])
})

test('of two places the narrower answers', () => {
  expect(narrowest([ADD, NEXT])).toBe(NEXT)
  expect(narrowest([UNDO, FIT])).toBe(FIT)
})

test('what is stored is read as far as it can be', () => {
  expect(readChanged('{"undo":["Ctrl+U"],"fit":7}')).toEqual({ undo: ['Ctrl+U'] })
  expect(readChanged('not json')).toEqual({})
  expect(readChanged(null)).toEqual({})
})

test('a press is written as it is bound', () => {
  const press = (key: string, code: string, held: string[] = []) =>
    keysOfPress(
      {
        key,
        code,
        ctrlKey: held.includes('Ctrl'),
        metaKey: false,
        altKey: held.includes('Alt'),
        shiftKey: held.includes('Shift'),
      },
      false,
    )
  expect(press('z', 'KeyZ', ['Ctrl'])).toBe('Ctrl+Z')
  expect(press('?', 'Slash', ['Shift'])).toBe('?')
  expect(press('†', 'KeyT', ['Shift', 'Alt'])).toBe('Shift+Alt+T')
  expect(press('+', 'Equal', ['Ctrl', 'Shift'])).toBe('Ctrl++')
  expect(press('Shift', 'ShiftLeft', ['Shift'])).toBeNull()
})

test('what the browser or the focus needs is refused', () => {
  expect(whyNotKeys('Ctrl+W')).toContain('browser')
  expect(whyNotKeys('Tab')).toContain('moves through the page')
  expect(whyNotKeys('Ctrl+Shift+P')).toBeNull()
})
