import { expect, test } from 'vitest'
import type { SentRequest } from '../state/sentRequest.ts'
import { answerFileName, wholeAnswer } from './saveAnswer.ts'

test('all answers are one JSON text, without what went between Executors', async () => {
  const answer = (index: number, count: number) => ({
    index,
    ms: 1,
    status: null,
    parameters: { a: 1 },
    routes: [],
    docs: Array.from({ length: count }, (_, i) => ({ text: `d${i}` })),
  })
  const sent: SentRequest = {
    requestId: 'x',
    flowId: 'f',
    runId: 'r',
    sentAt: 0,
    request: { protocol: 'grpc', endpoint: '/', docs: [], parameters: {} },
    state: 'done',
    responses: [{ ...answer(0, 120), passages: [] }, answer(1, 0)],
    ms: 1,
    error: null,
  }
  expect(JSON.parse(await (await wholeAnswer(sent)).text())).toEqual([answer(0, 120), answer(1, 0)])
})

test('the file is named for its endpoint', () => {
  expect([answerFileName('/search'), answerFileName('/'), answerFileName('/a/../b c')]).toEqual([
    'search-answer.json',
    'root-answer.json',
    'a-..-b-c-answer.json',
  ])
})
