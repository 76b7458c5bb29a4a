import type { RequestResponse } from '@flowdeck/shared'
import { useMemo, useRef } from 'react'
import { shortMs } from '../run/elapsed.ts'
import { useAnswerRows } from './useAnswerRows.ts'
import { waterfall, type WaterfallRow } from './waterfall.ts'
import { t } from '../../i18n/t.ts'

interface Props {
  response: RequestResponse
  /** The Executor whose part is shown below the bars. */
  selected: string | null
  onSelect: (name: string) => void
}

/** Height of a row; the style sheet has the same. */
const ROW = 24

/** When each Executor had the request: a bar per route, the Gateway around them. Only bars in view are in the page. */
export function WaterfallChart({ response, selected, onSelect }: Props) {
  const list = useRef<HTMLOListElement>(null)
  const { rows, totalMs } = useMemo(() => waterfall(response.routes), [response])
  const { seen, before, after } = useAnswerRows(list, {
    count: rows.length,
    rowPx: ROW,
    keyOf: (at) => at,
    below: response,
  })
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
      ref={list}
      className="live-waterfall"
      aria-label={t('Time per Executor, {{time}} in all', { time: shortMs(totalMs) })}
      style={{ paddingTop: before, paddingBottom: after }}
    >
      {seen.map(({ index }) => {
        const row = rows[index]
        return row ? (
          <li
            key={index}
            data-state={row.state}
            data-gateway={row.isGateway}
            aria-setsize={rows.length}
            aria-posinset={index + 1}
          >
            <Bar row={row} pressed={selected === row.executor} onSelect={onSelect} />
          </li>
        ) : null
      })}
    </ol>
  )
}

function Bar({ row, pressed, onSelect }: { row: WaterfallRow; pressed: boolean } & Pick<Props, 'onSelect'>) {
  const time =
    row.durationMs === null
      ? t('not reached')
      : `${shortMs(row.durationMs)}${row.state === 'failed' ? `, ${t('failed')}` : ''}`
  return (
    <button
      type="button"
      aria-label={`${row.executor}: ${time}`}
      aria-pressed={pressed}
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
  )
}
