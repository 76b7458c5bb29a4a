import { useStoreApi } from '@xyflow/react'
import { useCallback, useRef } from 'react'

/** The zoom rests when it has not changed for so long. */
const REST_MS = 150

/**
 * Marks the canvas as `data-zooming` while its zoom changes. A picture that is only shifted is the cheapest pan, but keeps the
 * letters of the zoom it was drawn for: while the mark is there the browser draws them anew. Is to be told of each move.
 */
export function useSharpZoom(): (zoom: number) => void {
  const store = useStoreApi()
  const restRef = useRef<ReturnType<typeof setTimeout>>(undefined)
  const zoomRef = useRef<number>(undefined)
  return useCallback(
    (zoom: number) => {
      if (zoomRef.current === zoom) return
      zoomRef.current = zoom
      const { domNode } = store.getState()
      clearTimeout(restRef.current)
      domNode?.setAttribute('data-zooming', '')
      restRef.current = setTimeout(() => domNode?.removeAttribute('data-zooming'), REST_MS)
    },
    [store],
  )
}
