import type { FlowRun, PodStatus } from '@flowdeck/shared'
import { expect, it } from 'vitest'
import { elapsed, shortMs } from './elapsed.ts'
import { isActive, stateWords, summarize } from './runSummary.ts'

const pod = (over: Partial<PodStatus>): PodStatus => ({
  id: 'encoder/rep-0',
  deployment: 'encoder',
  role: 'worker',
  state: 'ready',
  since: 0,
  pid: 1,
  address: null,
  restarts: 0,
  phase: null,
  failure: null,
  ...over,
})
const failure = (message: string) => ({ message, exitCode: 1, signal: null, lastLines: ['last'] })
const run = (pods: PodStatus[], state: FlowRun['state'] = 'starting'): FlowRun => ({
  runId: 'r',
  flowId: 'a.yml',
  revision: 'x',
  state,
  startedAt: 0,
  endedAt: null,
  pods,
  gateway: [],
  error: null,
})

it('counts ready Pods and names the one it waits for', () => {
  const summary = summarize(
    run([pod({}), pod({ deployment: 'ranker', state: 'starting', phase: 'loading model' })]),
  )
  expect(summary).toMatchObject({ ready: 1, desired: 2, waitingFor: 'ranker: loading model' })
})

it('names the Pod that failed first, not those that failed because of it', () => {
  const later = pod({ deployment: 'gateway', state: 'failed', since: 20, failure: failure('no upstream') })
  const first = pod({ state: 'failed', since: 10, failure: failure('cannot load') })
  expect(summarize(run([later, first], 'failed')).failure).toMatchObject({
    deployment: 'encoder',
    message: 'cannot load',
  })
})

it.each(['stopped', 'failed'] as const)('a %s run is over', (state) => {
  expect(isActive(run([], state))).toBe(false)
})

it('writes times as a person reads them', () => {
  expect([4200, 125_000, 11_220_000].map(elapsed)).toEqual(['4 s', '2 min 05 s', '3 h 07 min'])
  expect([0.417, 8.31, 61.4, 1240].map(shortMs)).toEqual(['0.42 ms', '8.3 ms', '61 ms', '1.24 s'])
})

it('says of a Flow that somebody else runs whether its Gateway answers', () => {
  const attached = (pods: PodStatus[], state: FlowRun['state']) => ({ ...run(pods, state), attached: true })
  expect(stateWords(attached([pod({})], 'ready'))).toBe('attached · ready')
  expect(stateWords(attached([pod({ phase: 'not ready' })], 'degraded'))).toBe('attached · not ready')
  expect(stateWords(attached([pod({})], 'stopped'))).toBe('detached')
})
