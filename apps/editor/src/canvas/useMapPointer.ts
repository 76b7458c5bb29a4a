import { useEffect, useRef, type PointerEvent, type RefObject } from 'react'

/** From canvas units to pixels of the map. */
export interface MapScale {
  x: number
  y: number
  scale: number
}

interface Means {
  place: MapScale
  /** Brings a point of the canvas into the middle of the view. */
  centre: (x: number, y: number, durationMs: number) => void
  zoom: (factor: number) => void
  animateMs: () => number
}

/** Pixels that a press may wander and still be a click. */
const CLICK_PX = 3

/** A click on the map brings that point into the middle, a drag takes the view along, the wheel zooms. */
export function useMapPointer(ref: RefObject<HTMLElement | null>, { place, centre, zoom, animateMs }: Means) {
  const pressRef = useRef<{ x: number; y: number; dragged: boolean } | null>(null)
  useEffect(() => {
    const map = ref.current
    if (!map) return undefined
    const onWheel = (event: WheelEvent) => {
      // React listens passively: with Ctrl the browser would zoom the page.
      event.preventDefault()
      zoom(2 ** (-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.002) * (event.ctrlKey ? 10 : 1)))
    }
    map.addEventListener('wheel', onWheel, { passive: false })
    return () => map.removeEventListener('wheel', onWheel)
  }, [ref, zoom])
  const go = (event: PointerEvent<HTMLElement>, durationMs: number) => {
    const box = event.currentTarget.getBoundingClientRect()
    const { x, y, scale } = place
    centre((event.clientX - box.left - x) / scale, (event.clientY - box.top - y) / scale, durationMs)
  }
  return {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return
      event.currentTarget.setPointerCapture(event.pointerId)
      pressRef.current = { x: event.clientX, y: event.clientY, dragged: false }
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const press = pressRef.current
      if (!press) return
      press.dragged ||= Math.hypot(event.clientX - press.x, event.clientY - press.y) > CLICK_PX
      if (press.dragged) go(event, 0)
    },
    onPointerUp: (event: PointerEvent<HTMLElement>) => {
      if (pressRef.current?.dragged === false) go(event, animateMs())
      pressRef.current = null
    },
    onPointerCancel: () => {
      pressRef.current = null
    },
  }
}
