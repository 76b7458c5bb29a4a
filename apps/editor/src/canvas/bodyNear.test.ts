import { expect, test } from 'vitest'
import { bodyNear } from './bodyNear.ts'

const layout = { a: { x: 0, y: 0 }, b: { x: 0, y: 120 } }
const near = (x: number, y: number, reach = 24) =>
  bodyNear({ x, y }, { ids: ['a', 'b', 'gone'], layout, reach })

test('a point in a body, or within reach of it, finds the node', () => {
  expect(near(100, 50)).toBe('a')
  expect(near(247, 50)).toBe('a')
  expect(near(249, 50)).toBeNull()
})

test('between two bodies the nearer one is found', () => {
  expect(near(100, 106)).toBe('a')
  expect(near(100, 110)).toBe('b')
})

test('corners are measured in a straight line', () => {
  expect(near(224 + 20, -20)).toBeNull()
  expect(near(224 + 15, -15)).toBe('a')
})
