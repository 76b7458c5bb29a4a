import type { FlowLayout } from '@flowdeck/shared'
import type { CanvasModel } from './canvasModel.ts'
import { nodeIds } from './placeMissing.ts'

export type Direction = 'left' | 'right' | 'up' | 'down'

/** The node that an arrow key leads to: along an edge if there is one that way, else the nearest in that direction. */
export function nextNode(
  { model, layout }: { model: CanvasModel; layout: FlowLayout['nodes'] },
  from: string,
  direction: Direction,
): string | null {
  const here = layout[from]
  if (!here) return null
  const neighbours =
    direction === 'right'
      ? model.edges.filter((edge) => edge.source === from).map((edge) => edge.target)
      : direction === 'left'
        ? model.edges.filter((edge) => edge.target === from).map((edge) => edge.source)
        : []
  const along = closest(neighbours, here, layout)
  if (along !== null) return along
  const ahead = nodeIds(model).filter((id) => {
    const at = layout[id]
    if (!at || id === from) return false
    const dx = at.x - here.x
    const dy = at.y - here.y
    const across = direction === 'left' || direction === 'right' ? Math.abs(dy) : Math.abs(dx)
    const forward = direction === 'left' ? -dx : direction === 'right' ? dx : direction === 'up' ? -dy : dy
    return forward > 0 && across <= forward * 2.5
  })
  return closest(ahead, here, layout)
}

function closest(
  ids: readonly string[],
  here: { x: number; y: number },
  layout: FlowLayout['nodes'],
): string | null {
  let best: string | null = null
  let distance = Infinity
  for (const id of ids) {
    const at = layout[id]
    if (!at) continue
    const d = Math.hypot(at.x - here.x, at.y - here.y)
    if (d < distance) {
      best = id
      distance = d
    }
  }
  return best
}
