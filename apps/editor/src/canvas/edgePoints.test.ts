import { describe, expect, test } from 'vitest'
import { edgePoints, linesCross } from './edgePoints.ts'

const EDGE = { source: 'a', target: 'b' }
const LAYOUT = { a: { x: 0, y: 0 }, b: { x: 400, y: 200 } }

describe('edgePoints', () => {
  test('runs from the right side of the source to the left side of the target', () => {
    const points = edgePoints(EDGE, LAYOUT, false)
    expect(points[0]).toEqual({ x: 224, y: 48 })
    expect(points.at(-1)).toEqual({ x: 400, y: 248 })
    expect(points[10]).toEqual({ x: 312, y: 148 })
  })
  test('a bowed edge dips below its row', () => {
    const flat = { a: { x: 0, y: 0 }, b: { x: 700, y: 0 } }
    expect(Math.max(...edgePoints(EDGE, flat, true).map((point) => point.y))).toBe(120)
  })
  test('an end that stands nowhere has no line', () => {
    expect(edgePoints(EDGE, { a: { x: 0, y: 0 } }, false)).toEqual([])
  })
})

describe('linesCross', () => {
  const across = edgePoints(EDGE, LAYOUT, false)
  test('a stroke through the middle crosses', () => {
    expect(
      linesCross(across, [
        { x: 312, y: 0 },
        { x: 312, y: 300 },
      ]),
    ).toBe(true)
  })
  test('a stroke beside it does not, nor one on the same line', () => {
    expect(
      linesCross(across, [
        { x: 410, y: 0 },
        { x: 410, y: 300 },
      ]),
    ).toBe(false)
    expect(
      linesCross(
        [
          { x: 0, y: 0 },
          { x: 1, y: 0 },
        ],
        [
          { x: 2, y: 0 },
          { x: 3, y: 0 },
        ],
      ),
    ).toBe(false)
  })
})
