import type { EventOf, FlowRun } from '@flowdeck/shared'
import type { LiveState } from './liveState.ts'
import { withResponse } from './sentRequest.ts'

type Reduced = Pick<LiveState, 'runs' | 'requests'>

/** Events about runs and requests, which the page keeps as state. */
export type StateEvent = EventOf<'snapshot' | 'run' | 'request.response'>

/** What an event changes; the same object when it changes nothing. */
export function reduceEvent<S extends Reduced>(state: S, event: StateEvent): S {
  switch (event.type) {
    case 'snapshot':
      return { ...state, runs: newestRuns(event.runs) }
    case 'run': {
      const known = state.runs[event.run.flowId]
      if (known && known.runId !== event.run.runId && known.startedAt > event.run.startedAt) return state
      return { ...state, runs: { ...state.runs, [event.run.flowId]: event.run } }
    }
    case 'request.response': {
      const at = state.requests.findIndex(({ requestId }) => requestId === event.requestId)
      const before = state.requests[at]
      if (!before) return state
      const after = withResponse(before, event.response)
      return after === before ? state : { ...state, requests: state.requests.with(at, after) }
    }
  }
}

function newestRuns(runs: readonly FlowRun[]): Record<string, FlowRun> {
  const newest: Record<string, FlowRun> = {}
  for (const run of runs) {
    const other = newest[run.flowId]
    if (!other || other.startedAt <= run.startedAt) newest[run.flowId] = run
  }
  return newest
}
