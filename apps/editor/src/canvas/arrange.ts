import { GRID } from '@flowdeck/shared'
import type { Box } from './fitNodes.ts'

export type Alignment = 'left' | 'centre' | 'right' | 'top' | 'middle' | 'bottom'
export type Spread = 'across' | 'down'
export type Placed = Box & { id: string }
type Positions = Record<string, { x: number; y: number }>

/** Nodes in one column (left, centre, right) or one row (top, middle, bottom) of what encloses them. */
export function align(nodes: readonly Placed[], how: Alignment): Positions {
  const axis = how === 'left' || how === 'centre' || how === 'right' ? 'x' : 'y'
  const size = (node: Placed) => (axis === 'x' ? node.width : node.height)
  const first = Math.min(...nodes.map((node) => node[axis]))
  const last = Math.max(...nodes.map((node) => node[axis] + size(node)))
  const part = how === 'left' || how === 'top' ? 0 : how === 'right' || how === 'bottom' ? 1 : 0.5
  const line = part === 0.5 ? snap((first + last) / 2) : first + (last - first) * part
  return Object.fromEntries(
    nodes.map((node) => [node.id, { x: node.x, y: node.y, [axis]: line - size(node) * part }]),
  )
}

/** The same gap between neighbours: the outermost two stay. Fewer than three nodes have nothing to share out. */
export function distribute(nodes: readonly Placed[], how: Spread): Positions {
  const axis = how === 'across' ? 'x' : 'y'
  const size = (node: Placed) => (axis === 'x' ? node.width : node.height)
  const sorted = nodes.toSorted((a, b) => a[axis] - b[axis])
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (!first || !last || sorted.length < 3) return {}
  const room = last[axis] + size(last) - first[axis]
  const gap = (room - sorted.reduce((sum, node) => sum + size(node), 0)) / (sorted.length - 1)
  let next = first[axis]
  const positions: Positions = {}
  for (const node of sorted) {
    const at = node === last ? last[axis] : Math.round(next)
    positions[node.id] = { x: node.x, y: node.y, [axis]: at }
    next += size(node) + gap
  }
  return positions
}

const snap = (value: number) => Math.round(value / (GRID / 2)) * (GRID / 2)
