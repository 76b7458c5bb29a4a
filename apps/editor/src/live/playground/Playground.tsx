import { useEffect, useMemo } from 'react'
import { useRun } from '../run/useRunStatus.ts'
import { bringAnswers, useLive } from '../state/useLive.ts'
import { Answer } from './Answer.tsx'
import { Composer } from './Composer.tsx'
import { History } from './History.tsx'
import { changeDraft, draftFor, usePlayground } from './playgroundStore.ts'
import { t } from '../../i18n/t.ts'

interface Props {
  flowId: string
  /** A node should be shown: its Executor failed, or its bar was clicked. */
  onSelectExecutor?: (name: string) => void
}

/** Sends documents to the running Flow and shows what comes back, and how long each Executor took. */
export function Playground({ flowId, onSelectExecutor }: Props) {
  const run = useRun(flowId)
  const connected = useLive(({ connection }) => connection === 'open')
  const draft = usePlayground((state) => draftFor(state, flowId))
  const wanted = usePlayground(({ shown }) => shown[flowId])
  const all = useLive(({ requests }) => requests)
  const requests = useMemo(() => all.filter((request) => request.flowId === flowId), [all, flowId])
  const shown = requests.find(({ requestId }) => requestId === wanted) ?? requests[0] ?? null
  const underway = requests.find(({ state }) => state === 'running') ?? null
  const away = shown?.away === true ? shown.requestId : null
  useEffect(() => {
    if (away !== null) void bringAnswers(away)
  }, [away])
  const ready = connected && (run?.state === 'ready' || run?.state === 'degraded')
  return (
    <div className="live-playground">
      <div className="live-compose-pane">
        <Composer
          flowId={flowId}
          run={run}
          draft={draft}
          underway={underway}
          connected={connected}
          onChange={(change) => changeDraft(flowId, change)}
        />
        <History flowId={flowId} requests={requests} shown={shown?.requestId ?? null} canSend={ready} />
      </div>
      <div className="live-answer-pane" role="region" aria-label={t('Answer')}>
        {shown ? (
          <Answer sent={shown} earlier={requests} run={run} onSelectExecutor={onSelectExecutor} />
        ) : (
          <p className="live-empty">
            {ready
              ? t('Send a request to see what the Flow answers.')
              : t('Start the Flow, then send it a request.')}
          </p>
        )}
      </div>
    </div>
  )
}
