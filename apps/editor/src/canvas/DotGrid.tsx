import { useStore } from '@xyflow/react'
import { useId } from 'react'
import { GRID } from '@flowdeck/shared'

/** Between two dots, and across one, in canvas units. */
const GAP = GRID * 1.5
const DOT = 1.4
/** Closer together, in pixels of the screen, dots are only noise. */
const NOISE_PX = 5

/**
 * The dots behind the Flow. React Flow's own change their pattern with every step of a pan, so the browser draws all of
 * them again; these are one picture, a dot's distance larger than the canvas, that is shifted.
 */
export function DotGrid() {
  const pattern = useId()
  const [x, y, zoom] = useStore((state) => state.transform)
  const gap = GAP * zoom
  if (gap < NOISE_PX) return null
  const radius = (DOT / 2) * zoom
  return (
    <svg
      className="react-flow__background dot-grid"
      aria-hidden="true"
      style={{
        inset: -gap,
        width: `calc(100% + ${2 * gap}px)`,
        height: `calc(100% + ${2 * gap}px)`,
        transform: `translate(${(x % gap) - gap / 2}px, ${(y % gap) - gap / 2}px)`,
      }}
    >
      <pattern id={pattern} width={gap} height={gap} patternUnits="userSpaceOnUse">
        <circle cx={radius} cy={radius} r={radius} />
      </pattern>
      <rect width="100%" height="100%" fill={`url(#${pattern})`} />
    </svg>
  )
}
