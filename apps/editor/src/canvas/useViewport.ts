import type { Viewport } from '@xyflow/react'
import { useCallback, useState } from 'react'
import { useDocument } from '../state/documentStore.ts'
import { useUi } from '../state/uiStore.ts'

export type Detail = 'full' | 'low' | 'map'

/** Far away only names are drawn, farther only blocks. Small Flows keep more: they can afford it. */
export function detailFor(zoom: number, executors: number): Detail {
  const small = executors <= 60
  if (zoom >= (small ? 0.5 : 0.6)) return 'full'
  return zoom >= 0.35 || small ? 'low' : 'map'
}

/** A small and a large Flow: a zoom that means the same for both draws nothing anew. */
const SIZES = [1, 1_000_000]

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
    setZoom((now) =>
      SIZES.every((size) => detailFor(now, size) === detailFor(view.zoom, size)) ? now : view.zoom,
    )
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
