import { describe, expect, test } from 'vitest'
import { alignDrag } from './alignDrag.ts'

const box = (x: number, y: number) => ({ x, y, width: 224, height: 96 })

describe('alignDrag', () => {
  test('goes to the column of another node within reach, and says where the line runs', () => {
    const { dx, dy, guides } = alignDrag(box(108, 400), [box(103, 0)], 6)
    expect([dx, dy]).toEqual([-5, 0])
    expect(guides).toEqual({ x: { at: 103 + 112, from: 0, to: 496 }, y: null })
  })
  test('out of reach, or with no reach, it goes to the grid', () => {
    expect(alignDrag(box(110, 400), [box(103, 0)], 6)).toMatchObject({ dx: 2, guides: { x: null } })
    expect(alignDrag(box(108, 400), [box(103, 0)], 0)).toMatchObject({ dx: 4, guides: { x: null } })
  })
  test('the nearest of several lines wins', () => {
    expect(alignDrag(box(100, 400), [box(104, 0), box(98, 1000)], 6).dx).toBe(-2)
  })
  test('a row is found as a column is: middles of different heights', () => {
    const { dy, guides } = alignDrag(box(500, 3), [{ x: 0, y: 0, width: 88, height: 96 }], 6)
    expect(dy).toBe(-3)
    expect(guides.y).toEqual({ at: 48, from: 0, to: 720 })
  })
})
