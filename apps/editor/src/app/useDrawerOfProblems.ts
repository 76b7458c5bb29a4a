import { useEffect, useRef } from 'react'
import { useDocument } from '../state/documentStore.ts'
import { ui } from '../state/uiStore.ts'

/** Problems that come and go while a person types open nothing. */
const SETTLED_MS = 700

/**
 * Opens a closed drawer at the problems of the Flow, and closes it again when they are gone; what a person opened or closed stays so.
 * A Flow that has problems is opened with them, so that nothing moves afterwards.
 */
export function useDrawerOfProblems(): void {
  const id = useDocument((state) => (state.status === 'ready' ? state.id : null))
  const some = useDocument((state) => state.parsed.issues.some(({ severity }) => severity !== 'info'))
  const seen = useRef<string | null>(null)
  useEffect(() => {
    if (id === null) return undefined
    const apply = () => (some ? ui.openForProblems(id) : ui.closeAfterProblems())
    if (seen.current !== id) {
      seen.current = id
      apply()
      return undefined
    }
    const timer = setTimeout(apply, SETTLED_MS)
    return () => clearTimeout(timer)
  }, [id, some])
}
