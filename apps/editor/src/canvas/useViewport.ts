import type { Viewport } from '@xyflow/react'
import { useCallback, useEffect, useState } from 'react'
import { useDocument } from '../state/documentStore.ts'
import { useUi } from '../state/uiStore.ts'
import { usePhone } from '../state/view.ts'
import { boundsOf, MAX_ZOOM, MIN_ZOOM } from './fitNodes.ts'
import { firstView, isSimilar } from './firstView.ts'
import { setOwnView, isOwnView } from './viewOwner.ts'
import { useSharpZoom } from './useSharpZoom.ts'
import { readKept, tabStorage } from '../ui/storage.ts'

export type Detail = 'full' | 'low' | 'map'

/** From 0.6 on nodes are whole, from 0.35 on names only, and farther away the Flow is a map of blocks. */
export function detailFor(zoom: number): Detail {
  return zoom >= 0.6 ? 'full' : zoom >= 0.35 ? 'low' : 'map'
}

const key = (id: string | null) => `flowdeck.view.${id ?? ''}`

const paneNow = () => document.getElementById('region-canvas')?.getBoundingClientRect()

/** The panels have their sizes kept too, so the window decides whether a view still fits, not the room that they leave. */
const windowSize = () => ({ width: window.innerWidth, height: window.innerHeight })

/** A view that the person chose, in a window of this size. */
function stored(id: string | null): Viewport | null {
  const value = readKept(key(id), tabStorage) as (Viewport & { width: number; height: number }) | null
  if (!value || ![value.x, value.y, value.zoom].every(Number.isFinite)) return null
  if (!isSimilar(value, windowSize()) || !showsFlow(value)) return null
  return { x: value.x, y: value.y, zoom: value.zoom }
}

/** Whether a view shows any of the Flow: an empty canvas would look like a lost one. */
function showsFlow({ x, y, zoom }: Viewport): boolean {
  const pane = paneNow()
  const box = boundsOf([])
  if (!pane || !box) return true
  if (zoom < MIN_ZOOM || zoom > MAX_ZOOM) return false
  const [left, top] = [box.x * zoom + x, box.y * zoom + y]
  return left < pane.width && top < pane.height && left + box.width * zoom > 0 && top + box.height * zoom > 0
}

/** The whole Flow in view, known before anything is drawn: thousands of nodes are then never mounted only to be left out. */
function fitted(): Viewport | null {
  const pane = paneNow()
  const box = boundsOf([])
  const { executors } = useDocument.getState().model
  return box && pane && pane.width > 0 && pane.height > 0 ? firstView(box, pane, executors.length) : null
}

function showZoom(zoom: number): void {
  const zoomPercent = Math.round(zoom * 100)
  // A pan says nothing to those who wait for the zoom, frame after frame.
  if (useUi.getState().zoomPercent !== zoomPercent) useUi.setState({ zoomPercent })
}

/**
 * Where the view stood when this tab last showed the Flow (on a phone the whole Flow; null while nothing is laid out), how much
 * detail the zoom allows, and the zoom at which the view last came to rest.
 */
export function useViewport() {
  const id = useDocument((state) => state.id)
  const phone = usePhone()
  const [viewport] = useState(() => {
    const kept = phone ? null : stored(id)
    setOwnView(kept !== null)
    return kept ?? fitted()
  })
  const [still, setStill] = useState(viewport?.zoom ?? 1)
  const [detail, setDetail] = useState(() => detailFor(viewport?.zoom ?? 1))
  useEffect(() => {
    if (viewport) showZoom(viewport.zoom)
  }, [viewport])
  const zoomed = useSharpZoom()
  const onMove = useCallback(
    (view: Viewport) => {
      zoomed(view.zoom)
      setDetail(detailFor(view.zoom))
      showZoom(view.zoom)
    },
    [zoomed],
  )
  const onMoveEnd = useCallback(
    (_: unknown, view: Viewport) => {
      setStill(view.zoom)
      if (isOwnView()) tabStorage.setItem(key(id), JSON.stringify({ ...view, ...windowSize() }))
      else tabStorage.removeItem(key(id))
    },
    [id],
  )
  return { viewport, detail, still, onMove, onMoveEnd }
}
