import { History as HistoryIcon, RotateCw } from 'lucide-react'
import { Popover } from 'radix-ui'
import { shortMs } from '../run/elapsed.ts'
import { failedStatus, type SentRequest } from '../state/sentRequest.ts'
import { clearRequests } from '../state/useLive.ts'
import { draftOf } from './draft.ts'
import { changeDraft, showRequest } from './playgroundStore.ts'
import { sendRequest } from './sendRequest.ts'
import { formatTime } from '../../i18n/format.ts'
import { t } from '../../i18n/t.ts'

interface Props {
  flowId: string
  requests: readonly SentRequest[]
  shown: string | null
  canSend: boolean
}

/** What was sent to this Flow before: one click restores the request and shows its answer; it can be sent again. */
export function History({ flowId, requests, shown, canSend }: Props) {
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <button type="button" className="btn small" disabled={requests.length === 0}>
          <HistoryIcon aria-hidden />
          {t('History')} <span className="count">{requests.length}</span>
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="menu live-history"
          align="start"
          side="top"
          sideOffset={6}
          aria-label={t('History')}
        >
          <ol>
            {requests.map((sent) => (
              <li key={sent.requestId} data-shown={sent.requestId === shown}>
                <Popover.Close asChild>
                  <button
                    type="button"
                    className="live-history-entry"
                    onClick={() => {
                      changeDraft(flowId, draftOf(sent.request))
                      showRequest(flowId, sent.requestId)
                    }}
                  >
                    <span className="live-dot" data-state={outcome(sent)} aria-hidden />
                    <code>{sent.request.endpoint}</code>
                    <span className="live-history-text">{preview(sent)}</span>
                    <span className="muted">
                      {OUTCOME_WORDS[outcome(sent)]}
                      {sent.ms === null ? '' : ` · ${shortMs(sent.ms)}`} · {formatTime(sent.sentAt)}
                    </span>
                  </button>
                </Popover.Close>
                <button
                  type="button"
                  className="icon-btn small"
                  aria-label={t('Send the request to {{endpoint}} again', {
                    endpoint: sent.request.endpoint,
                  })}
                  title={t('Send again')}
                  disabled={!canSend}
                  onClick={() => void sendRequest(flowId, sent.request)}
                >
                  <RotateCw aria-hidden />
                </button>
              </li>
            ))}
          </ol>
          <button type="button" className="btn small ghost" onClick={() => clearRequests(flowId)}>
            {t('Clear the history')}
          </button>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

export const OUTCOME_WORDS: Record<SentRequest['state'], string> = {
  running: t('running'),
  done: t('done'),
  failed: t('failed'),
  cancelled: t('cancelled'),
}

export function outcome(sent: SentRequest): SentRequest['state'] {
  if (sent.state === 'done' && failedStatus(sent)) return 'failed'
  return sent.state
}

export function preview({ request: { docs } }: SentRequest): string {
  const [first] = docs
  if (!first) return t('no documents')
  const text = typeof first['text'] === 'string' ? first['text'] : JSON.stringify(first)
  return `${text.slice(0, 60)}${docs.length > 1 ? ` (+${docs.length - 1})` : ''}`
}
