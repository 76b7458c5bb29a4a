import { describe, expect, test } from 'vitest'
import { cutToFit, roomForName } from './mapNames.ts'

describe('roomForName', () => {
  const layout = { a: { x: 0, y: 0 }, b: { x: 288, y: 16 }, c: { x: 576, y: 0 }, low: { x: 100, y: 200 } }
  test('ends at the next node on the same line, on whichever side of it that stands', () => {
    expect(roomForName('a', layout)).toBe(288)
    expect(roomForName('b', layout)).toBe(288)
  })
  test('has no end right of the last', () => {
    expect(roomForName('c', layout)).toBe(Infinity)
    expect(roomForName('low', layout)).toBe(Infinity)
  })
})

describe('cutToFit', () => {
  const widthOf = (text: string) => Array.from(text).length * 10
  test.each([
    ['fits', 40, 'fits'],
    ['too long', 50, 'too …'],
    ['🦊🦊🦊🦊🦊', 40, '🦊🦊🦊…'],
    ['too long', 20, ''],
    ['too long', -5, ''],
  ])('%s within %d is "%s"', (text, room, shown) => {
    expect(cutToFit(text, room, widthOf)).toBe(shown)
  })
})
