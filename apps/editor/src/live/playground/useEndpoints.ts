import type { Endpoints, FlowRun } from '@flowdeck/shared'
import { useEffect, useState } from 'react'
import { command } from '../connection/connect.ts'

const NONE: Endpoints = { endpoints: [] }

/** The endpoints that the running Flow says it answers; none while it does not run, or does not say. */
export function useEndpoints(run: FlowRun | null): Endpoints {
  const [found, setFound] = useState<{ runId: string; told: Endpoints } | null>(null)
  // What was not ready told nothing; it is asked again when its state changes.
  const state = run?.state
  const runId = run && (run.state === 'ready' || run.state === 'degraded') ? run.runId : null
  useEffect(() => {
    if (runId === null) return undefined
    let wanted = true
    command('run.endpoints', { runId }).then(
      (told) => wanted && setFound({ runId, told }),
      // Any endpoint can still be typed.
      () => undefined,
    )
    return () => {
      wanted = false
    }
  }, [runId, state])
  return found !== null && found.runId === run?.runId ? found.told : NONE
}
