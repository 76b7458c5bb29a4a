import { parseFlow } from '@flowdeck/shared'
import { describe, expect, test } from 'vitest'
import { acyclic } from './acyclic.ts'
import { ENTRY, EXIT, toCanvas, type CanvasModel } from './canvasModel.ts'
import { hiddenEdges } from './edgePath.ts'
import { layersLayout } from './layersLayout.ts'
import { layoutGraph } from './layoutGraph.ts'
import { getNodeSize, type LayoutInput, type Positions } from './layoutInput.ts'
import { makeRoom, nodeIds, placeMissing } from './placeMissing.ts'

const modelOf = (yaml: string) => toCanvas(parseFlow(yaml)) as CanvasModel
const DIAMOND = modelOf(`jtype: Flow
executors:
  - name: a
  - {name: b, needs: a}
  - {name: c, needs: a}
  - {name: d, needs: [b, c]}
`)
const input = (model: CanvasModel): LayoutInput => ({ nodes: nodeIds(model), edges: model.edges })

function overlaps(positions: Positions): string[] {
  const boxes = Object.entries(positions).map(([id, at]) => ({ id, ...at, ...getNodeSize(id) }))
  return boxes.flatMap((a, i) =>
    boxes
      .slice(i + 1)
      .filter(
        (b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height,
      )
      .map((b) => `${a.id}/${b.id}`),
  )
}

describe.each([
  ['layoutGraph', layoutGraph],
  ['layersLayout', layersLayout],
])('%s', (_, layout) => {
  test('places every node, left to right along every edge, overlapping nothing', () => {
    const positions = layout(input(DIAMOND))
    expect(Object.keys(positions).sort()).toEqual(nodeIds(DIAMOND).sort())
    for (const { source, target } of DIAMOND.edges)
      expect(positions[target]?.x).toBeGreaterThan(positions[source]?.x ?? Infinity)
    expect(overlaps(positions)).toEqual([])
  })
  test('does not fail on a cycle, a lone node or nothing', () => {
    const nodes = ['a', 'b', 'lone']
    const edges = [
      { source: 'a', target: 'b' },
      { source: 'b', target: 'a' },
      { source: 'a', target: 'a' },
    ]
    expect(Object.keys(layout({ nodes, edges })).sort()).toEqual(nodes)
    expect(overlaps(layout({ nodes, edges }))).toEqual([])
    expect(layout({ nodes: [], edges: [] })).toEqual({})
  })
})

test('layoutGraph places 1,000 nodes in a second or two', () => {
  const nodes = Array.from({ length: 1000 }, (_, i) => `n${i}`)
  const edges = nodes.slice(1).map((target, i) => ({ source: nodes[Math.floor(i / 2)] as string, target }))
  expect(overlaps(layoutGraph({ nodes, edges }))).toEqual([])
}, 20_000)

test('acyclic drops only edges that close a cycle', () => {
  const edges = [
    { source: 'a', target: 'b' },
    { source: 'b', target: 'c' },
    { source: 'c', target: 'a' },
    { source: 'a', target: 'c' },
  ]
  const kept = acyclic({ nodes: ['a', 'b', 'c'], edges })
  expect(kept).toHaveLength(3)
  expect(kept).not.toContainEqual({ source: 'c', target: 'a' })
})

describe('placeMissing', () => {
  const placed = layoutGraph(input(DIAMOND))
  test('leaves what has a position where it is', () => {
    expect(placeMissing(DIAMOND, placed)).toEqual(placed)
  })
  test('puts a new node right of what it waits for, free of the others', () => {
    const { d: _, ...known } = placed
    const found = placeMissing(DIAMOND, known)
    expect(found['d']?.x).toBeGreaterThan(found['b']?.x ?? Infinity)
    expect(overlaps(found)).toEqual([])
  })
  test('puts a dropped node where it was dropped, on the grid', () => {
    const { d: _, ...known } = placed
    expect(placeMissing(DIAMOND, known, { d: { x: 2003, y: 1009 } })['d']).toEqual({ x: 2000, y: 1008 })
  })
  test.each([
    ['down', { a: { x: 0, y: 0 }, b: { x: 400, y: 0 } }, { x: 0, y: 144 }],
    [
      'right where that is less',
      { a: { x: 0, y: 0 }, b: { x: 0, y: 160 }, c: { x: 0, y: 320 } },
      { x: 288, y: 0 },
    ],
  ])('keeps the arrangement of what was dropped onto others: all go %s', (_, known, by) => {
    const names = Object.keys(known)
    const copies = names.map((name) => `${name}2`)
    const model = modelOf(
      `jtype: Flow\nexecutors:\n${[...names, ...copies].map((name) => `  - name: ${name}\n`).join('')}`,
    )
    const found = placeMissing(
      model,
      known,
      Object.fromEntries(Object.entries(known).map(([name, at]) => [`${name}2`, at])),
    )
    for (const [name, at] of Object.entries(known)) {
      expect(found[name]).toEqual(at)
      expect(found[`${name}2`]).toEqual({ x: at.x + by.x, y: at.y + by.y })
    }
    expect(overlaps(found)).toEqual([])
  })
  test('two that were dropped onto each other stay so', () => {
    const at = { x: 2000, y: 1008 }
    const { c: _, d: __, ...known } = placed
    expect(placeMissing(DIAMOND, known, { c: at, d: at })).toMatchObject({ c: at, d: at })
  })
  test('the response moves right when an Executor is appended', () => {
    const longer = modelOf('jtype: Flow\nexecutors:\n  - name: a\n  - name: b\n')
    const short = modelOf('jtype: Flow\nexecutors:\n  - name: a\n')
    const before = layoutGraph(input(short))
    const after = placeMissing(longer, before)
    expect(after['b']?.y).toBe(before['a']?.y)
    expect(after[EXIT]?.x).toBeGreaterThan((after['b']?.x ?? Infinity) + getNodeSize('b').width)
    expect(after[ENTRY]).toEqual(before[ENTRY])
  })
})

test('ten thousand nodes at once stand in columns, below what has a place, and the layout does so too', () => {
  const many = modelOf(
    `jtype: Flow\nexecutors:\n${Array.from({ length: 10_000 }, (_, i) => `  - {name: e${i}, needs: gateway}\n`).join('')}`,
  )
  const found = placeMissing(many, { e0: { x: 0, y: 0 } })
  expect(found['e0']).toEqual({ x: 0, y: 0 })
  expect(Object.keys(found)).toHaveLength(10_002)
  const places = new Set(Object.values(found).map(({ x, y }) => `${x} ${y}`))
  expect(places.size).toBe(10_002)
  expect(
    Math.min(
      ...nodeIds(many)
        .slice(2)
        .map((id) => found[id]?.y ?? -1),
    ),
  ).toBeGreaterThanOrEqual(144)
  expect(layoutGraph(input(many))).toEqual(layersLayout(input(many)))
}, 20_000)

test('makeRoom pushes what follows to the right, and nothing else', () => {
  const placed = layoutGraph(input(DIAMOND))
  const room = makeRoom(placed, { source: 'a', target: 'b' }, new Set(['b', 'd']))
  expect(room?.positions['b']?.x).toBeGreaterThan(placed['b']?.x ?? Infinity)
  expect(room?.positions['c']).toEqual(placed['c'])
  expect(overlaps({ ...room?.positions, new: room?.at ?? { x: 0, y: 0 } })).toEqual([])
})

test('hiddenEdges finds edges that pass behind a node of their row', () => {
  const edges = [
    { id: 'a→c', source: 'a', target: 'c', conditional: false },
    { id: 'a→b', source: 'a', target: 'b', conditional: false },
  ]
  const layout = { a: { x: 0, y: 0 }, b: { x: 300, y: 0 }, c: { x: 600, y: 0 } }
  expect([...hiddenEdges(edges, layout)]).toEqual(['a→c'])
  expect([...hiddenEdges(edges, { ...layout, b: { x: 300, y: 200 } })]).toEqual([])
})
