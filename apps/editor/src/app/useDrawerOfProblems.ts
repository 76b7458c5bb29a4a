import { useEffect } from 'react'
import { useDocument } from '../state/documentStore.ts'
import { ui } from '../state/uiStore.ts'

/** Problems that come and go while a person types open nothing. */
const SETTLED_MS = 700

/** Opens a closed drawer at the problems of the Flow, and closes it again when they are gone; what a person opened or closed stays so. */
export function useDrawerOfProblems(): void {
  const id = useDocument((state) => state.id)
  const some = useDocument((state) => state.parsed.issues.some(({ severity }) => severity !== 'info'))
  useEffect(() => {
    const timer = setTimeout(() => (some ? ui.openForProblems(id) : ui.closeAfterProblems()), SETTLED_MS)
    return () => clearTimeout(timer)
  }, [id, some])
}
