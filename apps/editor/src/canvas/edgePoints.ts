import type { FlowLayout } from '@flowdeck/shared'
import type { CanvasEdge } from './canvasModel.ts'
import { BOW } from './edgePath.ts'
import { getNodeSize } from './layoutInput.ts'

export interface Point {
  x: number
  y: number
}

const STEPS = 20

/** Points along an edge as it is drawn, from its source to its target; empty when an end stands nowhere. */
export function edgePoints(
  { source, target }: Pick<CanvasEdge, 'source' | 'target'>,
  layout: FlowLayout['nodes'],
  bowed: boolean,
): Point[] {
  const from = layout[source]
  const to = layout[target]
  if (!from || !to) return []
  const size = getNodeSize(source)
  const a = { x: from.x + size.width, y: from.y + size.height / 2 }
  const b = { x: to.x, y: to.y + getNodeSize(target).height / 2 }
  if (!bowed) {
    const reach = controlOffset(b.x - a.x)
    return cubic(a, { x: a.x + reach, y: a.y }, { x: b.x - reach, y: b.y }, b)
  }
  const y = Math.max(a.y, b.y) + BOW
  const reach = Math.min(90, (b.x - a.x) / 2)
  const down = { x: a.x + reach, y }
  const up = { x: b.x - reach, y }
  return [
    ...cubic(a, { x: a.x + reach * 0.55, y: a.y }, { x: a.x + reach * 0.3, y }, down),
    ...cubic(up, { x: b.x - reach * 0.3, y }, { x: b.x - reach * 0.55, y: b.y }, b),
  ]
}

/** How far React Flow's curve leaves a handle before it bends. */
const controlOffset = (distance: number) => (distance >= 0 ? distance / 2 : 6.25 * Math.sqrt(-distance))

function cubic(a: Point, b: Point, c: Point, d: Point): Point[] {
  return Array.from({ length: STEPS + 1 }, (_, i) => {
    const t = i / STEPS
    const s = 1 - t
    const mix = (p: number, q: number, r: number, w: number) =>
      s * s * s * p + 3 * s * s * t * q + 3 * s * t * t * r + t * t * t * w
    return { x: mix(a.x, b.x, c.x, d.x), y: mix(a.y, b.y, c.y, d.y) }
  })
}

/** Whether two lines through points cross anywhere. */
export function linesCross(first: readonly Point[], second: readonly Point[]): boolean {
  for (let i = 1; i < first.length; i++)
    for (let j = 1; j < second.length; j++)
      if (segmentsCross(first[i - 1] as Point, first[i] as Point, second[j - 1] as Point, second[j] as Point))
        return true
  return false
}

const side = (a: Point, b: Point, p: Point) => (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x)

function segmentsCross(a: Point, b: Point, c: Point, d: Point): boolean {
  const [ac, ad, ca, cb] = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)]
  return ac * ad <= 0 && ca * cb <= 0 && (ac !== 0 || ad !== 0)
}
