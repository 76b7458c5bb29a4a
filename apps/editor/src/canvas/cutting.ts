import type { ReactFlowInstance } from '@xyflow/react'
import type { PointerEvent } from 'react'
import { create } from 'zustand'
import { cutEdges } from '../actions/cutEdges.ts'
import { useDocument } from '../state/documentStore.ts'
import { hiddenEdges } from './edgePath.ts'
import { edgePoints, linesCross, type Point } from './edgePoints.ts'

interface Cut {
  /** The stroke in canvas units; null while nothing is cut. */
  stroke: readonly Point[] | null
  /** Edges that the stroke has crossed. */
  crossed: ReadonlySet<string>
}
const NOTHING: Cut = { stroke: null, crossed: new Set() }
export const useCut = create<Cut>()(() => NOTHING)

/** Canvas units between two points of a stroke. */
const STEP = 3

/** Alt and a stroke over empty canvas: every edge that it crosses is cut when the button is let go. Escape leaves all. */
export function cutHandlers(flow: Pick<ReactFlowInstance, 'screenToFlowPosition'>) {
  let lines: ReadonlyMap<string, readonly Point[]> = new Map()
  const point = (event: PointerEvent) =>
    flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }, { snapToGrid: false })
  const stop = () => useCut.setState(NOTHING)
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') stop()
  }
  return {
    /** True when this press begins a cut: nobody else may take it. */
    begin: (event: PointerEvent<HTMLElement>): boolean => {
      if (!event.altKey || event.button !== 0 || event.shiftKey) return false
      const target = event.target as Element
      if (!target.classList.contains('react-flow__pane') && !target.closest('.react-flow__edge')) return false
      event.currentTarget.setPointerCapture(event.pointerId)
      const { model, layout } = useDocument.getState()
      const bowed = hiddenEdges(model.edges, layout.nodes)
      lines = new Map(
        model.edges.map((edge) => [edge.id, edgePoints(edge, layout.nodes, bowed.has(edge.id))]),
      )
      useCut.setState({ stroke: [point(event)], crossed: new Set() })
      addEventListener('keydown', onKey, { capture: true })
      return true
    },
    onPointerMove: (event: PointerEvent) => {
      const { stroke, crossed } = useCut.getState()
      const last = stroke?.at(-1)
      if (!stroke || !last) return
      const next = point(event)
      if (Math.hypot(next.x - last.x, next.y - last.y) < STEP) return
      const found = [...lines].filter(([id, line]) => !crossed.has(id) && linesCross([last, next], line))
      useCut.setState({
        stroke: [...stroke, next],
        crossed: found.length === 0 ? crossed : new Set([...crossed, ...found.map(([id]) => id)]),
      })
    },
    onPointerUp: () => {
      removeEventListener('keydown', onKey, { capture: true })
      const { stroke, crossed } = useCut.getState()
      if (!stroke) return
      stop()
      if (crossed.size > 0) cutEdges(crossed)
    },
    onPointerCancel: () => {
      removeEventListener('keydown', onKey, { capture: true })
      stop()
    },
  }
}
