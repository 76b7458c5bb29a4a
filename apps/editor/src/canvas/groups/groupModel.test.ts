import type { FlowLayout } from '@flowdeck/shared'
import { expect, test } from 'vitest'
import { edgeId } from '../canvasModel.ts'
import { foldEdges, foldPositions, foldedInto, groupBoxes, moveBy, withGroupMembers } from './groupModel.ts'

const LAYOUT: FlowLayout = {
  version: 1,
  nodes: { a: { x: 0, y: 0 }, b: { x: 320, y: 160 }, c: { x: 640, y: 0 } },
  groups: { group1: { name: 'Both', collapsed: false, members: ['a', 'b', 'gone'] } },
  notes: { note1: { text: 'hi', color: 'yellow', x: 10, y: 10, width: 100, height: 50 } },
}
const folded: FlowLayout = {
  ...LAYOUT,
  groups: { group1: { name: 'Both', collapsed: true, members: ['a', 'b'] } },
}
const edge = (source: string, target: string, conditional = false) => ({
  id: edgeId(source, target),
  source,
  target,
  conditional,
})

test('a frame stands around the members that are there', () => {
  expect(groupBoxes(LAYOUT)).toMatchObject([
    { id: 'group:group1', x: -24, y: -48, width: 544 + 48, height: 256 + 72 },
  ])
})

test('a collapsed group is one node in the place of its members', () => {
  expect(groupBoxes(folded)).toMatchObject([{ x: 0, y: 0, width: 224, height: 96 }])
  expect(foldPositions(folded)).toEqual({ c: { x: 640, y: 0 }, 'group:group1': { x: 0, y: 0 } })
})

test('edges of hidden Executors end at their group, once', () => {
  const edges = [edge('a', 'b'), edge('a', 'c'), edge('b', 'c', true)]
  expect(foldEdges(edges, foldedInto(folded))).toEqual([edge('group:group1', 'c', true)])
  expect(foldEdges(edges, foldedInto(LAYOUT))).toBe(edges)
})

test('a selected group stands for its members', () => {
  expect([...withGroupMembers(LAYOUT, new Set(['group:group1', 'c']))]).toEqual([
    'group:group1',
    'c',
    'a',
    'b',
    'gone',
  ])
})

test('a moved group takes its members along; a note moves alone', () => {
  const moved = moveBy(LAYOUT, ['group:group1', 'note:note1'], { x: 16, y: 0 })
  expect(moved.nodes).toEqual({ a: { x: 16, y: 0 }, b: { x: 336, y: 160 }, c: { x: 640, y: 0 } })
  expect(moved.notes?.['note1']).toMatchObject({ x: 26, y: 10 })
})
