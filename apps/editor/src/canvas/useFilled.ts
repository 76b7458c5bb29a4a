import { useEffect, useState } from 'react'

/** So many nodes are filled between two frames; more than a column of them is a new view, which is filled at once. */
const PER_FRAME = 2
const COLUMN = 12

const waiting = new Set<() => void>()

/**
 * Whether a node that came into view is filled, or an empty box still. A whole column of nodes comes into view at once while a
 * person pans, and to make all that stands in them takes longer than a frame.
 */
export function useFilled(): boolean {
  const [filled, setFilled] = useState(false)
  useEffect(() => {
    const fill = () => setFilled(true)
    if (waiting.size === 0) requestAnimationFrame(fillSome)
    waiting.add(fill)
    return () => void waiting.delete(fill)
  }, [])
  return filled
}

function fillSome(): void {
  const some = waiting.size > COLUMN ? [...waiting] : [...waiting].slice(0, PER_FRAME)
  for (const fill of some) {
    waiting.delete(fill)
    fill()
  }
  if (waiting.size > 0) requestAnimationFrame(fillSome)
}
