import { useEffect } from 'react'
import { useLive } from '../live/index.ts'
import { textOfRevision, useDocument } from '../state/documentStore.ts'
import { useUi } from '../state/uiStore.ts'
import { changedSince } from './changedSince.ts'

const NONE: ReadonlySet<string> = new Set()

/** Keeps the set of nodes that differ from what is running, so that each node can say so. */
export function useChanged(): void {
  const parsed = useDocument((state) => state.parsed)
  const revision = useLive((live) => {
    const { id } = useDocument.getState()
    const run = id === null ? undefined : live.runs[id]
    return run && run.state !== 'stopped' && run.state !== 'failed' ? run.revision : null
  })
  useEffect(() => {
    const started = revision === null ? null : textOfRevision(revision)
    const { spec, text } = parsed
    if (started === null || started === text || !spec) useUi.setState({ changed: NONE })
    else useUi.setState({ changed: changedSince(started, spec) })
  }, [parsed, revision])
}
