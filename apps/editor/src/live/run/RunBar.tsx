import type { FlowRun } from '@flowdeck/shared'
import { CircleX, LoaderCircle, Play, Square, X } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useEffect, useState } from 'react'
import { useKeyWords } from '../../actions/keyboard.ts'
import { later } from '../../ui/later.tsx'
import { useLive } from '../state/useLive.ts'
import { useAttach } from './attachControl.ts'
import { useCompose } from './composeControl.ts'
import { DetachButton } from './DetachButton.tsx'
import { elapsed } from './elapsed.ts'
import {
  fixProblems,
  cancelStart,
  checkAgain,
  confirmStart,
  dismissRunError,
  requestStart,
  requestStop,
  setRunBar,
  useRunControl,
  type RunBarDocument,
} from './runControl.ts'
import { RunMenu } from './RunMenu.tsx'
import { isActive, stateWords, summarize } from './runSummary.ts'
import { useRun } from './useRunStatus.ts'
import { t } from '../../i18n/t.ts'

const AttachDialog = later(async () => (await import('./AttachDialog.tsx')).AttachDialog)
const ComposeDialog = later(async () => (await import('./ComposeDialog.tsx')).ComposeDialog)
const PreflightDialog = later(async () => (await import('./preflight/PreflightDialog.tsx')).PreflightDialog)

interface Props extends RunBarDocument {
  flowId: string
}

/** Start and Stop of the open Flow, with its state, its progress and why it failed. */
export function RunBar({ flowId, read, saveBeforeStart, applyEdits }: Props) {
  const run = useRun(flowId)
  const { now, error } = useRunControl()
  const connected = useLive(({ connection }) => connection === 'open')
  const keys = useKeyWords('start')
  const attaching = useAttach((state) => state.flowId !== null)
  const composing = useCompose((state) => state.flowId !== null)
  useEffect(() => {
    setRunBar({ flowId, document: { read, saveBeforeStart, applyEdits } })
  }, [flowId, read, saveBeforeStart, applyEdits])
  useEffect(() => () => setRunBar(null), [])

  const active = isActive(run ?? undefined)
  const busy = now.step === 'checking' || now.step === 'starting'
  return (
    <div className="live-runbar" role="group" aria-label={t('Run')}>
      {run && <RunState run={run} />}
      {active && run?.attached ? (
        <DetachButton connected={connected} />
      ) : active ? (
        <StopButton run={run!} connected={connected} />
      ) : (
        <div className="live-split">
          <button
            type="button"
            className="btn primary"
            onClick={() => void requestStart()}
            disabled={busy || !connected}
            title={connected ? withKeys(t('Start this Flow'), keys) : t('Not connected to the server')}
          >
            {busy ? <LoaderCircle className="live-spin" aria-hidden /> : <Play aria-hidden />}
            {now.step === 'checking' ? t('Checking…') : t('Start')}
          </button>
          <RunMenu disabled={busy || !connected} />
        </div>
      )}
      {attaching && <AttachDialog />}
      {composing && <ComposeDialog />}
      {error && <ErrorNote title={error.code} message={error.message} onDismiss={dismissRunError} />}
      {(now.step === 'confirm' || now.step === 'starting') && (
        <PreflightDialog
          preflight={now.preflight}
          unsaved={now.unsaved}
          starting={now.step === 'starting'}
          canFix={applyEdits !== undefined}
          onStart={(allow) => void confirmStart(allow)}
          onCancel={cancelStart}
          onFix={(problems) => void fixProblems(problems)}
          onSetUp={() => void checkAgain()}
        />
      )}
    </div>
  )
}

const withKeys = (words: string, keys: string) => (keys === '' ? words : `${words} (${keys})`)

const FORCE_AFTER_MS = 10_000

function StopButton({ run, connected }: { run: FlowRun; connected: boolean }) {
  const keys = useKeyWords('stop')
  const [asked, setAsked] = useState(false)
  const stopping = run.state === 'stopping' || asked
  const [overdue, setOverdue] = useState<string | null>(null)
  const force = stopping && overdue === run.runId
  useEffect(() => {
    if (!stopping) return undefined
    const timer = setTimeout(() => setOverdue(run.runId), FORCE_AFTER_MS)
    return () => clearTimeout(timer)
  }, [stopping, run.runId])
  const stop = async () => {
    setAsked(true)
    await requestStop(force)
    setAsked(false)
  }
  return (
    <button
      type="button"
      className="btn danger"
      onClick={() => void stop()}
      disabled={!connected || (stopping && !force)}
      title={force ? t('Kill the processes that did not end') : withKeys(t('Stop this Flow'), keys)}
    >
      <Square aria-hidden />
      {force ? t('Force stop') : stopping ? t('Stopping…') : t('Stop')}
    </button>
  )
}

function RunState({ run }: { run: FlowRun }) {
  const { failure } = summarize(run)
  const now = useNow(isActive(run))
  const message = run.error?.message ?? failure?.message ?? null
  return (
    <div className="live-state" data-state={run.state}>
      <span className="live-dot" aria-hidden />
      <span role="status" aria-live="off" className="live-state-words">
        {stateWords(run)}
      </span>
      <span className="live-elapsed">{elapsed((run.endedAt ?? now) - run.startedAt)}</span>
      {message && run.state !== 'stopped' && (
        <ErrorNote
          title={failure?.deployment ?? run.error?.code ?? t('Failed')}
          message={message}
          lastLines={failure?.lastLines ?? []}
        />
      )}
    </div>
  )
}

interface NoteProps {
  title: string
  message: string
  lastLines?: readonly string[]
  onDismiss?: () => void
}

function ErrorNote({ title, message, lastLines = [], onDismiss }: NoteProps) {
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <button
          type="button"
          className="live-error"
          aria-label={t('What went wrong: {{message}}', { message })}
        >
          <CircleX aria-hidden />
          <span role="alert">{message.split('\n', 1)[0]}</span>
        </button>
      </Popover.Trigger>
      {onDismiss && (
        <button type="button" className="icon-btn small" aria-label={t('Dismiss')} onClick={onDismiss}>
          <X aria-hidden />
        </button>
      )}
      <Popover.Portal>
        <Popover.Content className="menu live-error-details" sideOffset={6} align="end">
          <strong>{title}</strong>
          <p>{message}</p>
          {lastLines.length > 0 && <pre tabIndex={0}>{lastLines.join('\n')}</pre>}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

/** The time, once a second while it matters. */
function useNow(ticking: boolean): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (!ticking) return undefined
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [ticking])
  return now
}
