import type { FlowLayout } from '@flowdeck/shared'
import type { Point } from './edgePoints.ts'
import { getNodeSize } from './layoutInput.ts'

/** How near to a node's body a wire finds its handle, in pixels of the screen. */
export const SNAP_PX = 24

/** The node whose body is nearest to a point and not farther than `reach` (canvas units); 0 away is inside. */
export function bodyNear(
  { x, y }: Point,
  { ids, layout, reach }: { ids: readonly string[]; layout: FlowLayout['nodes']; reach: number },
): string | null {
  let best: string | null = null
  let nearest = Infinity
  for (const id of ids) {
    const at = layout[id]
    if (!at) continue
    const { width, height } = getNodeSize(id)
    const distance = Math.hypot(
      Math.max(at.x - x, 0, x - at.x - width),
      Math.max(at.y - y, 0, y - at.y - height),
    )
    if (distance > reach || distance >= nearest) continue
    best = id
    nearest = distance
  }
  return best
}
