import { useReactFlow } from '@xyflow/react'
import { useRef, type WheelEvent } from 'react'
import { useUi } from '../state/uiStore.ts'

/** A trackpad is told by sideways or fractional steps; what follows within this time comes from it too. */
const GESTURE_MS = 300

/** Two fingers on a trackpad pan, pinching zooms; a wheel zooms at the pointer, or pans if that was chosen. */
export function useWheel(): (event: WheelEvent) => void {
  const flow = useReactFlow()
  const lastRef = useRef(-Infinity)
  return (event) => {
    // Pinching arrives as a wheel with Ctrl: React Flow zooms.
    if (event.ctrlKey || event.metaKey || event.deltaMode !== 0) return
    if ((event.target as Element).closest('.flow-map, .nowheel')) return
    const trackpad = event.deltaX !== 0 || !Number.isInteger(event.deltaY)
    if (trackpad && !event.shiftKey) lastRef.current = event.timeStamp
    const gesture = event.timeStamp - lastRef.current < GESTURE_MS
    if (!gesture && useUi.getState().wheel === 'zoom') return
    event.stopPropagation()
    const { x, y, zoom } = flow.getViewport()
    void flow.setViewport({ x: x - event.deltaX, y: y - event.deltaY, zoom })
  }
}
