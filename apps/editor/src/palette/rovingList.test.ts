import { expect, test } from 'vitest'
import { findNextStop } from './rovingList.ts'

const NAMES = ['Bm25', 'encoder', 'Embed', 'Écho', 'ranker']
const walk = (at: number, ...keys: string[]) => keys.map((key) => findNextStop(NAMES, at, key))

test('arrows go round, Home and End go to the ends', () => {
  expect(walk(0, 'ArrowDown', 'ArrowUp', 'Home', 'End')).toEqual([1, 4, 0, 4])
  expect(walk(4, 'ArrowDown', 'ArrowUp', 'ArrowRight', 'ArrowLeft')).toEqual([0, 3, 0, 3])
})

test('a letter goes to the next name that begins with it, in either case, and round again', () => {
  expect([walk(0, 'e'), walk(1, 'E'), walk(2, 'e'), walk(1, 'é')]).toEqual([[1], [2], [1], [3]])
  expect(walk(4, 'r')).toEqual([4])
})

test('other keys, and letters that nothing begins with, stay with the page', () => {
  expect(walk(0, 'x', 'Tab', 'Enter', ' ', 'F6', 'Shift')).toEqual([null, null, null, null, null, null])
  expect(findNextStop([], 0, 'ArrowDown')).toBeNull()
})
