import type { ReactFlowInstance } from '@xyflow/react'
import { useEffect } from 'react'

type View = Pick<
  ReactFlowInstance,
  'zoomTo' | 'zoomIn' | 'zoomOut' | 'setViewport' | 'getZoom' | 'setCenter' | 'flowToScreenPosition'
>

let shown: View | null = null

/** The canvas on screen, for what a shortcut or a command does to it; null while the outline is shown. */
export const canvasView = (): View | null => shown

/** Makes a canvas the one that shortcuts and commands mean. */
export function useCanvasView(flow: View): void {
  useEffect(() => {
    shown = flow
    return () => {
      shown = null
    }
  }, [flow])
}
