import { useStore } from '@xyflow/react'
import { useEffect, useMemo, useRef } from 'react'
import { useDeploymentStates } from '../live/index.ts'
import { useDocument } from '../state/documentStore.ts'
import { useTheme } from '../app/useTheme.ts'
import { useFarDrag } from './farDrag.ts'
import { moveBy } from './groups/groupModel.ts'
import { paintOverview } from './paintOverview.ts'

/** Tokens of the theme in force; looking them up makes the browser compute styles, so each is looked up once. */
const values = new Map<string, string>()
function themeValue(token: string): string {
  const key = `${document.documentElement.dataset['theme'] ?? ''} ${token}`
  let value = values.get(key)
  if (value === undefined) {
    value = getComputedStyle(document.documentElement).getPropertyValue(token).trim()
    values.set(key, value)
  }
  return value
}

/** The whole Flow as blocks on one canvas: what thousands of nodes cost from far away is one drawing. */
export function Overview() {
  const ref = useRef<HTMLCanvasElement>(null)
  const [x, y, zoom] = useStore((state) => state.transform)
  const width = useStore((state) => state.width)
  const height = useStore((state) => state.height)
  const id = useDocument((state) => state.id)
  const model = useDocument((state) => state.model)
  const resting = useDocument((state) => state.layout)
  const selection = useDocument((state) => state.selection)
  const by = useFarDrag((drag) => drag.by)
  const layout = useMemo(
    () => (by ? moveBy(resting, selection, by) : resting).nodes,
    [resting, selection, by],
  )
  const states = useDeploymentStates(id)
  const theme = useTheme()
  useEffect(() => {
    const canvas = ref.current
    const paint = canvas?.getContext('2d')
    if (!canvas || !paint) return
    const ratio = devicePixelRatio
    const size = { width: Math.round(width * ratio), height: Math.round(height * ratio) }
    // Setting the size, even to the same, makes a new picture: only when it changed.
    if (canvas.width !== size.width) canvas.width = size.width
    if (canvas.height !== size.height) canvas.height = size.height
    paint.setTransform(1, 0, 0, 1, 0, 0)
    paint.clearRect(0, 0, size.width, size.height)
    paint.setTransform(ratio * zoom, 0, 0, ratio * zoom, ratio * x, ratio * y)
    const shown = { model, layout, selection, states }
    paintOverview(paint, shown, {
      view: { x, y, zoom, width, height },
      colour: themeValue,
    })
  }, [x, y, zoom, width, height, model, layout, selection, states, theme])
  return <canvas ref={ref} className="overview" aria-hidden="true" />
}
