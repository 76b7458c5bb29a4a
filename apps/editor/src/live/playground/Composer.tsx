import { GATEWAY_PROTOCOLS, type FlowRun, type GatewayProtocol } from '@flowdeck/shared'
import { Send, Square } from 'lucide-react'
import { useEffect, useId, useRef, useState } from 'react'
import type { SentRequest } from '../state/sentRequest.ts'
import type { Draft } from './draft.ts'
import { readDraft, type DraftChanges, type DraftField } from './readDraft.ts'
import { DocumentsField } from './DocumentsField.tsx'
import { JsonField } from './JsonField.tsx'
import { focusSend, usePlayground } from './playgroundStore.ts'
import { cancelRequest, sendRequest } from './sendRequest.ts'
import { useEndpoints } from './useEndpoints.ts'
import { t } from '../../i18n/t.ts'

interface Props {
  flowId: string
  run: FlowRun | null
  draft: Draft
  /** The request that has not been answered yet, if any. */
  underway: SentRequest | null
  connected: boolean
  onChange: (change: Partial<Draft>) => void
}

const NO_CHANGES: DraftChanges = { docs: [], parameters: [] }
const NAMES: Record<GatewayProtocol, string> = { grpc: 'gRPC', http: 'HTTP', websocket: 'WebSocket' }

/** Writes a request: endpoint, protocol, documents, parameters, target. Ctrl+Enter sends, Escape cancels. */
export function Composer({ flowId, run, draft, underway, connected, onChange }: Props) {
  const ids = useId()
  const { endpoints, docarray } = useEndpoints(run)
  const spoken = run?.gateway.map(({ protocol }) => protocol) ?? []
  const protocols = spoken.length > 0 ? [...new Set(spoken)] : GATEWAY_PROTOCOLS
  const protocol =
    draft.protocol !== null && protocols.includes(draft.protocol) ? draft.protocol : (protocols[0] ?? 'grpc')
  // What is being typed over does not change under the hand, also when the endpoints become known meanwhile.
  const [held, hold] = useState<string | null>(null)
  const firstEndpoint = held ?? endpoints.find(({ endpoint }) => endpoint !== '/default')?.endpoint ?? '/'
  const read = readDraft(draft, protocol, firstEndpoint, docarray)
  const problems = 'problems' in read ? read.problems : {}
  const changes = 'changes' in read ? read.changes : NO_CHANGES
  const ready = run?.state === 'ready' || run?.state === 'degraded'
  const hindrance = !connected
    ? t('Not connected to the server.')
    : !ready
      ? run?.state === 'starting'
        ? t('The Flow is starting; requests can be sent once it is ready.')
        : run?.state === 'stopping'
          ? t('The Flow is stopping.')
          : t('Start the Flow to send it requests.')
      : null
  const shownEndpoint = draft.endpoint ?? firstEndpoint
  const known = endpoints.find(({ endpoint }) => endpoint === shownEndpoint.trim())
  const reached = known?.executors
  // Jina has no streams over WebSocket: there the documents come all at once.
  const streams = known?.stream === true && protocol !== 'websocket'
  const canSend = hindrance === null && 'request' in read && underway === null
  const sendRef = useRef<HTMLButtonElement>(null)
  const wanted = usePlayground((state) => state.focusSend === flowId)
  useEffect(() => {
    if (!wanted || !canSend) return
    focusSend(null)
    if (!isBusyElsewhere()) sendRef.current?.focus({ preventScroll: true })
  }, [wanted, canSend])
  const send = () => {
    if (canSend) void sendRequest(flowId, streams ? { ...read.request, stream: true } : read.request)
  }
  const executors = [...new Set(run?.pods.map(({ deployment }) => deployment))].filter(
    (name) => name !== 'gateway',
  )

  return (
    <form
      className="live-composer"
      aria-label={t('Request')}
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
          event.preventDefault()
          event.stopPropagation()
          send()
        } else if (event.key === 'Escape' && underway) {
          event.stopPropagation()
          void cancelRequest(underway.requestId)
        }
      }}
    >
      <div className="live-sendline">
        <Field name="endpoint" label={t('Endpoint')} grow ids={ids} message={problems.endpoint?.message}>
          {(id, problemId) => (
            <input
              id={id}
              aria-describedby={problemId}
              className="input mono"
              list={`${ids}-endpoints`}
              autoComplete="off"
              spellCheck={false}
              value={shownEndpoint}
              aria-invalid={problems.endpoint !== undefined}
              title={reached?.length ? t('Answered by {{names}}', { names: reached.join(', ') }) : undefined}
              onFocus={() => hold(firstEndpoint)}
              onBlur={() => hold(null)}
              onChange={(event) => onChange({ endpoint: event.target.value })}
            />
          )}
        </Field>
        <datalist id={`${ids}-endpoints`}>
          {endpoints.map(({ endpoint, executors }) => (
            <option key={endpoint} value={endpoint} label={executors.join(', ')} />
          ))}
        </datalist>
        <Field name="protocol" label={t('Protocol')} ids={ids}>
          {(id) => (
            <select
              id={id}
              className="input"
              value={protocol}
              onChange={(event) =>
                onChange({
                  protocol: GATEWAY_PROTOCOLS.find((known) => known === event.target.value) ?? null,
                })
              }
            >
              {protocols.map((known) => (
                <option key={known} value={known}>
                  {NAMES[known]}
                </option>
              ))}
            </select>
          )}
        </Field>
        {underway ? (
          <button type="button" className="btn danger" onClick={() => void cancelRequest(underway.requestId)}>
            <Square aria-hidden />
            {t('Cancel')}
          </button>
        ) : (
          <button
            ref={sendRef}
            type="submit"
            className="btn primary"
            disabled={!canSend}
            title={t('Send (Ctrl+Enter)')}
          >
            <Send aria-hidden />
            {t('Send')}
          </button>
        )}
      </div>
      {hindrance && <p className="live-hint">{hindrance}</p>}
      {streams && <p className="live-hint">{t('This endpoint answers document by document.')}</p>}
      <DocumentsField draft={draft} problem={problems.docs} changes={changes.docs} onChange={onChange} />
      <JsonField
        label={t('Parameters')}
        rows={2}
        value={draft.parameters}
        placeholder={'{"limit": 3}'}
        problem={problems.parameters}
        changes={changes.parameters}
        onChange={(parameters) => onChange({ parameters })}
      />
      <div className="live-sendline">
        <Field
          name="targetExecutor"
          label={t('Only these Executors')}
          grow
          ids={ids}
          message={problems.targetExecutor?.message}
        >
          {(id, problemId) => (
            <input
              id={id}
              aria-describedby={problemId}
              className="input mono"
              list={`${ids}-executors`}
              autoComplete="off"
              spellCheck={false}
              placeholder={t('all (a regular expression)')}
              value={draft.targetExecutor}
              onChange={(event) => onChange({ targetExecutor: event.target.value })}
            />
          )}
        </Field>
        <datalist id={`${ids}-executors`}>
          {executors.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <Field
          name="requestSize"
          label={t('Documents per request')}
          ids={ids}
          message={problems.requestSize?.message}
        >
          {(id, problemId) => (
            <input
              id={id}
              aria-describedby={problemId}
              className="input"
              inputMode="numeric"
              placeholder="100"
              value={draft.requestSize}
              aria-invalid={problems.requestSize !== undefined}
              onChange={(event) => onChange({ requestSize: event.target.value })}
            />
          )}
        </Field>
      </div>
    </form>
  )
}

/** Whether a person went on to something else meanwhile, which keeps the focus. */
function isBusyElsewhere(): boolean {
  const { activeElement } = document
  return (
    activeElement !== null &&
    activeElement !== document.body &&
    activeElement.closest('.live-runbar, .live-preflight') === null
  )
}

interface FieldProps {
  name: DraftField | 'protocol'
  label: string
  ids: string
  grow?: boolean
  message?: string | undefined
  children: (id: string, problemId: string | undefined) => React.ReactElement
}

function Field({ name, label, ids, grow = false, message, children }: FieldProps) {
  return (
    <div className={grow ? 'live-field live-grow' : 'live-field'}>
      <label htmlFor={`${ids}-${name}`}>{label}</label>
      {children(`${ids}-${name}`, message ? `${ids}-${name}-problem` : undefined)}
      {message && (
        <p className="live-field-problem" id={`${ids}-${name}-problem`} role="status">
          {message}
        </p>
      )}
    </div>
  )
}
