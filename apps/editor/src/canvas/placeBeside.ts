import { GRID, NODE_SIZE, type FlowLayout } from '@flowdeck/shared'
import { EXIT } from './canvasModel.ts'
import type { Point } from './edgePoints.ts'
import { getNodeSize } from './layoutInput.ts'
import type { Direction } from './nextNode.ts'

const GAP = { x: 64, y: 48 } as const
const ROW = NODE_SIZE.height + GAP.y

/**
 * Where a new node goes that an arrow key asked for: left or right of `id` in its row, or for up and down in the next
 * column, one row away. What is taken is passed by in the direction of the arrow.
 */
export function placeBeside(id: string, direction: Direction, layout: FlowLayout['nodes']): Point | null {
  const here = layout[id]
  if (!here) return null
  const x = direction === 'left' ? here.x - GAP.x - NODE_SIZE.width : here.x + getNodeSize(id).width + GAP.x
  const step = direction === 'up' ? -ROW : ROW
  let y = direction === 'up' || direction === 'down' ? here.y + step : here.y
  while (taken({ x, y }, layout)) y += step
  return { x, y }
}

function taken({ x, y }: Point, layout: FlowLayout['nodes']): boolean {
  return Object.entries(layout).some(([id, at]) => {
    // The response gives way.
    if (id === EXIT) return false
    const { width, height } = getNodeSize(id)
    return (
      x < at.x + width + GRID &&
      at.x < x + NODE_SIZE.width + GRID &&
      y < at.y + height + GRID &&
      at.y < y + NODE_SIZE.height + GRID
    )
  })
}
