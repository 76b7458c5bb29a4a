import { ViewportPortal, useStore } from '@xyflow/react'
import { useCut } from './cutting.ts'

/** The stroke that cuts edges, as it is drawn. */
export function CutStroke() {
  const stroke = useCut((cut) => cut.stroke)
  const zoom = useStore((state) => state.transform[2])
  if (!stroke) return null
  return (
    <ViewportPortal>
      <svg className="cut-stroke" aria-hidden="true">
        <polyline points={stroke.map(({ x, y }) => `${x},${y}`).join(' ')} strokeWidth={1.5 / zoom} />
      </svg>
    </ViewportPortal>
  )
}
