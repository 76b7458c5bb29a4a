import type { RequestResponse } from '@flowdeck/shared'
import { shortMs } from '../run/elapsed.ts'
import { waterfall } from './waterfall.ts'
import { t } from '../../i18n/t.ts'

interface Props {
  response: RequestResponse
  /** The Executor whose part is shown below the bars. */
  selected: string | null
  onSelect: (name: string) => void
}

/** When each Executor had the request: a bar per route, the Gateway around them. */
export function WaterfallChart({ response, selected, onSelect }: Props) {
  const { rows, totalMs } = waterfall(response.routes)
  if (rows.length === 0)
    return (
      <p className="live-empty">
        {t(
          'This answer carries no routes. Over HTTP with docarray v2, Jina does not send them; gRPC and WebSocket do.',
        )}
      </p>
    )
  return (
    <ol
      className="live-waterfall"
      aria-label={t('Time per Executor, {{time}} in all', { time: shortMs(totalMs) })}
    >
      {rows.map((row) => {
        const time =
          row.durationMs === null
            ? t('not reached')
            : `${shortMs(row.durationMs)}${row.state === 'failed' ? `, ${t('failed')}` : ''}`
        return (
          <li key={row.executor} data-state={row.state} data-gateway={row.isGateway}>
            <button
              type="button"
              aria-label={`${row.executor}: ${time}`}
              aria-pressed={selected === row.executor}
              onClick={() => onSelect(row.executor)}
            >
              <span className="live-bar-name">{row.executor} </span>
              <span className="live-bar-track" aria-hidden>
                {row.durationMs !== null && (
                  <span
                    className="live-bar"
                    style={{ left: `${row.left * 100}%`, width: `${Math.max(0.4, row.width * 100)}%` }}
                  />
                )}
              </span>
              <span className="live-bar-time">{time}</span>
            </button>
          </li>
        )
      })}
    </ol>
  )
}
