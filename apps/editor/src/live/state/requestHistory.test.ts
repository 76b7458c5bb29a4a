import type { RequestResponse } from '@flowdeck/shared'
import { expect, it } from 'vitest'
import { bounded, keptAnswers, readAnswers, readStored, roughSize } from './requestHistory.ts'
import type { SentRequest } from './sentRequest.ts'

const answer = (index: number, text = 'hello'): RequestResponse => ({
  index,
  ms: 3,
  status: null,
  parameters: null,
  routes: [],
  docs: [{ text }],
})
const sent = (n: number, over: Partial<SentRequest> = {}): SentRequest => ({
  requestId: String(n).padStart(32, '0'),
  flowId: 'a.yml',
  runId: 'r',
  sentAt: n,
  request: { protocol: 'grpc', endpoint: '/search', docs: [{ text: 'q' }], parameters: {} },
  state: 'done',
  responses: [answer(0)],
  ms: 4,
  error: null,
  ...over,
})

it('keeps all answers that fit, without what went between Executors', () => {
  const passages = [{ executor: 'a', docsIn: [], docsOut: [] }]
  expect(keptAnswers([{ ...answer(0), passages }, answer(1)])).toEqual({
    responses: [answer(0), answer(1)],
    trimmed: false,
  })
})

it('keeps the first answers when all are too much, and says so', () => {
  const many = Array.from({ length: 5 }, (_, i) => answer(i, 'x'.repeat(1000)))
  const kept = keptAnswers(many, 3000)
  expect(kept.trimmed).toBe(true)
  expect(kept.responses).toEqual(many.slice(0, 2))
  expect(keptAnswers([answer(0, 'x'.repeat(5000))], 3000)).toEqual({ responses: [], trimmed: true })
})

it('counts about as many characters as JSON has, and no further than asked', () => {
  const value = { text: 'x'.repeat(500), tags: { a: [1, 2, 3], b: null }, list: ['a', 'b'] }
  const real = JSON.stringify(value).length
  expect(Math.abs(roughSize(value, 1e6) - real)).toBeLessThan(60)
  expect(roughSize(Array<number>(10_000).fill(1), 100)).toBeLessThan(200)
})

it('does not wait for answers of an earlier page', () => {
  expect(readStored(sent(1, { state: 'running' }))?.state).toBe('failed')
  expect(readStored(sent(1))).toEqual(sent(1))
})

it.each([null, 1, 'x', {}, { requestId: 'x' }])('takes %j for no request', (stored) => {
  expect(readStored(stored)).toBeNull()
})

it.each<Record<string, unknown>>([
  { request: null },
  { request: { protocol: 'grpc', endpoint: 5, docs: [], parameters: {} } },
  { request: { protocol: 'smoke', endpoint: '/', docs: [], parameters: {} } },
  { request: { protocol: 'grpc', endpoint: '/', docs: [null], parameters: {} } },
  { request: { protocol: 'grpc', endpoint: '/', docs: [] } },
  { state: 'odd' },
  { ms: 'long' },
  { error: {} },
  { responses: [null] },
])('takes a kept request with %j for none', (broken) => {
  expect(readStored({ ...sent(1), ...broken })).toBeNull()
})

it('leaves out what is no answer', () => {
  expect(
    readAnswers({ responses: [null, answer(0), { index: 1 }, { ...answer(1), routes: 'none' }] }),
  ).toEqual([answer(0)])
  for (const broken of [null, 5, {}, { responses: {} }]) expect(readAnswers(broken)).toEqual([])
})

it('remembers the newest five hundred', () => {
  expect(bounded(Array.from({ length: 600 }, (_, n) => sent(n)))).toHaveLength(500)
})
