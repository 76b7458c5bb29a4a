import { shortMs } from '../run/elapsed.ts'
import { useLastFailure, useLastTiming } from './lastRequest.ts'
import { t } from '../../i18n/t.ts'

/** On an Executor's node: how the newest request of the playground failed here, or how long it took. */
export function NodePassage({ flowId, name }: { flowId: string | null; name: string }) {
  const failure = useLastFailure(flowId, name)
  const timing = useLastTiming(flowId, name)
  if (failure)
    return (
      <span
        className="chip live-node-failure"
        title={t('In the last request: {{message}}', { message: failure.message })}
      >
        <span className="sr-only">{t('Failed in the last request:')} </span>
        {failure.message}
      </span>
    )
  if (!timing) return null
  return (
    <span
      // A new request lights the nodes again, one after the other.
      key={timing.requestId}
      className="chip live-node-passage"
      style={{ '--order': timing.order } as React.CSSProperties}
      title={t('In the last request: number {{order}}, {{ms}}, {{percent}} % of the time in the Flow', {
        order: timing.order,
        ms: shortMs(timing.ms),
        percent: timing.percent,
      })}
    >
      {shortMs(timing.ms)} · {timing.percent} %
    </span>
  )
}
