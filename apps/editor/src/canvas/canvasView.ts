import type { ReactFlowInstance } from '@xyflow/react'
import { useEffect } from 'react'

type View = Pick<
  ReactFlowInstance,
  | 'screenToFlowPosition'
  | 'zoomTo'
  | 'zoomIn'
  | 'zoomOut'
  | 'setViewport'
  | 'getZoom'
  | 'setCenter'
  | 'flowToScreenPosition'
>

let shown: View | null = null
let pointer: { x: number; y: number } | null = null

function notePointer(event: PointerEvent): void {
  const over = event.target instanceof Element && event.target.closest('.canvas') !== null
  pointer = over ? { x: event.clientX, y: event.clientY } : null
}

/** Where something new goes, in canvas units: under the pointer, or in the middle of the view. */
export function placeOnCanvas(): { x: number; y: number } {
  const pane = document.querySelector('.canvas')?.getBoundingClientRect()
  const middle = pane ? { x: pane.left + pane.width / 2, y: pane.top + pane.height / 2 } : { x: 0, y: 0 }
  return shown?.screenToFlowPosition(pointer ?? middle) ?? { x: 0, y: 0 }
}

/** The canvas on screen, for what a shortcut or a command does to it; null while the outline is shown. */
export const canvasView = (): View | null => shown

/** Makes a canvas the one that shortcuts and commands mean. */
export function useCanvasView(flow: View): void {
  useEffect(() => {
    shown = flow
    window.addEventListener('pointermove', notePointer, { passive: true })
    return () => {
      window.removeEventListener('pointermove', notePointer)
      shown = null
    }
  }, [flow])
}
