import { parseFlow } from '@flowdeck/shared'
import { expect, test } from 'vitest'
import { toCanvas, type CanvasModel } from './canvasModel.ts'
import { labelOfCard, toFlowEdges, toFlowNodes, type CanvasNode } from './flowNodes.ts'
import { placeMissing } from './placeMissing.ts'

const modelOf = (yaml: string) => toCanvas(parseFlow(yaml)) as CanvasModel
const YAML = 'jtype: Flow\nexecutors:\n  - name: a\n  - name: b\n'
const NONE: ReadonlySet<string> = new Set()
const byId = (nodes: CanvasNode[]) => new Map(nodes.map((node) => [node.id, node]))
const show = (yaml: string, selection: ReadonlySet<string> = NONE, before = byId([])) => {
  const model = modelOf(yaml)
  return toFlowNodes({ model, layout: placeMissing(model, {}), selection }, before)
}

test('nodes that show the same stay the same objects', () => {
  const first = byId(show(YAML))
  const again = byId(show(YAML, NONE, first))
  for (const [id, node] of again) expect(node).toBe(first.get(id))
  const changed = byId(show(YAML.replace('name: b', 'name: b\n    replicas: 3'), NONE, first))
  expect(changed.get('a')).toBe(first.get('a'))
  expect(changed.get('b')).not.toBe(first.get('b'))
})

test('exactly one node is a tab stop: the selected one, else the first', () => {
  const stops = (nodes: CanvasNode[]) =>
    nodes.filter((node) => node.domAttributes?.tabIndex === 0).map((node) => node.id)
  expect(stops(show(YAML))).toEqual(['a'])
  expect(stops(show(YAML, new Set(['b'])))).toEqual(['b'])
})

test('a node says name, neighbours and problems', () => {
  const [, b] = modelOf(
    'jtype: Flow\nexecutors:\n  - name: a\n  - {name: b, replicas: 2, bogus: 1}\n',
  ).executors
  expect(b && labelOfCard(b)).toBe(
    'b, Executor passes Documents through, 2 Pods, waits for a, leads to gateway, 1 problem',
  )
})

test('only the edge that changed is a new object', () => {
  const { edges } = modelOf(YAML)
  const chosen = { selected: NONE, drop: null, hidden: NONE, traced: null }
  const first = new Map(toFlowEdges(edges, chosen, new Map()).map((edge) => [edge.id, edge]))
  const next = toFlowEdges(edges, { ...chosen, selected: new Set(['a→b']) }, first)
  expect(next.filter((edge) => edge !== first.get(edge.id)).map((edge) => edge.id)).toEqual(['a→b'])
})

test('edges outside what was found by walking the graph are dimmed', () => {
  const { edges } = modelOf(YAML)
  const chosen = { selected: NONE, drop: null, hidden: NONE, traced: new Set(['a', 'b']) }
  const dimmed = toFlowEdges(edges, chosen, new Map()).filter((edge) => edge.className === 'dimmed')
  expect(dimmed.map((edge) => edge.id)).not.toContain('a→b')
  expect(dimmed).toHaveLength(edges.length - 1)
})
