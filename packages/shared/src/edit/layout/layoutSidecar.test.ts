import { describe, expect, test } from 'vitest'
import { followNames, parseLayout, printLayout } from './layoutSidecar.ts'

describe('layout sidecar', () => {
  test('what is printed is read again, in an order that does not depend on how it came about', () => {
    const layout = { version: 1 as const, nodes: { b: { x: 16, y: -32 }, a: { x: 0, y: 0 } } }
    const text = printLayout(layout)
    expect(parseLayout(text)).toEqual(layout)
    expect(printLayout({ version: 1, nodes: { a: { x: 0, y: 0 }, b: { x: 16, y: -32 } } })).toBe(text)
    expect(text).toBe(
      '{\n  "version": 1,\n  "nodes": {\n    "a": { "x": 0, "y": 0 },\n    "b": { "x": 16, "y": -32 }\n  }\n}\n',
    )
  })

  test.each([
    '',
    'no JSON',
    'null',
    '[]',
    '{"nodes": 3}',
    '{"nodes": {"a": {"x": "1", "y": 2}, "b": null}}',
    '{"nodes": {"a": {"x": 1e300, "y": 2}, "b": {"x": 1, "y": -1e999}}, "notes": {"n": {"text": "t", "x": 1e9, "y": 0}}}',
  ])('reads %j as no positions', (text) => {
    expect(parseLayout(text)).toEqual({ version: 1, nodes: {} })
  })

  test('keeps good positions beside bad ones, and names that look like prototypes', () => {
    const { nodes } = parseLayout(
      '{"nodes": {"__proto__": {"x": 1, "y": 2}, "a": {"x": 1}, "b": {"x": 3, "y": 4}}}',
    )
    expect(Object.keys(nodes)).toEqual(['__proto__', 'b'])
  })

  test('follows new names and drops those that are gone', () => {
    const layout = { version: 1 as const, nodes: { a: { x: 1, y: 1 }, b: { x: 2, y: 2 }, c: { x: 3, y: 3 } } }
    expect(followNames(layout, { a: 'z' }, ['z', 'c']).nodes).toEqual({
      z: { x: 1, y: 1 },
      c: { x: 3, y: 3 },
    })
  })
})
