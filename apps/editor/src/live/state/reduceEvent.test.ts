import type { FlowRun, RequestResponse } from '@flowdeck/shared'
import { expect, it } from 'vitest'
import { EMPTY_LIVE, type LiveState } from './liveState.ts'
import { reduceEvent } from './reduceEvent.ts'
import type { SentRequest } from './sentRequest.ts'

const run = (over: Partial<FlowRun> = {}): FlowRun => ({
  runId: 'r1',
  flowId: 'hello/flow.yml',
  revision: 'a',
  state: 'starting',
  startedAt: 100,
  endedAt: null,
  pods: [],
  gateway: [],
  error: null,
  ...over,
})
const sent: SentRequest = {
  requestId: '0'.repeat(32),
  flowId: 'hello/flow.yml',
  runId: 'r1',
  sentAt: 1,
  request: { protocol: 'http', endpoint: '/', docs: [], parameters: {} },
  state: 'running',
  responses: [],
  ms: null,
  error: null,
}
const response = (index: number): RequestResponse => ({
  index,
  ms: 5,
  status: null,
  parameters: null,
  routes: [],
  docs: [],
})
const answer = (index: number, requestId = sent.requestId) =>
  ({ type: 'request.response', seq: 1, runId: 'r1', requestId, response: response(index) }) as const

it('[P4] replaces every run by what a snapshot holds', () => {
  const before = { ...EMPTY_LIVE, runs: { 'gone.yml': run({ flowId: 'gone.yml' }) } }
  const { runs } = reduceEvent(before, { type: 'snapshot', seq: 1, runs: [run()] })
  expect(Object.keys(runs)).toEqual(['hello/flow.yml'])
})

it('shows the newest of several runs of a Flow', () => {
  const runs = [run({ runId: 'new', startedAt: 300 }), run({ runId: 'old', startedAt: 200 })]
  expect(reduceEvent(EMPTY_LIVE, { type: 'snapshot', seq: 1, runs }).runs['hello/flow.yml']?.runId).toBe(
    'new',
  )
})

it('does not let the last words of an older run hide a newer one', () => {
  const before = { ...EMPTY_LIVE, runs: { 'hello/flow.yml': run({ runId: 'new', startedAt: 300 }) } }
  expect(reduceEvent(before, { type: 'run', seq: 2, run: run({ state: 'stopped' }) })).toBe(before)
})

it('takes every state of the run it shows', () => {
  const first = reduceEvent(EMPTY_LIVE, { type: 'run', seq: 1, run: run() })
  const next = reduceEvent(first, { type: 'run', seq: 2, run: run({ state: 'ready' }) })
  expect(next.runs['hello/flow.yml']?.state).toBe('ready')
})

it('collects answers in the order of their index, each once', () => {
  let state: LiveState = { ...EMPTY_LIVE, requests: [sent] }
  for (const index of [1, 0, 1]) state = reduceEvent(state, answer(index))
  expect(state.requests[0]?.responses.map((r) => r.index)).toEqual([0, 1])
})

it('ignores answers to the requests of another tab', () => {
  const before = { ...EMPTY_LIVE, requests: [sent] }
  expect(reduceEvent(before, answer(0, 'f'.repeat(32)))).toBe(before)
})
