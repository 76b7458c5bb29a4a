import { expect, test } from 'vitest'
import { possibleScale } from './renderPng.ts'

test('a picture is drawn at the scale that was asked for, when a browser can', () => {
  expect(possibleScale({ width: 1200, height: 800 }, 4)).toBe(4)
  expect(possibleScale({ width: 64, height: 64 }, 1)).toBe(1)
})

test('a large one at the largest that a browser can, by side and by area', () => {
  expect(possibleScale({ width: 32_000, height: 100 }, 1)).toBe(0.5)
  const scale = possibleScale({ width: 10_000, height: 8000 }, 4)
  expect(scale).toBeLessThanOrEqual(1.6)
  expect(10_000 * 8000 * scale * scale).toBeLessThanOrEqual(200_000_001)
})
