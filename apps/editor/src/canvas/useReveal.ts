import { useReactFlow } from '@xyflow/react'
import { useEffect, useRef } from 'react'
import { useDocument } from '../state/documentStore.ts'
import { ui, useUi } from '../state/uiStore.ts'
import { animateMs, boundsOf, fitNodes } from './fitNodes.ts'

/** Brings asked-for nodes into view: pans when they are outside, zooms out only when they do not fit. Empty list: fit all. */
export function useReveal(): void {
  const flow = useReactFlow()
  const reveal = useUi((state) => state.reveal)
  useEffect(() => {
    if (!reveal) return
    if (reveal.ids.length === 0) {
      fitNodes(flow)
      return
    }
    const box = boundsOf(reveal.ids)
    const pane = document.querySelector('.canvas')?.getBoundingClientRect()
    if (!box || !pane) return
    const a = flow.flowToScreenPosition({ x: box.x, y: box.y })
    const b = flow.flowToScreenPosition({ x: box.x + box.width, y: box.y + box.height })
    if (a.x >= pane.left && a.y >= pane.top && b.x <= pane.right && b.y <= pane.bottom) return
    if (b.x - a.x < pane.width && b.y - a.y < pane.height)
      void flow.setCenter(box.x + box.width / 2, box.y + box.height / 2, {
        zoom: flow.getZoom(),
        duration: animateMs(),
      })
    else fitNodes(flow, reveal.ids)
  }, [reveal, flow])
}

/** A panel beside the canvas opened or closed: what is selected (or the Flow) stays in view. */
export function useStayInView(): void {
  const yaml = useUi((state) => state.panels.yaml)
  const first = useRef(true)
  useEffect(() => {
    if (first.current) {
      first.current = false
      return undefined
    }
    const timer = setTimeout(() => {
      const { selection } = useDocument.getState()
      ui.reveal([...selection])
    }, 60)
    return () => clearTimeout(timer)
  }, [yaml])
}
