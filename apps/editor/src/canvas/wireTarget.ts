import { whyNot } from '../actions/edit.ts'
import { useDocument } from '../state/documentStore.ts'
import { bodyNear, SNAP_PX } from './bodyNear.ts'
import type { Point } from './edgePoints.ts'
import { getNodeSize } from './layoutInput.ts'
import { nodeIds } from './placeMissing.ts'

/** A wire in the hand: the node that it is fixed to, and which of its handles it leaves. */
export interface LooseWire {
  from: string
  side: 'source' | 'target'
}

/** What a wire would connect to at a point of the canvas: the node in whose body, or close to it, the point lies. */
export interface WireTarget {
  node: string
  /** Source and target of the edge that would be made. */
  ends: readonly [string, string]
  /** Why this edge cannot be; null when it can. */
  refused: string | null
  /** Middle of the handle that takes the wire. */
  handle: Point
}

export function wireTarget({ from, side }: LooseWire, point: Point, zoom: number): WireTarget | null {
  const { model, layout } = useDocument.getState()
  const node = bodyNear(point, { ids: nodeIds(model), layout: layout.nodes, reach: SNAP_PX / zoom })
  const at = node === null ? undefined : layout.nodes[node]
  if (node === null || node === from || !at) return null
  const ends = side === 'source' ? ([from, node] as const) : ([node, from] as const)
  const { width, height } = getNodeSize(node)
  return {
    node,
    ends,
    refused: whyNot(ends),
    handle: { x: side === 'source' ? at.x : at.x + width, y: at.y + height / 2 },
  }
}
