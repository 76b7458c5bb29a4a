import type { FlowRun } from '@flowdeck/shared'
import { t } from '../../i18n/t.ts'
import { RUN_WORDS } from '../../ui/runWords.ts'

/** Whether processes of this run exist or are about to. */
export function isActive(run: FlowRun | undefined): run is FlowRun {
  return run !== undefined && run.state !== 'stopped' && run.state !== 'failed'
}

export interface RunSummary {
  ready: number
  desired: number
  /** What it waits for, in words: `encoder: loading executors/encoder.ts`. */
  waitingFor: string | null
  /** Why it failed, cause first. */
  failure: { deployment: string; message: string; lastLines: readonly string[] } | null
}

/** What the run bar says about a run. */
export function summarize(run: FlowRun): RunSummary {
  const slow =
    run.pods.find((pod) => pod.state === 'starting') ?? run.pods.find((pod) => pod.state === 'backoff')
  // The Pod that failed first is the cause; the others were stopped because of it.
  const [broken] = run.pods
    .filter((pod) => pod.failure !== null && (pod.state === 'failed' || pod.state === 'backoff'))
    .sort((a, b) => a.since - b.since)
  return {
    ready: run.pods.filter((pod) => pod.state === 'ready').length,
    desired: run.pods.length,
    waitingFor: slow
      ? `${slow.deployment}: ${slow.phase ?? (slow.state === 'backoff' ? t('waiting to restart') : t('starting'))}`
      : null,
    failure: broken?.failure
      ? {
          deployment: broken.deployment,
          message: broken.failure.message,
          lastLines: broken.failure.lastLines,
        }
      : null,
  }
}

/** The state of a run in a few words. */
export function stateWords(run: FlowRun): string {
  const { ready, desired, waitingFor } = summarize(run)
  if (run.attached) {
    if (run.state === 'stopped') return t('detached')
    const state =
      run.state === 'ready'
        ? t('ready')
        : run.pods[0]?.phase === 'not ready'
          ? t('not ready')
          : t('unreachable')
    return `${t('attached')} · ${state}`
  }
  const counted = t('{{ready}} of {{desired}} ready', { ready, desired })
  if (run.state === 'starting') return `${counted}${waitingFor ? ` · ${waitingFor}` : ''}`
  return run.state === 'degraded' ? `${t('degraded')} · ${counted}` : RUN_WORDS[run.state]
}
