import type { NodePositionChange } from '@xyflow/react'
import { useDocument } from '../state/documentStore.ts'
import { alignDrag, NO_GUIDES } from './alignDrag.ts'
import { useGuides } from './AlignGuides.tsx'
import type { Box } from './fitNodes.ts'
import { getNodeSize } from './layoutInput.ts'

/** How near a line must be to catch a dragged node, in pixels of the screen. */
const REACH_PX = 6

/** What a drag must know of the screen. */
export interface DragView {
  /** The part of the canvas on screen: what is out of sight aligns nothing. */
  seen: Box
  zoom: number
  /** Ctrl is held: only the grid counts. */
  suspended: boolean
}

/** Moves dragged nodes onto alignment lines or the grid, as one group, and shows the lines. */
export function snapDrag(changes: readonly NodePositionChange[], view: DragView): NodePositionChange[] {
  const moved = changes.flatMap(({ id, position }) =>
    position ? [{ id, ...position, ...getNodeSize(id) }] : [],
  )
  const [first] = moved
  if (!first) return [...changes]
  const group = moved.length === 1 ? first : around(moved)
  const others = view.suspended ? [] : bystanders(new Set(moved.map(({ id }) => id)), view.seen)
  const { dx, dy, guides } = alignDrag(group, others, view.suspended ? 0 : REACH_PX / view.zoom)
  useGuides.setState(guides)
  return changes.map((change) =>
    change.position
      ? { ...change, position: { x: change.position.x + dx, y: change.position.y + dy } }
      : change,
  )
}

export const hideGuides = () => useGuides.setState(NO_GUIDES)

function around(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x))
  const y = Math.min(...boxes.map((box) => box.y))
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  }
}

function bystanders(dragged: ReadonlySet<string>, seen: Box): Box[] {
  return Object.entries(useDocument.getState().layout.nodes).flatMap(([id, at]) => {
    if (dragged.has(id)) return []
    const box = { ...at, ...getNodeSize(id) }
    const visible =
      box.x < seen.x + seen.width &&
      box.x + box.width > seen.x &&
      box.y < seen.y + seen.height &&
      box.y + box.height > seen.y
    return visible ? [box] : []
  })
}
