import type { useReactFlow } from '@xyflow/react'
import type { DragEvent } from 'react'
import { NODE_SIZE } from '@flowdeck/shared'
import { addExecutor } from '../actions/edit.ts'
import { DRAG_TYPE, readDragged } from '../palette/dragData.ts'
import { useDocument } from '../state/documentStore.ts'
import { ui } from '../state/uiStore.ts'

/** Dropping from the palette: on the canvas, or onto an edge to go in between. */
export function dropHandlers(flow: Pick<ReturnType<typeof useReactFlow>, 'screenToFlowPosition'>) {
  return {
    onDragOver(event: DragEvent) {
      if (!event.dataTransfer.types.includes(DRAG_TYPE)) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'copy'
      ui.setDropEdge(edgeAt(event.clientX, event.clientY))
    },
    onDragLeave(event: DragEvent) {
      if (!event.currentTarget.contains(event.relatedTarget as Node | null)) ui.setDropEdge(null)
    },
    onDrop(event: DragEvent) {
      const entry = readDragged(event.dataTransfer)
      ui.setDropEdge(null)
      if (!entry) return
      event.preventDefault()
      const id = edgeAt(event.clientX, event.clientY)
      const edge = useDocument.getState().model.edges.find((candidate) => candidate.id === id)
      const point = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY })
      const at = { x: point.x - NODE_SIZE.width / 2, y: point.y - NODE_SIZE.height / 2 }
      const applied = edge
        ? addExecutor(entry, { wire: { type: 'edge', from: edge.source, to: edge.target } })
        : addExecutor(entry, { at })
      if (applied.ok) ui.focusField('name')
    },
  }
}

function edgeAt(x: number, y: number): string | null {
  return (
    document
      .elementsFromPoint(x, y)
      .map((element) => element.closest('.react-flow__edge')?.getAttribute('data-id') ?? null)
      .find((id) => id !== null) ?? null
  )
}
