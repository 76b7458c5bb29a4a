import { expect, test } from 'vitest'
import { keyMatches, keysOfPress } from './keyMatches.ts'

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

const layoutOf = (keys: Record<string, string>) => new Map(Object.entries(keys))
const US = layoutOf({ KeyZ: 'z', KeyS: 's', KeyW: 'w' })
const QWERTZ = layoutOf({ KeyY: 'z', KeyZ: 'y', KeyS: 's' })
const DVORAK = layoutOf({ KeyS: 'o', KeyZ: ';', Semicolon: 's', Slash: 'z' })

test('the typed letter counts where the layout has Latin letters', () => {
  for (const layout of [QWERTZ, null]) {
    expect(keyMatches(press('y', ['Ctrl'], 'KeyZ'), 'Ctrl+Z', false, layout)).toBe(false)
    expect(keyMatches(press('y', ['Ctrl'], 'KeyZ'), 'Ctrl+Y', false, layout)).toBe(true)
    expect(keyMatches(press('z', ['Ctrl'], 'KeyY'), 'Ctrl+Z', false, layout)).toBe(true)
    expect(keyMatches(press('z', ['Ctrl'], 'KeyY'), 'Ctrl+Y', false, layout)).toBe(false)
  }
  for (const layout of [DVORAK, null]) {
    expect(keyMatches(press('o', ['Ctrl'], 'KeyS'), 'Ctrl+S', false, layout)).toBe(false)
    expect(keyMatches(press('s', ['Ctrl'], 'Semicolon'), 'Ctrl+S', false, layout)).toBe(true)
    expect(keyMatches(press(';', ['Ctrl'], 'KeyZ'), 'Ctrl+Z', false, layout)).toBe(false)
  }
  // AZERTY: the letter q stands where a QWERTY keyboard has its A.
  expect(keyMatches(press('q', ['Ctrl'], 'KeyA'), 'Ctrl+A', false)).toBe(false)
  expect(keyMatches(press('a', ['Ctrl'], 'KeyQ'), 'Ctrl+A', false)).toBe(true)
  expect(keyMatches(press('é', ['Ctrl'], 'KeyW'), 'Ctrl+W', false)).toBe(false)
})

test('the place of the key counts where the layout has no Latin letter', () => {
  for (const layout of [US, null]) {
    expect(keyMatches(press('я', ['Ctrl'], 'KeyZ'), 'Ctrl+Z', false, layout)).toBe(true)
    expect(keyMatches(press('Я', ['Ctrl', 'Shift'], 'KeyZ'), 'Ctrl+Shift+Z', false, layout)).toBe(true)
    expect(keyMatches(press('ы', ['Ctrl'], 'KeyS'), 'Ctrl+Z', false, layout)).toBe(false)
  }
  // Hebrew types signs on some of these keys.
  expect(keyMatches(press("'", ['Ctrl'], 'KeyW'), 'Ctrl+W', false, US)).toBe(true)
  expect(keysOfPress(press('я', ['Ctrl'], 'KeyZ'), false)).toBe('Ctrl+Z')
})

test('a digit that needs Shift on a French keyboard is the digit', () => {
  expect(keyMatches(press('1', ['Shift'], 'Digit1'), '1', false)).toBe(true)
  expect(keyMatches(press('&', [], 'Digit1'), '1', false)).toBe(false)
})

test('Alt may change the character of a key', () => {
  expect(keyMatches(press('≥', ['Alt'], 'KeyO'), 'Alt+R', true, layoutOf({ KeyO: 'r' }))).toBe(true)
  expect(keyMatches(press('@', ['Ctrl', 'Alt'], 'KeyQ'), 'Ctrl+Alt+Q', false)).toBe(false)
  expect(keyMatches(press('†', ['Shift', 'Alt'], 'KeyT'), 'Shift+Alt+T', true)).toBe(true)
})
