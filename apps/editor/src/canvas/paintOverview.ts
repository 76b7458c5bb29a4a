import { visibleText, type DeploymentStatus, type FlowLayout } from '@flowdeck/shared'
import { ENTRY, EXIT, type CanvasModel, type ExecutorCard } from './canvasModel.ts'
import { hiddenEdges } from './edgePath.ts'
import { edgePoints } from './edgePoints.ts'
import { getNodeSize } from './layoutInput.ts'
import { isMany } from './mapElements.ts'
import { cutToFit, roomForName } from './mapNames.ts'
import { nodeIds } from './placeMissing.ts'

/** What the map of a Flow shows of it. */
export interface Shown {
  model: CanvasModel
  layout: FlowLayout['nodes']
  selection: ReadonlySet<string>
  states: ReadonlyMap<string, DeploymentStatus>
}
export interface View {
  x: number
  y: number
  zoom: number
  width: number
  height: number
}

/** Up to this count nodes stay mounted from afar, and every name is written: there is room. */
const FEW = 60
export const isFew = (model: CanvasModel) => model.executors.length <= FEW
const NAME_PX = 11

const TOKENS: Record<DeploymentStatus['state'], string> = {
  queued: '--state-starting',
  starting: '--state-starting',
  ready: '--state-ready',
  degraded: '--state-degraded',
  failed: '--state-failed',
  stopping: '--state-draft',
  stopped: '--state-draft',
}

/** The colour token of an Executor's block: how it fares; red also when its YAML has errors. */
export function stateToken(card: ExecutorCard, state: DeploymentStatus['state'] | undefined): string {
  if (card.errors > 0) return '--state-failed'
  if (card.external && (state === undefined || state === 'stopped')) return '--state-external'
  return TOKENS[state ?? 'stopped']
}

function blockColours({ model, selection, states }: Shown): Map<string, string> {
  const colours = new Map([
    [ENTRY, '--accent-text'],
    [EXIT, '--accent-text'],
  ])
  for (const card of model.executors) colours.set(card.name, stateToken(card, states.get(card.name)?.state))
  for (const id of selection) if (colours.get(id) !== '--state-failed') colours.set(id, '--accent')
  return colours
}

/** Paints the Flow as blocks and lines; only names of what is selected or failed, unless there are few. */
export function paintOverview(
  paint: CanvasRenderingContext2D,
  shown: Shown,
  { view: { x, y, zoom, width, height }, colour }: { view: View; colour: (token: string) => string },
): void {
  const { model, layout, selection } = shown
  const left = -x / zoom
  const top = -y / zoom
  const right = left + width / zoom
  const bottom = top + height / zoom
  const few = isFew(model)
  const bowed = few ? hiddenEdges(model.edges, layout) : new Set<string>()
  paint.strokeStyle = colour('--edge')
  paint.lineWidth = 1 / zoom
  paint.beginPath()
  for (const { id, source, target } of model.edges) {
    const a = layout[source]
    const b = layout[target]
    if (!a || !b) continue
    if (few) {
      const [first, ...rest] = edgePoints({ source, target }, layout, bowed.has(id))
      if (first) paint.moveTo(first.x, first.y)
      for (const point of rest) paint.lineTo(point.x, point.y)
      continue
    }
    const from = getNodeSize(source)
    const start = { x: a.x + from.width, y: a.y + from.height / 2 }
    const end = { x: b.x, y: b.y + getNodeSize(target).height / 2 }
    if (Math.max(start.x, end.x) < left || Math.min(start.x, end.x) > right) continue
    if (Math.max(start.y, end.y) < top || Math.min(start.y, end.y) > bottom) continue
    paint.moveTo(start.x, start.y)
    paint.lineTo(end.x, end.y)
  }
  paint.stroke()
  const colours = blockColours(shown)
  const byColour = new Map<string, string[]>()
  for (const id of nodeIds(model)) {
    const at = layout[id]
    if (!at || at.x > right || at.y > bottom) continue
    const size = getNodeSize(id)
    if (at.x + size.width < left || at.y + size.height < top) continue
    const token = colours.get(id) ?? '--state-draft'
    const same = byColour.get(token)
    if (same) same.push(id)
    else byColour.set(token, [id])
  }
  // The names of a thousand selected nodes lie over each other.
  const named = (token: string) =>
    few || token === '--state-failed' || (token === '--accent' && !isMany(selection.size))
  for (const [token, ids] of byColour) {
    paint.fillStyle = colour(token)
    for (const id of ids) {
      const at = layout[id]
      const { width: w, height: h } = getNodeSize(id)
      if (at) paint.fillRect(at.x, at.y, w, h)
    }
    if (!named(token)) continue
    paint.font = `600 ${NAME_PX / zoom}px ${colour('--font')}`
    paint.fillStyle = colour('--text')
    const widthOf = (text: string) => paint.measureText(text).width
    for (const id of ids) {
      const at = layout[id]
      if (!at || id === ENTRY || id === EXIT) continue
      const name = few
        ? cutToFit(visibleText(id), roomForName(id, layout) - 8 / zoom, widthOf)
        : visibleText(id)
      paint.fillText(name, at.x, at.y - 5 / zoom)
    }
  }
}
