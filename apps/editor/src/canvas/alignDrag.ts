import { GRID } from '@flowdeck/shared'
import type { Box } from './fitNodes.ts'

/** A line through nodes that stand in one row or column, with its ends. */
export interface Guide {
  at: number
  from: number
  to: number
}
export interface Guides {
  /** An upright line at `at`, through nodes of one column. */
  x: Guide | null
  /** A level line at `at`, through nodes of one row. */
  y: Guide | null
}
export const NO_GUIDES: Guides = { x: null, y: null }

interface Snapped {
  dx: number
  dy: number
  guides: Guides
}

/**
 * How far dragged nodes must still move: to the nearest line of an edge or middle of other nodes within `reach` (canvas
 * units), else to the grid. `reach` 0 knows only the grid.
 */
export function alignDrag(moved: Box, others: readonly Box[], reach: number): Snapped {
  const dx = reach > 0 ? nearestLine(moved, others, 'x', reach) : null
  const dy = reach > 0 ? nearestLine(moved, others, 'y', reach) : null
  const by = { dx: dx ?? toGrid(moved.x), dy: dy ?? toGrid(moved.y) }
  const settled = { ...moved, x: moved.x + by.dx, y: moved.y + by.dy }
  return {
    ...by,
    guides: {
      x: dx === null ? null : guideOf(settled, others, 'x'),
      y: dy === null ? null : guideOf(settled, others, 'y'),
    },
  }
}

type Axis = 'x' | 'y'

const toGrid = (value: number) => Math.round(value / GRID) * GRID - value

/** Both edges and the middle of a box along an axis. */
function linesOf(box: Box, axis: Axis): [number, number, number] {
  const size = axis === 'x' ? box.width : box.height
  return [box[axis], box[axis] + size / 2, box[axis] + size]
}

/** A middle aligns with a middle, an edge with an edge. */
const alike = (a: number, b: number) => (a === 1) === (b === 1)

function nearestLine(moved: Box, others: readonly Box[], axis: Axis, reach: number): number | null {
  const own = linesOf(moved, axis)
  let best: number | null = null
  for (const other of others)
    for (const [place, line] of linesOf(other, axis).entries())
      for (const [mine, at] of own.entries()) {
        const by = line - at
        if (!alike(place, mine) || Math.abs(by) > reach) continue
        if (best === null || Math.abs(by) < Math.abs(best)) best = by
      }
  return best
}

function guideOf(moved: Box, others: readonly Box[], axis: Axis): Guide | null {
  const across = axis === 'x' ? 'y' : 'x'
  // The middle says most, then the near edge.
  const [first, middle, last] = linesOf(moved, axis)
  for (const [at, mine] of [
    [middle, 1],
    [first, 0],
    [last, 2],
  ] as const) {
    const on = others.filter((other) =>
      linesOf(other, axis).some((line, place) => alike(place, mine) && Math.abs(line - at) < 0.5),
    )
    if (on.length === 0) continue
    const ends = [moved, ...on].flatMap((box) => {
      const [from, , to] = linesOf(box, across)
      return [from, to]
    })
    return { at, from: Math.min(...ends), to: Math.max(...ends) }
  }
  return null
}
