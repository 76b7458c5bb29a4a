import { expect, test } from 'vitest'
import type { SentRequest } from '../state/sentRequest.ts'
import { answerText } from './answerText.ts'

const sent = (over: Partial<SentRequest> = {}): SentRequest => ({
  requestId: 'x',
  flowId: 'f',
  runId: 'r',
  sentAt: 0,
  request: { protocol: 'grpc', endpoint: '/a', docs: [{ text: 'q' }], parameters: {} },
  state: 'done',
  responses: [
    { index: 0, ms: 1, status: null, parameters: null, routes: [], docs: [{ id: '1', text: 'one' }] },
  ],
  ms: 1,
  error: null,
  ...over,
})

test('the same question and answer at another time are the same text', () => {
  const later = sent({ requestId: 'y', sentAt: 9, ms: 9 })
  later.responses = later.responses.map((response) => ({ ...response, ms: 99, wireId: 'z' }))
  expect(answerText(later)).toBe(answerText(sent()))
  expect(answerText(sent())).toContain('"text": "one"')
})

test('an answer too large to compare ends, and says so', () => {
  const [response] = sent().responses
  const large = { ...(response as NonNullable<typeof response>), docs: [{ text: 'x'.repeat(300_000) }] }
  const text = answerText(sent({ responses: [large, large, large] }))
  expect(text.length).toBeLessThan(500_000)
  expect(text).toMatch(/not compared/)
})
