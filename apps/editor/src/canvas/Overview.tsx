import { useStore } from '@xyflow/react'
import { useEffect, useRef } from 'react'
import { useDocument } from '../state/documentStore.ts'
import { useUi } from '../state/uiStore.ts'
import { sizeOf } from './layoutInput.ts'
import { nodeIds } from './placeMissing.ts'

/** The whole Flow as blocks on one canvas: what thousands of nodes cost from far away is one drawing. */
export function Overview() {
  const ref = useRef<HTMLCanvasElement>(null)
  const [x, y, zoom] = useStore((state) => state.transform)
  const width = useStore((state) => state.width)
  const height = useStore((state) => state.height)
  const model = useDocument((state) => state.model)
  const layout = useDocument((state) => state.layout)
  const selection = useDocument((state) => state.selection)
  const theme = useUi((state) => state.theme)
  useEffect(() => {
    const canvas = ref.current
    const paint = canvas?.getContext('2d')
    if (!canvas || !paint) return
    const ratio = devicePixelRatio
    canvas.width = Math.round(width * ratio)
    canvas.height = Math.round(height * ratio)
    const css = getComputedStyle(document.documentElement)
    const colour = (name: string) => css.getPropertyValue(name).trim()
    paint.setTransform(ratio * zoom, 0, 0, ratio * zoom, ratio * x, ratio * y)
    paint.strokeStyle = colour('--edge')
    paint.lineWidth = 1 / zoom
    paint.beginPath()
    for (const { source, target } of model.edges) {
      const a = layout.nodes[source]
      const b = layout.nodes[target]
      if (!a || !b) continue
      const from = sizeOf(source)
      paint.moveTo(a.x + from.width, a.y + from.height / 2)
      paint.lineTo(b.x, b.y + sizeOf(target).height / 2)
    }
    paint.stroke()
    const bad = new Set(model.executors.filter((card) => card.errors > 0).map((card) => card.name))
    for (const id of nodeIds(model)) {
      const at = layout.nodes[id]
      if (!at) continue
      const size = sizeOf(id)
      paint.fillStyle = colour(
        bad.has(id) ? '--state-failed' : selection.has(id) ? '--accent' : '--state-draft',
      )
      paint.fillRect(at.x, at.y, size.width, size.height)
    }
  }, [x, y, zoom, width, height, model, layout, selection, theme])
  return <canvas ref={ref} className="overview" aria-hidden="true" />
}
