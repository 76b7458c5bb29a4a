import {
  coordGreedy,
  coordSimplex,
  decrossTwoLayer,
  graph,
  layeringSimplex,
  sugiyama,
  type MutGraphNode,
} from 'd3-dag'
import { acyclic } from './acyclic.ts'
import { layersLayout } from './layersLayout.ts'
import { LAYOUT_LIMIT, getNodeSize, type LayoutInput, type Positions } from './layoutInput.ts'
import { snapToGrid } from './grid.ts'

/** Above this the simplex coordinates take seconds (16 s at 1,000 nodes, measured). */
const SIMPLEX_LIMIT = 300
const GAP = { along: 64, across: 48 } as const

/**
 * Places a Flow left to right, few crossings, on the grid. A cycle (which `d3-dag` refuses) loses the edges that go
 * backwards in document order. Runs in the layout worker; pure, so it is tested without one.
 */
export function layoutGraph({ nodes, edges }: LayoutInput): Positions {
  if (nodes.length === 0) return {}
  if (nodes.length > LAYOUT_LIMIT) return layersLayout({ nodes, edges })
  const dag = graph<string, undefined>()
  const byId = new Map<string, MutGraphNode<string, undefined>>(nodes.map((id) => [id, dag.node(id)]))
  for (const { source, target } of acyclic({ nodes, edges })) {
    const from = byId.get(source)
    const to = byId.get(target)
    if (from && to) dag.link(from, to, undefined)
  }
  // d3-dag lays out top to bottom: width and height change places, and so do x and y.
  const place = sugiyama()
    .nodeSize((node: { data: string }) => {
      const { width, height } = getNodeSize(node.data)
      return [height, width] as const
    })
    .gap([GAP.across, GAP.along])
    .layering(layeringSimplex())
    .decross(decrossTwoLayer())
    .coord(nodes.length <= SIMPLEX_LIMIT ? coordSimplex() : coordGreedy())
  place(dag)
  const positions: Positions = {}
  for (const node of dag.nodes()) {
    const { width, height } = getNodeSize(node.data)
    positions[node.data] = { x: snapToGrid(node.y - width / 2), y: snapToGrid(node.x - height / 2) }
  }
  return positions
}
