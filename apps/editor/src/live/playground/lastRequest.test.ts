import { expect, it } from 'vitest'
import type { SentRequest } from '../state/sentRequest.ts'
import { passagesOf } from './lastRequest.ts'

const time = (ms: number) => new Date(1_700_000_000_000 + ms).toISOString()
const boom = {
  code: 1,
  description: "ValueError('boom')",
  exception: { name: 'ValueError', args: ['boom'], stacks: [], executor: 'MyRanker' },
}
const request: SentRequest = {
  requestId: 'a'.repeat(32),
  flowId: 'f.yml',
  runId: 'r',
  sentAt: 0,
  request: { protocol: 'grpc', endpoint: '/', docs: [], parameters: {} },
  state: 'done',
  ms: 10,
  error: null,
  responses: [
    {
      index: 0,
      ms: 10,
      // Jina names the class here, and the Executor only in the route.
      status: boom,
      parameters: null,
      docs: [],
      routes: [
        { executor: 'gateway', startTime: time(0), endTime: time(10), status: null },
        { executor: 'encoder', startTime: time(1), endTime: time(3), status: null },
        { executor: 'ranker', startTime: time(3), endTime: time(8), status: boom },
      ],
    },
  ],
}

it('puts the error on the Executor whose route carries it, not on its class name', () => {
  const passages = passagesOf(request)
  expect(passages.get('ranker')?.failure?.message).toBe('ValueError: boom')
  expect(passages.get('encoder')?.failure).toBeNull()
  expect(passages.has('MyRanker')).toBe(false)
})

it('gives each Executor its part of the time and its place in the order', () => {
  expect(passagesOf(request).get('gateway')?.timing?.order).toBe(0)
  expect(passagesOf(request).get('ranker')?.timing).toMatchObject({ ms: 5, percent: 50, order: 2 })
})

it('the parts of branches and of the Gateway add up to a hundred', () => {
  const response = request.responses[0]!
  const routes = [
    { executor: 'gateway', startTime: time(0), endTime: time(10), status: null },
    { executor: 'left', startTime: time(1), endTime: time(9), status: null },
    { executor: 'right', startTime: time(1), endTime: time(5), status: null },
  ]
  const passages = passagesOf({ ...request, responses: [{ ...response, routes }] })
  expect(['gateway', 'left', 'right'].map((name) => passages.get(name)?.timing?.percent)).toEqual([
    20, 60, 20,
  ])
})

it('keeps an error of an earlier answer when a later one went well', () => {
  const fine = { ...request.responses[0]!, index: 1, status: null }
  fine.routes = fine.routes.map((route) => ({ ...route, status: null }))
  const both = { ...request, responses: [...request.responses, fine] }
  expect(passagesOf(both).get('ranker')?.failure).not.toBeNull()
})
