import { GRID, NODE_SIZE, type FlowLayout } from '@flowdeck/shared'
import { ENTRY, EXIT, type CanvasModel } from './canvasModel.ts'
import { getNodeSize, type Positions } from './layoutInput.ts'
import { layersLayout } from './layersLayout.ts'
import { snapToGrid } from './grid.ts'

const GAP = { x: 64, y: 48 } as const
type Point = { x: number; y: number }

/** More nodes than this that nobody gave a place are not looked at one by one: they stand in plain columns. */
const MANY = 1000

export const nodeIds = (model: CanvasModel) => [
  ENTRY,
  ...model.executors.map((executor) => executor.name),
  ...model.disabled.map((executor) => executor.name),
  EXIT,
]

/**
 * Gives every node without a position one: right of what it waits for (or left of what waits for it), on the grid,
 * overlapping nothing. What has a position keeps it. `wanted` says where new nodes were dropped: all of them move alike
 * where they would cover something, so that their arrangement stays.
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
  // The response gives way to what is put in front of it.
  const { [EXIT]: exit, ...solid } = placed
  const grid = new Occupied(solid)
  const missing = ids.filter((id) => !placed[id] && id !== EXIT)
  const dropped = missing.flatMap((id) => (wanted[id] ? [{ id, at: snapped(wanted[id]) }] : []))
  const by = grid.clear(dropped)
  for (const { id, at } of dropped) put(id, moved(at, by))
  const alone = missing.filter((id) => !placed[id])
  if (alone.length > MANY) return inColumns(model, placed)
  for (const id of alone) {
    const node = { id, at: snapped(suggest(id, model, placed)) }
    put(id, moved(node.at, grid.clear([node])))
  }
  function put(id: string, at: Point): void {
    placed[id] = at
    grid.add({ id, at })
  }
  if (!exit || (missing.length > 0 && mustMove(exit, model, { placed, grid }))) {
    delete placed[EXIT]
    const node = { id: EXIT, at: snapped(suggest(EXIT, model, placed)) }
    placed[EXIT] = moved(node.at, grid.clear([node]))
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
  if (grid.hit({ id: EXIT, at: exit })) return true
  return model.edges.some(({ source, target }) => {
    const at = placed[source]
    return target === EXIT && at !== undefined && at.x + getNodeSize(source).width + GRID > exit.x
  })
}

const snapped = ({ x, y }: Point): Point => ({ x: snapToGrid(x), y: snapToGrid(y) })
const moved = (at: Point, by: Point): Point => ({ x: at.x + by.x, y: at.y + by.y })

function suggest(id: string, model: CanvasModel, placed: Positions): Point {
  const before = model.edges.filter((edge) => edge.target === id && placed[edge.source])
  if (before.length > 0) {
    const ends = before.map(({ source }) => ({ id: source, at: placed[source] as Point }))
    const x = Math.max(...ends.map((end) => end.at.x + getNodeSize(end.id).width)) + GAP.x
    return { x, y: ends.reduce((sum, end) => sum + end.at.y, 0) / ends.length }
  }
  const after = model.edges.filter((edge) => edge.source === id && placed[edge.target])
  const first = after[0] && placed[after[0].target]
  if (first) return { x: first.x - GAP.x - getNodeSize(id).width, y: first.y }
  const all = Object.values(placed)
  if (all.length === 0) return { x: 0, y: 0 }
  return {
    x: Math.min(...all.map((p) => p.x)),
    y: Math.max(...all.map((p) => p.y)) + NODE_SIZE.height + GAP.y,
  }
}

interface Placed {
  id: string
  at: Point
}

/** What stands where, in cells of a node and its margin: whatever a node can cover is in its own cell or one beside it. */
class Occupied {
  readonly #cells = new Map<number, Placed[]>()
  constructor(placed: Positions) {
    for (const [id, at] of Object.entries(placed)) this.add({ id, at })
  }
  add(node: Placed): void {
    const cell = cellOf(node.at)
    const list = this.#cells.get(cell)
    if (list) list.push(node)
    else this.#cells.set(cell, [node])
  }
  /** How far nodes have to move, all alike, to cover nothing: down, or right where that is less for several. */
  clear(nodes: readonly Placed[]): Point {
    let down = { x: 0, y: 0 }
    let right = { x: 0, y: 0 }
    // Both ways side by side: of a long column the one is done at once, and the other would take as long as the column.
    for (;;) {
      if (down.y <= right.x || nodes.length === 1) {
        const further = this.#further('y', nodes, down)
        if (further === 0) return down
        down = { x: 0, y: down.y + further }
      } else {
        const further = this.#further('x', nodes, right)
        if (further === 0) return right
        right = { x: right.x + further, y: 0 }
      }
    }
  }
  /** How much further than `by` nodes have to move, all alike, to get past what they cover there; 0 when that is nothing. */
  #further(axis: 'x' | 'y', nodes: readonly Placed[], by: Point): number {
    const step = axis === 'y' ? NODE_SIZE.height + GAP.y : NODE_SIZE.width + GAP.x
    let further = 0
    for (const { id, at } of nodes) {
      const here = moved(at, by)
      const hit = this.hit({ id, at: here })
      if (hit) further = Math.max(further, snapToGrid(hit[axis] + step) - here[axis])
    }
    return further
  }
  /** Where a node stands that this one would cover. */
  hit({ id, at }: Placed): Point | null {
    const { width, height } = getNodeSize(id)
    const cell = cellOf(at)
    for (const column of [-1, 0, 1])
      for (const row of [-1, 0, 1])
        for (const other of this.#cells.get(cell + column * COLUMN + row) ?? []) {
          const size = getNodeSize(other.id)
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

/** Cells of a column are numbered in one piece, the columns one after the other. */
const COLUMN = 2 ** 20
const cellOf = ({ x, y }: Point): number =>
  Math.floor(x / (NODE_SIZE.width + GRID)) * COLUMN + Math.floor(y / (NODE_SIZE.height + GRID))

/** Moves what stands right of `from` so that a node fits between; used when one is put onto an edge. */
export function makeRoom(
  positions: Positions,
  between: { source: string; target: string },
  downstream: ReadonlySet<string>,
): { positions: Positions; at: Point } | null {
  const source = positions[between.source]
  const target = positions[between.target]
  if (!source || !target) return null
  const left = source.x + getNodeSize(between.source).width
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
  const centre = (id: string, at: Point) => at.y + getNodeSize(id).height / 2
  const y = (centre(between.source, source) + centre(between.target, end)) / 2 - NODE_SIZE.height / 2
  return { positions: moved, at: { x: snapToGrid(middle), y: snapToGrid(y) } }
}
