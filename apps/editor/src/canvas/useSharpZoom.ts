import { useStoreApi } from '@xyflow/react'
import { useCallback, useRef } from 'react'

/** The zoom rests when it has not changed for so long. */
const REST_MS = 150

/**
 * Has the letters drawn anew when the zoom comes to rest. A picture that is only shifted and scaled is the cheapest pan and
 * zoom, but the browser keeps it as it was drawn: it does so no longer while the canvas is marked as `data-sharpen`, for the
 * moment that takes. Is to be told of each move.
 */
export function useSharpZoom(): (zoom: number) => void {
  const store = useStoreApi()
  const restRef = useRef<ReturnType<typeof setTimeout>>(undefined)
  const zoomRef = useRef<number>(undefined)
  return useCallback(
    (zoom: number) => {
      if (zoomRef.current === zoom) return
      zoomRef.current = zoom
      clearTimeout(restRef.current)
      restRef.current = setTimeout(() => sharpen(store.getState().domNode), REST_MS)
    },
    [store],
  )
}

function sharpen(canvas: Element | null): void {
  canvas?.setAttribute('data-sharpen', '')
  // One frame is drawn with the mark before the next takes it away.
  requestAnimationFrame(() => requestAnimationFrame(() => canvas?.removeAttribute('data-sharpen')))
}
