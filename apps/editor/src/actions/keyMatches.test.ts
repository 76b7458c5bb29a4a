import { expect, test } from 'vitest'
import { keyMatches } from './keyMatches.ts'

const press = (key: string, held: string[] = [], code = '') => ({
  key,
  code,
  ctrlKey: held.includes('Ctrl'),
  metaKey: held.includes('Meta'),
  altKey: held.includes('Alt'),
  shiftKey: held.includes('Shift'),
})

test('every held key counts', () => {
  expect(keyMatches(press('z', ['Ctrl']), 'Ctrl+Z', false)).toBe(true)
  expect(keyMatches(press('Z', ['Ctrl', 'Shift']), 'Ctrl+Z', false)).toBe(false)
  expect(keyMatches(press('Z', ['Ctrl', 'Shift']), 'Ctrl+Shift+Z', false)).toBe(true)
  expect(keyMatches(press('z'), 'Ctrl+Z', false)).toBe(false)
})

test('Ctrl is the command key on a Mac', () => {
  expect(keyMatches(press('z', ['Meta']), 'Ctrl+Z', true)).toBe(true)
  expect(keyMatches(press('z', ['Ctrl']), 'Ctrl+Z', true)).toBe(false)
})

test('a sign matches with or without Shift', () => {
  expect(keyMatches(press('?', ['Shift']), '?', false)).toBe(true)
  expect(keyMatches(press('?'), '?', false)).toBe(true)
})

test('Alt may change the character of a key', () => {
  expect(keyMatches(press('†', ['Shift', 'Alt'], 'KeyT'), 'Shift+Alt+T', true)).toBe(true)
})
