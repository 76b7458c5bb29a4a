import type { Viewport } from '@xyflow/react'
import { useCallback, useState } from 'react'
import { useDocument } from '../state/documentStore.ts'
import { useUi } from '../state/uiStore.ts'

export type Detail = 'full' | 'low' | 'map'

/** Below 0.6 only names are drawn, below 0.35 only blocks. Small Flows keep their nodes: they can afford them. */
export function detailFor(zoom: number, executors: number): Detail {
  if (zoom >= 0.6) return 'full'
  return zoom >= 0.35 || executors <= 60 ? 'low' : 'map'
}

const key = (id: string | null) => `flowdeck.view.${id ?? ''}`

function stored(id: string | null): Viewport | null {
  try {
    const value = JSON.parse(sessionStorage.getItem(key(id)) ?? 'null') as Viewport | null
    return value && [value.x, value.y, value.zoom].every(Number.isFinite) ? value : null
  } catch {
    return null
  }
}

/** Where the view stood when this tab last showed the Flow, and how much detail the zoom allows. */
export function useViewport() {
  const id = useDocument((state) => state.id)
  const executors = useDocument((state) => state.model.executors.length)
  const [viewport] = useState(() => stored(id))
  const [zoom, setZoom] = useState(viewport?.zoom ?? 1)
  const onMove = useCallback((_: unknown, view: Viewport) => {
    setZoom((now) => (detailFor(now, 1e6) === detailFor(view.zoom, 1e6) ? now : view.zoom))
    useUi.setState({ zoom: view.zoom })
  }, [])
  const onMoveEnd = useCallback(
    (_: unknown, view: Viewport) => {
      try {
        sessionStorage.setItem(key(id), JSON.stringify(view))
      } catch {
        // The view is fitted next time.
      }
    },
    [id],
  )
  return { viewport, detail: detailFor(zoom, executors), onMove, onMoveEnd }
}
