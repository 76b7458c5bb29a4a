import { GRID, NODE_SIZE, type FlowLayout } from '@flowdeck/shared'
import { ENTRY, EXIT, type CanvasModel } from './canvasModel.ts'
import { sizeOf, type Positions } from './layoutInput.ts'
import { layersLayout } from './layersLayout.ts'
import { snapToGrid } from './grid.ts'

const GAP = { x: 64, y: 48 } as const
type Point = { x: number; y: number }

/** More nodes than this without a place are not looked at one by one: they stand in plain columns. */
const MANY = 1000

export const nodeIds = (model: CanvasModel) => [
  ENTRY,
  ...model.executors.map((executor) => executor.name),
  ...model.disabled.map((executor) => executor.name),
  EXIT,
]

/**
 * Gives every node without a position one: right of what it waits for (or left of what waits for it), on the grid,
 * overlapping nothing. What has a position keeps it. `wanted` says where a new node was dropped.
 */
export function placeMissing(
  model: CanvasModel,
  known: FlowLayout['nodes'],
  wanted: Readonly<Record<string, Point>> = {},
): Positions {
  const placed: Positions = {}
  const ids = nodeIds(model)
  for (const id of ids) {
    const at = known[id]
    if (at) placed[id] = at
  }
  const missing = ids.filter((id) => !placed[id] && id !== EXIT)
  if (missing.length > MANY) return inColumns(model, placed)
  // The response gives way to what is put in front of it.
  const { [EXIT]: exit, ...solid } = placed
  const grid = new Occupied(solid)
  for (const id of missing) {
    const at = grid.free(id, snapped(wanted[id] ?? suggest(id, model, placed)))
    placed[id] = at
    grid.add(id, at)
  }
  if (!exit || (missing.length > 0 && mustMove(exit, model, { placed, grid }))) {
    delete placed[EXIT]
    placed[EXIT] = grid.free(EXIT, snapped(suggest(EXIT, model, placed)))
  }
  return placed
}

/** Nodes without a place in columns below those that have one. */
function inColumns(model: CanvasModel, placed: Positions): Positions {
  const missing = nodeIds(model).filter((id) => !placed[id])
  const columns = layersLayout({ nodes: missing, edges: model.edges })
  const bottoms = Object.values(placed).map(({ y }) => y + NODE_SIZE.height + GAP.y)
  const top = Object.values(columns).reduce((least, { y }) => Math.min(least, y), Infinity)
  const down = bottoms.length === 0 ? 0 : bottoms.reduce((most, y) => Math.max(most, y), -Infinity) - top
  for (const [id, { x, y }] of Object.entries(columns))
    placed[id] = { x: snapToGrid(x), y: snapToGrid(y + down) }
  return placed
}

/** Something stands on the response now, or what leads to it stands right of it. */
function mustMove(
  exit: Point,
  model: CanvasModel,
  { placed, grid }: { placed: Positions; grid: Occupied },
): boolean {
  if (grid.covers(EXIT, exit)) return true
  return model.edges.some(({ source, target }) => {
    const at = placed[source]
    return target === EXIT && at !== undefined && at.x + sizeOf(source).width + GRID > exit.x
  })
}

const snapped = ({ x, y }: Point): Point => ({ x: snapToGrid(x), y: snapToGrid(y) })

function suggest(id: string, model: CanvasModel, placed: Positions): Point {
  const before = model.edges.filter((edge) => edge.target === id && placed[edge.source])
  if (before.length > 0) {
    const ends = before.map(({ source }) => ({ id: source, at: placed[source] as Point }))
    const x = Math.max(...ends.map((end) => end.at.x + sizeOf(end.id).width)) + GAP.x
    return { x, y: ends.reduce((sum, end) => sum + end.at.y, 0) / ends.length }
  }
  const after = model.edges.filter((edge) => edge.source === id && placed[edge.target])
  const first = after[0] && placed[after[0].target]
  if (first) return { x: first.x - GAP.x - sizeOf(id).width, y: first.y }
  const all = Object.values(placed)
  if (all.length === 0) return { x: 0, y: 0 }
  return {
    x: Math.min(...all.map((p) => p.x)),
    y: Math.max(...all.map((p) => p.y)) + NODE_SIZE.height + GAP.y,
  }
}

/** Finds a free spot by going down; nodes are hashed by rows so that 2,000 stay quick. */
class Occupied {
  readonly #rows = new Map<number, { id: string; at: Point }[]>()
  constructor(placed: Positions) {
    for (const [id, at] of Object.entries(placed)) this.add(id, at)
  }
  add(id: string, at: Point): void {
    const row = Math.floor(at.y / NODE_SIZE.height)
    const list = this.#rows.get(row)
    if (list) list.push({ id, at })
    else this.#rows.set(row, [{ id, at }])
  }
  free(id: string, from: Point): Point {
    let at = from
    for (;;) {
      const hit = this.#hit(id, at)
      if (!hit) return at
      at = { x: at.x, y: snapToGrid(hit.y + NODE_SIZE.height + GAP.y) }
    }
  }
  covers(id: string, at: Point): boolean {
    return this.#hit(id, at) !== null
  }
  #hit(id: string, at: Point): Point | null {
    const row = Math.floor(at.y / NODE_SIZE.height)
    const { width, height } = sizeOf(id)
    for (const near of [row - 1, row, row + 1])
      for (const other of this.#rows.get(near) ?? []) {
        const size = sizeOf(other.id)
        if (
          at.x < other.at.x + size.width + GRID &&
          other.at.x < at.x + width + GRID &&
          at.y < other.at.y + size.height + GRID &&
          other.at.y < at.y + height + GRID
        )
          return other.at
      }
    return null
  }
}

/** Moves what stands right of `from` so that a node fits between; used when one is put onto an edge. */
export function makeRoom(
  positions: Positions,
  between: { source: string; target: string },
  downstream: ReadonlySet<string>,
): { positions: Positions; at: Point } | null {
  const source = positions[between.source]
  const target = positions[between.target]
  if (!source || !target) return null
  const left = source.x + sizeOf(between.source).width
  const need = NODE_SIZE.width + 2 * GAP.x
  const shift = snapToGrid(Math.max(0, need - (target.x - left)))
  const moved: Positions = { ...positions }
  if (shift > 0)
    for (const id of [...downstream, between.target, EXIT]) {
      const at = positions[id]
      if (at && at.x >= left) moved[id] = { x: at.x + shift, y: at.y }
    }
  const end = moved[between.target] ?? target
  const middle = (left + end.x) / 2 - NODE_SIZE.width / 2
  const centre = (id: string, at: Point) => at.y + sizeOf(id).height / 2
  const y = (centre(between.source, source) + centre(between.target, end)) / 2 - NODE_SIZE.height / 2
  return { positions: moved, at: { x: snapToGrid(middle), y: snapToGrid(y) } }
}
