import type { ReactFlowInstance } from '@xyflow/react'
import { useDocument, type DocumentState } from '../state/documentStore.ts'
import { groupBoxes, noteNodeId } from './groups/groupModel.ts'
import { getNodeSize } from './layoutInput.ts'
import { nodeIds } from './placeMissing.ts'
import { setOwnView } from './viewOwner.ts'

/** Far enough to see some thousand Executors at once. */
export const MIN_ZOOM = 0.005
export const MAX_ZOOM = 2

export const animateMs = () => (matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 200)

export interface Box {
  x: number
  y: number
  width: number
  height: number
}

/** What encloses some nodes (all when none are named), from the document's layout: not every node is mounted. */
export function boundsOf(
  ids: readonly string[],
  { layout, model }: Pick<DocumentState, 'layout' | 'model'> = useDocument.getState(),
): Box | null {
  const beside = new Map<string, Box>([
    ...groupBoxes(layout).map((box) => [box.id, box] as const),
    ...Object.entries(layout.notes ?? {}).map(([id, note]) => [noteNodeId(id), note] as const),
  ])
  const boxes = (ids.length > 0 ? ids : [...nodeIds(model), ...beside.keys()]).flatMap((id) => {
    const at = layout.nodes[id]
    return at ? [{ ...at, ...getNodeSize(id) }] : (beside.get(id) ?? [])
  })
  if (boxes.length === 0) return null
  const x = Math.min(...boxes.map((box) => box.x))
  const y = Math.min(...boxes.map((box) => box.y))
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  }
}

type Flow = Pick<ReactFlowInstance, 'setViewport'>

/** Fits nodes (all when none are named) into the view, within so many ms: never closer than a little over full size. */
export function fitNodes(flow: Flow, ids: readonly string[] = [], duration = animateMs()): void {
  // A part that was asked for stays in view; all of it is fitted again when the window changes.
  setOwnView(ids.length > 0)
  const box = boundsOf(ids)
  const pane = document.querySelector('.canvas')?.getBoundingClientRect()
  if (box && pane && pane.width > 0) void flow.setViewport(viewFor(box, pane), { duration })
}

export function viewFor(box: Box, pane: { width: number; height: number }) {
  const margin = 0.93
  const zoom = Math.max(
    MIN_ZOOM,
    Math.min((pane.width * margin) / box.width, (pane.height * margin) / box.height, 1.15),
  )
  return {
    x: pane.width / 2 - (box.x + box.width / 2) * zoom,
    y: pane.height / 2 - (box.y + box.height / 2) * zoom,
    zoom,
  }
}

/** The node under a point of the canvas; for the overview, where nodes are only painted. */
export function nodeAt({ x, y }: { x: number; y: number }): string | null {
  const { layout, model } = useDocument.getState()
  return (
    nodeIds(model).find((id) => {
      const at = layout.nodes[id]
      const { width, height } = getNodeSize(id)
      return at && x >= at.x && x <= at.x + width && y >= at.y && y <= at.y + height
    }) ?? null
  )
}
