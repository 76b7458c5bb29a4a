import { shortMs } from '../run/elapsed.ts'
import { useLastFailure, useLastTiming } from './lastRequest.ts'

/** On an Executor's node: how the newest request of the playground failed here, or how long it took. */
export function NodePassage({ flowId, name }: { flowId: string | null; name: string }) {
  const failure = useLastFailure(flowId, name)
  const timing = useLastTiming(flowId, name)
  if (failure)
    return (
      <span className="chip live-node-failure" title={`In the last request: ${failure.message}`}>
        <span className="sr-only">Failed in the last request: </span>
        {failure.message}
      </span>
    )
  if (!timing) return null
  const share = Math.round(timing.share * 100)
  return (
    <span
      // A new request lights the nodes again, one after the other.
      key={timing.requestId}
      className="chip live-passage"
      style={{ '--order': timing.order } as React.CSSProperties}
      title={`In the last request: number ${timing.order}, ${shortMs(timing.ms)}, ${share} % of the time`}
    >
      {shortMs(timing.ms)} · {share} %
    </span>
  )
}
