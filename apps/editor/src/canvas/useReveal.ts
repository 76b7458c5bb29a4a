import { useReactFlow } from '@xyflow/react'
import { useEffect, useRef } from 'react'
import { useDocument } from '../state/documentStore.ts'
import { ui, useUi } from '../state/uiStore.ts'
import { sizeOf } from './layoutInput.ts'

/** How a whole Flow is brought into view. */
export const FIT = { padding: 0.07, maxZoom: 1.15 }

export const animateMs = () => (matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 200)

/** Brings asked-for nodes into view: pans when they are outside, zooms out only when they do not fit. Empty list: fit all. */
export function useReveal(): void {
  const flow = useReactFlow()
  const reveal = useUi((state) => state.reveal)
  useEffect(() => {
    if (!reveal) return
    if (reveal.ids.length === 0) {
      void flow.fitView({ ...FIT, duration: animateMs() })
      return
    }
    const { layout } = useDocument.getState()
    const boxes = reveal.ids.flatMap((id) => {
      const at = layout.nodes[id]
      return at ? [{ ...at, ...sizeOf(id) }] : []
    })
    if (boxes.length === 0) return
    const left = Math.min(...boxes.map((b) => b.x))
    const top = Math.min(...boxes.map((b) => b.y))
    const right = Math.max(...boxes.map((b) => b.x + b.width))
    const bottom = Math.max(...boxes.map((b) => b.y + b.height))
    const pane = document.querySelector('.canvas')?.getBoundingClientRect()
    if (!pane) return
    const a = flow.flowToScreenPosition({ x: left, y: top })
    const b = flow.flowToScreenPosition({ x: right, y: bottom })
    const inside = a.x >= pane.left && a.y >= pane.top && b.x <= pane.right && b.y <= pane.bottom
    if (inside) return
    if (b.x - a.x < pane.width && b.y - a.y < pane.height)
      void flow.setCenter((left + right) / 2, (top + bottom) / 2, {
        zoom: flow.getZoom(),
        duration: animateMs(),
      })
    else
      void flow.fitBounds(
        { x: left, y: top, width: right - left, height: bottom - top },
        { padding: 0.16, duration: animateMs() },
      )
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
