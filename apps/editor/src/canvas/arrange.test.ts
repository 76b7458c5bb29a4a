import { describe, expect, test } from 'vitest'
import { align, distribute } from './arrange.ts'

const node = (id: string, x: number, y: number, width = 224) => ({ id, x, y, width, height: 96 })

describe('align', () => {
  const nodes = [node('a', 0, 0), node('b', 100, 200), node('bar', 500, 400, 88)]
  test('left, right and centre change only x', () => {
    expect(align(nodes, 'left')).toEqual({ a: { x: 0, y: 0 }, b: { x: 0, y: 200 }, bar: { x: 0, y: 400 } })
    expect(align(nodes, 'right')).toMatchObject({ a: { x: 364 }, b: { x: 364 }, bar: { x: 500, y: 400 } })
    expect(align(nodes, 'centre')).toMatchObject({ a: { x: 184, y: 0 }, bar: { x: 252 } })
  })
  test('top, middle and bottom change only y', () => {
    expect(align(nodes, 'top')).toMatchObject({ b: { x: 100, y: 0 }, bar: { x: 500, y: 0 } })
    expect(align(nodes, 'bottom')).toMatchObject({ a: { y: 400 }, b: { x: 100, y: 400 } })
    expect(align(nodes, 'middle')).toMatchObject({ a: { y: 200 }, b: { y: 200 }, bar: { y: 200 } })
  })
})

describe('distribute', () => {
  test('makes the gaps equal and keeps the ends', () => {
    const nodes = [node('c', 1000, 0), node('a', 0, 0), node('b', 300, 50)]
    expect(distribute(nodes, 'across')).toEqual({
      a: { x: 0, y: 0 },
      b: { x: 500, y: 50 },
      c: { x: 1000, y: 0 },
    })
  })
  test('two nodes have nothing to share out', () => {
    expect(distribute([node('a', 0, 0), node('b', 0, 300)], 'down')).toEqual({})
  })
})
