import type { FlowLayout } from '@flowdeck/shared'
import type { CanvasEdge } from './canvasModel.ts'
import { sizeOf } from './layoutInput.ts'

/** How far below its row an edge runs that would otherwise pass behind a node: the middle of the gap between rows. */
export const BOW = 72
/** Ends closer than this in height make an edge that is nearly straight. */
const FLAT = 40

/** Edges that would pass behind a node of the same row and so could not be seen. */
export function hiddenEdges(edges: readonly CanvasEdge[], layout: FlowLayout['nodes']): Set<string> {
  const hidden = new Set<string>()
  const boxes = Object.entries(layout).map(([id, at]) => ({ id, ...at, ...sizeOf(id) }))
  for (const { id, source, target } of edges) {
    const from = layout[source]
    const to = layout[target]
    if (!from || !to) continue
    const left = from.x + sizeOf(source).width
    const y = [from.y + sizeOf(source).height / 2, to.y + sizeOf(target).height / 2] as const
    if (to.x <= left || Math.abs(y[0] - y[1]) > FLAT) continue
    const low = Math.min(...y)
    const high = Math.max(...y)
    const covered = boxes.some(
      (box) =>
        box.id !== source &&
        box.id !== target &&
        box.x < to.x &&
        box.x + box.width > left &&
        box.y < high &&
        box.y + box.height > low,
    )
    if (covered) hidden.add(id)
  }
  return hidden
}

interface Ends {
  sourceX: number
  sourceY: number
  targetX: number
  targetY: number
}

/** An edge that dips below its row, with its middle for labels. */
export function bowedPath({
  sourceX,
  sourceY,
  targetX,
  targetY,
}: Ends): [path: string, x: number, y: number] {
  const y = Math.max(sourceY, targetY) + BOW
  const reach = Math.min(90, (targetX - sourceX) / 2)
  const path = [
    `M ${sourceX},${sourceY}`,
    `C ${sourceX + reach * 0.55},${sourceY} ${sourceX + reach * 0.3},${y} ${sourceX + reach},${y}`,
    `L ${targetX - reach},${y}`,
    `C ${targetX - reach * 0.3},${y} ${targetX - reach * 0.55},${targetY} ${targetX},${targetY}`,
  ].join(' ')
  return [path, (sourceX + targetX) / 2, y]
}
