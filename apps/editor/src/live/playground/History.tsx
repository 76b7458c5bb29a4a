import { History as HistoryIcon, RotateCw } from 'lucide-react'
import { Popover } from 'radix-ui'
import { shortMs } from '../run/elapsed.ts'
import { failedStatus, type SentRequest } from '../state/sentRequest.ts'
import { clearRequests } from '../state/useLive.ts'
import { draftOf } from './draft.ts'
import { changeDraft, showRequest } from './playgroundStore.ts'
import { sendRequest } from './sendRequest.ts'

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
          History <span className="count">{requests.length}</span>
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="menu live-history"
          align="start"
          side="top"
          sideOffset={6}
          aria-label="History"
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
                      {outcome(sent)}
                      {sent.ms === null ? '' : ` · ${shortMs(sent.ms)}`} ·{' '}
                      {new Date(sent.sentAt).toLocaleTimeString()}
                    </span>
                  </button>
                </Popover.Close>
                <button
                  type="button"
                  className="icon-btn small"
                  aria-label={`Send the request to ${sent.request.endpoint} again`}
                  title="Send again"
                  disabled={!canSend}
                  onClick={() => void sendRequest(flowId, sent.request)}
                >
                  <RotateCw aria-hidden />
                </button>
              </li>
            ))}
          </ol>
          <button type="button" className="btn small ghost" onClick={() => clearRequests(flowId)}>
            Clear the history
          </button>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

export function outcome(sent: SentRequest): string {
  if (sent.state === 'done' && failedStatus(sent)) return 'failed'
  return sent.state
}

export function preview({ request: { docs } }: SentRequest): string {
  const [first] = docs
  if (!first) return 'no documents'
  const text = typeof first['text'] === 'string' ? first['text'] : JSON.stringify(first)
  return `${text.slice(0, 60)}${docs.length > 1 ? ` (+${docs.length - 1})` : ''}`
}
