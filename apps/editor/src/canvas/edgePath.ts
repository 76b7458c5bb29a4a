import { NODE_SIZE, type FlowLayout } from '@flowdeck/shared'
import type { CanvasEdge } from './canvasModel.ts'
import { getNodeSize } from './layoutInput.ts'

/** How far below its row an edge runs that would otherwise pass behind a node: the middle of the gap between rows. */
export const BOW = 72
/** Ends closer than this in height make an edge that is nearly straight. */
const FLAT = 40

/** Edges that would pass behind a node of the same row and so could not be seen. */
export function hiddenEdges(edges: readonly CanvasEdge[], layout: FlowLayout['nodes']): Set<string> {
  const hidden = new Set<string>()
  const bands = bandsOf(layout)
  for (const { id, source, target } of edges) {
    const from = layout[source]
    const to = layout[target]
    if (!from || !to) continue
    const left = from.x + getNodeSize(source).width
    const y = [from.y + getNodeSize(source).height / 2, to.y + getNodeSize(target).height / 2] as const
    if (to.x <= left || Math.abs(y[0] - y[1]) > FLAT) continue
    const low = Math.min(...y)
    const high = Math.max(...y)
    for (let band = bandOf(low); band <= bandOf(high) && !hidden.has(id); band++)
      for (const box of bands.get(band) ?? []) {
        if (box.x >= to.x) break
        const covers = box.x + box.width > left && box.y < high && box.y + box.height > low
        if (covers && box.id !== source && box.id !== target) {
          hidden.add(id)
          break
        }
      }
  }
  return hidden
}

const bandOf = (y: number) => Math.floor(y / NODE_SIZE.height)

/** Boxes of nodes by the bands of height that they touch, from left to right: an edge looks only where it runs. */
function bandsOf(layout: FlowLayout['nodes']) {
  const boxes = Object.entries(layout).map(([id, at]) => ({ id, ...at, ...getNodeSize(id) }))
  const bands = new Map<number, typeof boxes>()
  for (const box of boxes.sort((a, b) => a.x - b.x))
    for (let band = bandOf(box.y); band <= bandOf(box.y + box.height); band++) {
      const same = bands.get(band)
      if (same) same.push(box)
      else bands.set(band, [box])
    }
  return bands
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
