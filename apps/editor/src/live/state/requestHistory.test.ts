import { expect, it } from 'vitest'
import { parseHistory, printHistory } from './requestHistory.ts'
import type { SentRequest } from './sentRequest.ts'

const sent = (n: number, text = 'hello', over: Partial<SentRequest> = {}): SentRequest => ({
  requestId: String(n).padStart(32, '0'),
  flowId: 'a.yml',
  runId: 'r',
  sentAt: n,
  request: { protocol: 'grpc', endpoint: '/search', docs: [{ text: 'q' }], parameters: {} },
  state: 'done',
  responses: [{ index: 0, ms: 3, status: null, parameters: null, routes: [], docs: [{ text }] }],
  ms: 4,
  error: null,
  ...over,
})

it('reads back what it wrote', () => {
  const requests = [sent(2), sent(1)]
  expect(parseHistory(printHistory(requests))).toEqual(requests)
})

it('keeps the request but not an answer that is too large', () => {
  const [back] = parseHistory(printHistory([sent(1, 'x'.repeat(300_000))]))
  expect(back).toMatchObject({ trimmed: true, responses: [], request: { endpoint: '/search' } })
})

it('stays within its share of the storage and keeps the newest', () => {
  const text = printHistory(Array.from({ length: 100 }, (_, n) => sent(n, 'x'.repeat(50_000))))
  expect(text.length).toBeLessThanOrEqual(1_500_000)
  expect(parseHistory(text)[0]?.sentAt).toBe(0)
})

it('does not wait for answers of an earlier page', () => {
  expect(parseHistory(printHistory([sent(1, '', { state: 'running' })]))[0]?.state).toBe('failed')
})

it.each([null, '', 'no json', '{}', '[1,null,{"requestId":"x"}]'])('is empty for %j', (stored) => {
  expect(parseHistory(stored)).toEqual([])
})
