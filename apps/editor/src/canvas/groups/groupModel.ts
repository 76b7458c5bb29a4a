import { NODE_SIZE, type FlowLayout, type LayoutGroup } from '@flowdeck/shared'
import { edgeId, type CanvasEdge } from '../canvasModel.ts'

/** Groups and notes are nodes of the canvas too; the sign keeps their ids apart from names of Executors. */
export const groupNodeId = (id: string) => `group:${id}`
export const noteNodeId = (id: string) => `note:${id}`
export const groupIdOf = (nodeId: string) => (nodeId.startsWith('group:') ? nodeId.slice(6) : null)
export const noteIdOf = (nodeId: string) => (nodeId.startsWith('note:') ? nodeId.slice(5) : null)
/** A group's frame or a note: what stands on the canvas and is no part of the Flow. */
export const isSideNode = (nodeId: string) => groupIdOf(nodeId) !== null || noteIdOf(nodeId) !== null

export const sideNodeIds = ({ groups = {}, notes = {} }: FlowLayout): string[] => [
  ...Object.keys(groups).map(groupNodeId),
  ...Object.keys(notes).map(noteNodeId),
]

/** Room between a frame and its members; more on top, where the name stands. */
export const PADDING = { side: 24, top: 48, bottom: 24 } as const

export interface GroupBox {
  /** Id of its node on the canvas. */
  id: string
  group: LayoutGroup
  x: number
  y: number
  width: number
  height: number
}

/** Where each group is drawn: around its members, or as one node in the place of the first when it is collapsed. */
export function groupBoxes({ nodes, groups = {} }: FlowLayout): GroupBox[] {
  return Object.entries(groups).flatMap(([key, group]) => {
    const places = group.members.flatMap((name) => nodes[name] ?? [])
    if (places.length === 0) return []
    const left = Math.min(...places.map(({ x }) => x))
    const top = Math.min(...places.map(({ y }) => y))
    const id = groupNodeId(key)
    if (group.collapsed) return [{ id, group, x: left, y: top, ...NODE_SIZE }]
    const right = Math.max(...places.map(({ x }) => x)) + NODE_SIZE.width
    const bottom = Math.max(...places.map(({ y }) => y)) + NODE_SIZE.height
    return [
      {
        id,
        group,
        x: left - PADDING.side,
        y: top - PADDING.top,
        width: right - left + 2 * PADDING.side,
        height: bottom - top + PADDING.top + PADDING.bottom,
      },
    ]
  })
}

/** Executors that are hidden, with the collapsed group that stands for them. */
export function foldedInto({ groups = {} }: FlowLayout): Map<string, string> {
  return new Map(
    Object.entries(groups).flatMap(([id, { collapsed, members }]) =>
      collapsed ? members.map((name) => [name, groupNodeId(id)] as const) : [],
    ),
  )
}

/** Edges as they are drawn: those of hidden Executors end at their group, once; those inside it are gone. */
export function foldEdges(
  edges: readonly CanvasEdge[],
  folded: ReadonlyMap<string, string>,
): readonly CanvasEdge[] {
  if (folded.size === 0) return edges
  const drawn = new Map<string, CanvasEdge>()
  for (const edge of edges) {
    const source = folded.get(edge.source) ?? edge.source
    const target = folded.get(edge.target) ?? edge.target
    if (source === target) continue
    const id = edgeId(source, target)
    const conditional = edge.conditional || drawn.get(id)?.conditional === true
    drawn.set(id, { id, source, target, conditional })
  }
  return [...drawn.values()]
}

/** Positions as they are drawn: collapsed groups in the place of their members. */
export function foldPositions(layout: FlowLayout): FlowLayout['nodes'] {
  const folded = foldedInto(layout)
  if (folded.size === 0) return layout.nodes
  const shown = Object.entries(layout.nodes).filter(([name]) => !folded.has(name))
  const boxes = groupBoxes(layout).filter(({ group }) => group.collapsed)
  return Object.fromEntries([...shown, ...boxes.map(({ id, x, y }) => [id, { x, y }] as const)])
}

/** A selection with the members of the groups in it. */
export function withGroupMembers(
  { groups = {} }: FlowLayout,
  selection: ReadonlySet<string>,
): ReadonlySet<string> {
  const chosen = [...selection].flatMap((id) => groups[groupIdOf(id) ?? '']?.members ?? [])
  return chosen.length === 0 ? selection : new Set([...selection, ...chosen])
}

/** The layout after some nodes of the canvas were moved by the same way: a group takes its members along. */
export function moveBy(layout: FlowLayout, ids: Iterable<string>, by: { x: number; y: number }): FlowLayout {
  const moved = withGroupMembers(layout, new Set(ids))
  const shift = <T extends { x: number; y: number }>(at: T): T => ({ ...at, x: at.x + by.x, y: at.y + by.y })
  const nodes = Object.fromEntries(
    Object.entries(layout.nodes).map(([name, at]) => [name, moved.has(name) ? shift(at) : at]),
  )
  if (!layout.notes) return { ...layout, nodes }
  const notes = Object.fromEntries(
    Object.entries(layout.notes).map(([id, note]) => [id, moved.has(noteNodeId(id)) ? shift(note) : note]),
  )
  return { ...layout, nodes, notes }
}
