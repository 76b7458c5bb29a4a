import { deploymentStatus, type FlowRun, type PodStatus } from '@flowdeck/shared'
import { failedStatus, type SentRequest } from './state/sentRequest.ts'
import type { LiveState } from './state/liveState.ts'
import { useLive } from './state/useLive.ts'
import { t } from '../i18n/t.ts'

/** A sentence for screen readers; of one subject only the newest is said. */
export interface Saying {
  subject: string
  text: string
}

/** Sentences about what changed in the run and the requests of one Flow. */
export function sayingsOf(
  before: Pick<LiveState, 'runs' | 'requests' | 'connection'>,
  now: Pick<LiveState, 'runs' | 'requests' | 'connection'>,
  flowId: string,
): Saying[] {
  const sayings: Saying[] = []
  if (before.connection !== now.connection && now.connection === 'lost')
    sayings.push({ subject: 'connection', text: t('The server is gone. Edits are kept.') })
  if (before.connection === 'lost' && now.connection === 'open')
    sayings.push({ subject: 'connection', text: t('Connected again.') })
  const run = now.runs[flowId]
  const old = before.runs[flowId]
  if (run && run !== old) sayings.push(...runSayings(old?.runId === run.runId ? old : undefined, run))
  if (before.requests !== now.requests) {
    const known = new Map(before.requests.map((request) => [request.requestId, request]))
    for (const request of now.requests)
      if (request.flowId === flowId && known.get(request.requestId)?.state === 'running')
        if (request.state !== 'running') sayings.push({ subject: 'answer', text: answerWords(request) })
  }
  return sayings
}

function runSayings(old: FlowRun | undefined, run: FlowRun): Saying[] {
  const sayings: Saying[] = []
  if (old?.state !== run.state) sayings.push({ subject: 'run', text: runWords(run) })
  // Of what somebody else runs, the Gateway speaks for all.
  if (run.attached) return sayings
  const states = byDeployment(run)
  const before = old ? byDeployment(old) : new Map<string, ReturnType<typeof deploymentStatus>>()
  for (const [name, { state, ready, desired, failure }] of states) {
    const was = before.get(name)?.state
    if (was === state) continue
    if (state === 'failed')
      sayings.push({
        subject: name,
        text: t('{{name}} failed: {{failure}}.', { name, failure: failure ?? t('it ended') }),
      })
    else if (state === 'degraded')
      sayings.push({
        subject: name,
        text: t('{{name}} is degraded: {{ready}} of {{desired}} ready.', { name, ready, desired }),
      })
    else if (state === 'ready' && (was === 'degraded' || was === 'failed'))
      sayings.push({ subject: name, text: t('{{name}} is ready again.', { name }) })
  }
  return sayings
}

function attachedWords({ state, error }: FlowRun): string {
  if (state === 'stopped') return t('Detached from the Gateway.')
  return state === 'ready'
    ? t('Attached: the Gateway is ready.')
    : (error?.message ?? t('The Gateway does not answer.'))
}

function runWords(run: FlowRun): string {
  if (run.attached) return attachedWords(run)
  const { state, pods } = run
  const ready = pods.filter((pod) => pod.state === 'ready').length
  switch (state) {
    case 'starting':
      return t('The Flow is starting.')
    case 'ready':
      return t('The Flow is ready: {{count}} Pods.', { count: pods.length })
    case 'degraded':
      return t('The Flow is degraded: {{ready}} of {{all}} Pods ready.', { ready, all: pods.length })
    case 'stopping':
      return t('The Flow is stopping.')
    case 'stopped':
      return t('The Flow is stopped.')
    case 'failed':
      return t('The Flow failed.')
  }
}

function byDeployment(run: FlowRun) {
  const pods = new Map<string, PodStatus[]>()
  for (const pod of run.pods) {
    const list = pods.get(pod.deployment)
    if (list) list.push(pod)
    else pods.set(pod.deployment, [pod])
  }
  return new Map([...pods].map(([name, group]) => [name, deploymentStatus(group)]))
}

/** The answer in one sentence, with the text of its first document: what a person would read. */
function answerWords(request: SentRequest): string {
  if (request.state === 'cancelled') return t('The request was cancelled.')
  const status = failedStatus(request)
  if (request.state === 'failed' || status)
    return t('The request failed: {{error}}.', {
      error: request.error ?? status?.description ?? t('no reason was given'),
    })
  const docs = request.responses.flatMap((response) => response.docs)
  const count = t('{{count}} documents', { count: docs.length })
  const text = docs.map((doc) => doc['text']).find((value) => typeof value === 'string' && value !== '')
  return t('Answer: {{what}}.', {
    what: typeof text === 'string' ? `${count}, ${text.slice(0, 120)}` : count,
  })
}

/** Says what happens to the Flow that is open, as it happens; returns what ends it. */
export function announceLive(flowId: () => string | null, say: (text: string, subject: string) => void) {
  return useLive.subscribe((now, before) => {
    const id = flowId()
    if (id === null) return
    for (const { text, subject } of sayingsOf(before, now, id)) say(text, subject)
  })
}
