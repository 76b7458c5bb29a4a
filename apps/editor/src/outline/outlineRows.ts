import { ENTRY, EXIT, type CanvasModel, type ExecutorCard } from '../canvas/canvasModel.ts'

/** One line of the outline. */
export interface OutlineRow {
  /** Node id, as on the canvas. */
  id: string
  /** Null for the Gateway's two rows. */
  card: ExecutorCard | null
  /** 1 is the outermost. */
  level: number
  /** Number among its siblings from 1, and how many they are. */
  position: number
  siblings: number
  /** Rows below it that stand deeper: its branches. */
  branches: boolean
}

/**
 * The Flow as lines from the Gateway to the response. What follows one after the other stands one below the other;
 * where the way forks, the branches stand deeper; where they join again, the line goes back out.
 */
export function outlineRows({ executors, edges }: CanvasModel): OutlineRow[] {
  const cards = new Map(executors.map((card) => [card.name, card]))
  const parents = new Map<string, string[]>(executors.map((card) => [card.name, []]))
  for (const { source, target } of edges) if (source !== target) parents.get(target)?.push(source)
  const order = inOrder(
    executors.map((card) => card.name),
    parents,
  )
  const children = dominated(order, parents)
  const rows: { id: string; level: number }[] = [{ id: ENTRY, level: 1 }]
  // No recursion: a chain of ten thousand is allowed.
  const open = followers(ENTRY, 1)
  for (let next = open.pop(); next; next = open.pop()) {
    rows.push(next)
    open.push(...followers(next.id, next.level))
  }
  rows.push({ id: EXIT, level: 1 })
  return numbered(rows, cards)

  /** What comes below a row, last first. */
  function followers(id: string, level: number): { id: string; level: number }[] {
    const below = children.get(id) ?? []
    const joins = below.filter((name) => (parents.get(name)?.length ?? 0) > 1)
    const straight = below.filter((name) => (parents.get(name)?.length ?? 0) <= 1)
    const deeper = straight.length === 1 && joins.length === 0 ? level : level + 1
    return [
      ...straight.map((name) => ({ id: name, level: deeper })),
      ...joins.map((name) => ({ id: name, level })),
    ].toReversed()
  }
}

/** Names so that each stands behind what it waits for; otherwise in the order of the file. What is in a ring comes last. */
function inOrder(names: readonly string[], parents: ReadonlyMap<string, readonly string[]>): string[] {
  const waits = new Map(
    names.map((name) => [name, (parents.get(name) ?? []).filter((parent) => parents.has(parent)).length]),
  )
  const next = new Map<string, string[]>()
  for (const [name, before] of parents)
    for (const parent of before) next.set(parent, [...(next.get(parent) ?? []), name])
  const ready = names.filter((name) => waits.get(name) === 0)
  const order: string[] = []
  for (let at = 0; at < ready.length; at++) {
    const name = ready[at] as string
    order.push(name)
    for (const follower of next.get(name) ?? []) {
      const left = (waits.get(follower) ?? 0) - 1
      waits.set(follower, left)
      if (left === 0) ready.push(follower)
    }
  }
  const placed = new Set(order)
  return [...order, ...names.filter((name) => !placed.has(name))]
}

/** For each node, those that every way to them passes it last (its children in the tree of dominators). */
function dominated(
  order: readonly string[],
  parents: ReadonlyMap<string, readonly string[]>,
): Map<string, string[]> {
  const above = new Map<string, string>()
  const depth = new Map([[ENTRY, 0]])
  const children = new Map<string, string[]>()
  const meet = (a: string, b: string): string => {
    let [one, other] = [a, b]
    while (one !== other) {
      if ((depth.get(one) ?? 0) >= (depth.get(other) ?? 0)) one = above.get(one) ?? ENTRY
      else other = above.get(other) ?? ENTRY
    }
    return one
  }
  for (const name of order) {
    const known = (parents.get(name) ?? []).filter((parent) => depth.has(parent))
    const over = known.length === 0 ? ENTRY : known.reduce(meet)
    above.set(name, over)
    depth.set(name, (depth.get(over) ?? 0) + 1)
    const list = children.get(over)
    if (list) list.push(name)
    else children.set(over, [name])
  }
  return children
}

function numbered(
  rows: readonly { id: string; level: number }[],
  cards: ReadonlyMap<string, ExecutorCard>,
): OutlineRow[] {
  const groups: OutlineRow[][] = []
  const open = new Map<number, OutlineRow[]>()
  const done = rows.map(({ id, level }, at): OutlineRow => {
    for (const deeper of open.keys()) if (deeper > level) open.delete(deeper)
    let group = open.get(level)
    if (!group) {
      group = []
      open.set(level, group)
      groups.push(group)
    }
    const row: OutlineRow = {
      id,
      card: cards.get(id) ?? null,
      level,
      position: group.length + 1,
      siblings: 0,
      branches: (rows[at + 1]?.level ?? 0) > level,
    }
    group.push(row)
    return row
  })
  for (const group of groups) for (const row of group) row.siblings = group.length
  return done
}

/** The rows that are seen: without what lies below a closed one. */
export function visibleRows(rows: readonly OutlineRow[], collapsed: ReadonlySet<string>): OutlineRow[] {
  const seen: OutlineRow[] = []
  let hidden = Infinity
  for (const row of rows) {
    if (row.level > hidden) continue
    hidden = row.branches && collapsed.has(row.id) ? row.level : Infinity
    seen.push(row)
  }
  return seen
}

/** The rows that have a row among their branches, outermost first. */
export function ancestorsOf(rows: readonly OutlineRow[], id: string): string[] {
  const above: OutlineRow[] = []
  for (const row of rows) {
    while ((above.at(-1)?.level ?? 0) >= row.level) above.pop()
    if (row.id === id) return above.map((other) => other.id)
    above.push(row)
  }
  return []
}
