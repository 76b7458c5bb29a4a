import type { ReactFlowInstance, XYPosition } from '@xyflow/react'
import type { PointerEvent } from 'react'
import { create } from 'zustand'
import { moveSelected } from '../actions/arrange.ts'
import { duplicateSelected } from '../actions/copies.ts'
import { useDocument } from '../state/documentStore.ts'
import { select } from '../state/selection.ts'
import { nodeAt } from './fitNodes.ts'
import { isMany } from './mapElements.ts'
import { snapToGrid } from './grid.ts'

/** How far the selected part of the map has been dragged, in canvas units; null while it is not. */
export const useFarDrag = create<{ by: XYPosition | null }>()(() => ({ by: null }))

/**
 * Dragging many selected nodes that are only painted: a press on one of them takes all along, with Alt copies of them. The
 * document changes when the button is let go; Escape leaves everything where it was.
 */
export function farDragHandlers(flow: Pick<ReactFlowInstance, 'screenToFlowPosition'>) {
  let press: { at: XYPosition; hit: string; copy: boolean } | null = null
  const point = (event: PointerEvent) =>
    flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }, { snapToGrid: false })
  const stop = () => {
    removeEventListener('keydown', onKey, { capture: true })
    press = null
    useFarDrag.setState({ by: null })
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    // It ends the drag, not the selection.
    event.stopPropagation()
    stop()
  }
  return {
    /** True when this press takes hold of the selection: nobody else may take it. */
    begin: (event: PointerEvent<HTMLElement>): boolean => {
      const { selection } = useDocument.getState()
      if (event.button !== 0 || event.shiftKey || event.ctrlKey || event.metaKey || !isMany(selection.size))
        return false
      if (!(event.target as Element).closest('.react-flow__pane')) return false
      const at = point(event)
      const hit = nodeAt(at)
      if (hit === null || !selection.has(hit)) return false
      event.currentTarget.setPointerCapture(event.pointerId)
      press = { at, hit, copy: event.altKey }
      addEventListener('keydown', onKey, { capture: true })
      return true
    },
    onPointerMove: (event: PointerEvent) => {
      if (!press) return
      const at = point(event)
      const by = { x: snapToGrid(at.x - press.at.x), y: snapToGrid(at.y - press.at.y) }
      const before = useFarDrag.getState().by ?? { x: 0, y: 0 }
      if (by.x !== before.x || by.y !== before.y) useFarDrag.setState({ by })
    },
    onPointerUp: () => {
      if (!press) return
      const { hit, copy } = press
      const { by } = useFarDrag.getState()
      stop()
      // Pressed and let go: a click, which chooses one.
      if (by === null) select([hit])
      else if (copy) duplicateSelected(by)
      else if (by.x !== 0 || by.y !== 0) moveSelected(by)
    },
    onPointerCancel: () => {
      if (press) stop()
    },
  }
}
