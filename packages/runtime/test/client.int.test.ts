import { beforeAll, afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GATEWAY_PROTOCOLS, type Document } from '@flowdeck/shared'
import { Client, type FlowResponse } from '../src/client/Client.ts'
import { documentToJson } from '../src/data/documentJson.ts'
import { ndArray } from '../src/data/ndarray.ts'
import { Flow } from '../src/flow/Flow.ts'
import type { RunningFlow } from '../src/flow/RunningFlow.ts'
import { listenHttp2 } from '../src/transport/http2Server.ts'
import { METHOD } from '../src/transport/methods.ts'
import { Health, standardServices } from '../src/transport/standardServices.ts'
import type { RpcHandlers } from '../src/transport/transport.ts'
import { executorFile } from './startTestFlow.ts'

const ECHO = executorFile(`
  static override requests = { '/echo': 'echo', '/fail': 'fail', '/hang': 'hang', '/count': 'count' }
  echo() {}
  fail() { throw new Error('no') }
  async hang() { await new Promise(() => {}) }
  count({ docs }: RequestContext) { return { count: docs.length } }`)

let folder: string
let flow: RunningFlow

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'flowdeck-test-'))
  writeFileSync(join(folder, 'echo.ts'), ECHO)
  writeFileSync(
    join(folder, 'flow.yml'),
    'jtype: Flow\nwith:\n  protocol: [grpc, http, websocket]\nexecutors:\n  - name: echo\n    uses: echo.ts\n',
  )
  flow = await (await Flow.loadConfig(join(folder, 'flow.yml'))).start()
})
afterAll(async () => {
  await flow?.close({ graceMs: 500 })
  rmSync(folder, { recursive: true, force: true })
})

describe.each(GATEWAY_PROTOCOLS)('over %s', (protocol) => {
  const open = () => new Client({ protocol, port: flow.portOf(protocol) })

  test('every field of a Document comes back', async () => {
    const doc = {
      id: 'all',
      text: 'täxt',
      embedding: ndArray([1.5, -2], [2], '<f8'),
      tags: { a: 1, b: [true, null, 'x'], c: { d: 2.5 } },
      uri: 'file://x',
      mime_type: 'text/plain',
      modality: 'text',
      weight: 0.5,
      granularity: 1,
      adjacency: 2,
      parent_id: 'p',
      offset: 3,
      location: [1, 2],
      chunks: [{ id: 'c', blob: Buffer.from([0, 255]) }],
      matches: [{ id: 'm', scores: { cos: { value: 0.25, op_name: 'cosine' } } }],
      evaluations: { good: { value: 1 } },
    }
    const client = open()
    const [back] = await client.post('/echo', [doc])
    expect(documentToJson(back as Document, false)).toEqual(documentToJson(doc, false))
    client.close()
  })

  test('documents are sent in requests of request_size, all of them come back', async () => {
    const client = open()
    const responses: FlowResponse[] = []
    for await (const response of client.post(
      '/count',
      Array.from({ length: 250 }, (_, i) => ({ text: String(i) })),
    ))
      responses.push(response)
    expect(responses.map((r) => r.docs.length).toSorted((a, b) => a - b)).toEqual([50, 100, 100])
    expect(new Set(responses.map((r) => r.requestId)).size).toBe(3)
    const ordered = await client.post(
      '/echo',
      Array.from({ length: 20 }, (_, i) => ({ id: String(i) })),
      {
        requestSize: 1,
        resultsInOrder: true,
      },
    )
    expect(ordered.map((d) => d.id)).toEqual(Array.from({ length: 20 }, (_, i) => String(i)))
    client.close()
  })

  test('no documents are one request', async () => {
    const client = open()
    const responses: FlowResponse[] = []
    for await (const response of client.post('/count')) responses.push(response)
    expect(responses).toHaveLength(1)
    expect(responses[0]?.parameters).toEqual({ __results__: { 'echo/rep-0': { count: 0 } } })
    client.close()
  })

  test('onDone, onError and onAlways are called beside the result', async () => {
    const client = open()
    const calls: string[] = []
    const options = {
      onDone: () => calls.push('done'),
      onError: () => calls.push('error'),
      onAlways: () => calls.push('always'),
    }
    expect(await client.post('/echo', [{ text: 'x' }], options)).toHaveLength(1)
    await client.post('/fail', [{ text: 'x' }], options)
    expect(calls).toEqual(['done', 'always', 'error', 'always'])
    await expect(client.post('/fail', [{}])).rejects.toMatchObject({ code: 'EXECUTOR_FAILED' })
    client.close()
  })

  test('a request can be cancelled, and one can time out', async () => {
    const client = open()
    const cancelling = new AbortController()
    const hanging = Promise.resolve(client.post('/hang', [{}], { signal: cancelling.signal }))
    setImmediate(() => cancelling.abort())
    await expect(hanging).rejects.toMatchObject({ code: 'REQUEST_CANCELLED' })
    await expect(client.post('/hang', [{}], { timeoutMs: 100 })).rejects.toMatchObject({
      code: 'REQUEST_TIMEOUT',
    })
    client.close()
  })

  test('trace tells what went into each Executor and what came out; it comes only when it was asked for', async () => {
    const client = open()
    for await (const response of client.post('/count', [{ id: '1', text: 'x' }], { trace: true }))
      expect(response.passages).toEqual([
        { executor: 'echo', docsIn: [{ id: '1', text: 'x' }], docsOut: [{ id: '1', text: 'x' }] },
      ])
    for await (const response of client.post('/count', [{ id: '1' }])) expect(response.passages).toEqual([])
    client.close()
  })

  test('is_flow_ready is a dry run of all Executors', async () => {
    const client = open()
    expect(await client.isFlowReady()).toBe(true)
    client.close()
  })

  test('an address without a server is reported', async () => {
    const client = new Client({ protocol, port: 1 })
    await expect(client.post('/echo', [{}], { timeoutMs: 5000 })).rejects.toMatchObject({
      code: expect.stringMatching(/DEPLOYMENT_UNAVAILABLE|REQUEST_TIMEOUT/),
    })
    client.close()
  })
})

test('an address may be a URL; contradictions are refused', () => {
  expect(new Client({ host: `grpc://127.0.0.1:${flow.port}` }).protocol).toBe('grpc')
  expect(new Client({ host: 'wss://example.org' }).protocol).toBe('websocket')
  expect(() => new Client({ host: 'grpc://h:1', port: 2 })).toThrow('given twice')
  expect(() => new Client({ host: 'ftp://h' })).toThrow('not known')
})

test('a Gateway whose Executors take long to tell their endpoints still tells which documents it takes', async () => {
  const health = new Health()
  const { unary, stream } = standardServices(health, () => 'v2')
  const never: RpcHandlers['unary'][string] = (_, { signal }) =>
    new Promise((resolve) => signal.onAbort(() => resolve(Buffer.alloc(0))))
  const handlers = { unary: { ...unary, [METHOD.discovery]: never }, stream }
  const server = await listenHttp2({ host: '127.0.0.1', port: 0, handlers })
  onTestFinished(() => server.close())
  const client = new Client({ port: server.port })
  onTestFinished(() => client.close())
  expect(await client.docarray()).toBe('v2')
})
