import { createConnection } from 'node:net'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { Client } from '../src/client/Client.ts'
import { preparePlan } from '../src/flow/preparePlan.ts'
import { pythonEnvironment } from './pythonEnvironment.ts'
import { executorFile, folderWith, startTestFlow } from './startTestFlow.ts'

const python = await pythonEnvironment('v1')

const FOO_TS = executorFile(
  `static override requests = { '/bar': 'bar', '/slow': 'slow', '/array': 'array' }
  bar({ docs }: RequestContext) { for (const doc of docs) doc.text = (doc.text ?? '') + '!' }
  async slow({ docs }: RequestContext) {
    await new Promise((resolve) => setTimeout(resolve, 600_000))
    return docs
  }
  array({ docs }: RequestContext) {
    for (const doc of docs) doc.embedding = { dtype: '<f4', shape: [1], buffer: new Uint8Array(4) }
  }`,
)
const flowOf = (executor: string, gateway = '{}') =>
  `jtype: Flow\ngateway: ${gateway}\nexecutors:\n  - name: foo\n    uses: foo.ts\n    ${executor}\n`
const start = (executor: string, gateway?: string) =>
  startTestFlow(flowOf(executor, gateway), { 'foo.ts': FOO_TS })

describe('options of gRPC', () => {
  const LARGE = [{ text: 'x'.repeat(5000) }]

  test.each([
    ['of an Executor that receives', '{grpc.max_receive_message_length: 2000}', '{}'],
    ['of the Gateway that calls it', 'null', '{grpc_channel_options: {grpc.max_send_message_length: 2000}}'],
  ])('limit messages: %s', async (_, options, gateway) => {
    const flow = await start(`grpc_server_options: ${options}`, gateway)
    expect((await flow.post('/bar', [{ text: 'small' }]))[0]?.text).toBe('small!')
    await expect(flow.post('/bar', LARGE)).rejects.toThrow(/over the limit of 2000 bytes/)
  })

  test('of the Gateway bind its clients', async () => {
    const flow = await start('replicas: 1', '{grpc_server_options: {grpc.max_receive_message_length: 2000}}')
    expect((await flow.post('/bar', [{ text: 'small' }]))[0]?.text).toBe('small!')
    await expect(flow.post('/bar', LARGE)).rejects.toThrow(/over the limit of 2000 bytes/)
  })

  test('of a Head bind the calls to its shards', async () => {
    const flow = await start(
      'shards: 2\n    polling: ANY\n    grpc_channel_options: {grpc.max_send_message_length: 2000}',
    )
    expect((await flow.post('/bar', [{ text: 'small' }]))[0]?.text).toBe('small!')
    await expect(flow.post('/bar', LARGE)).rejects.toThrow(/over the limit of 2000 bytes/)
  })

  test('that mean nothing here are a warning with the line', async () => {
    const { plan, preflight } = await preparePlan({
      text: flowOf('grpc_server_options: {grpc.so_reuseport: 1}'),
      flowPath: `${folderWith({ 'foo.ts': FOO_TS })}/flow.yml`,
      flowId: 'f',
      revision: 'r',
    })
    expect(plan).not.toBeNull()
    expect(preflight.problems).toMatchObject([
      {
        severity: 'warning',
        executor: 'foo',
        line: 6,
        message: expect.stringContaining('grpc.so_reuseport'),
      },
    ])
  })
})

describe('limits of the operator', () => {
  const flow = (env: string) =>
    `jtype: Flow\nwith: {protocol: [http, websocket, grpc], env: ${env}}\nexecutors:\n  - name: foo\n    uses: foo.ts\n`
  const files = { 'foo.ts': executorFile("static override requests = { '/': 'pass' }\n  pass() {}") }

  test('bind every protocol by the name of the setting, and no Flow raises them [SEC-28] [FI-33]', async () => {
    vi.stubEnv('FLOWDECK_MAX_DOCUMENTS', '2')
    vi.stubEnv('FLOWDECK_MAX_MESSAGE_BYTES', '3000')
    onTestFinished(() => void vi.unstubAllEnvs())
    const running = await startTestFlow(
      flow('{FLOWDECK_MAX_DOCUMENTS: 9, FLOWDECK_MAX_MESSAGE_BYTES: -1}'),
      files,
    )
    const errors: string[] = []
    for (const data of [[{}, {}, {}], [{ text: 'x'.repeat(4000) }]]) {
      for (const { protocol, port } of running.run.gateway) {
        const client = new Client({ host: '127.0.0.1', port, protocol })
        errors.push(await client.post('/', data).then(String, String))
      }
    }
    const documents = expect.stringContaining('or raise FLOWDECK_MAX_DOCUMENTS') as string
    const bytes = expect.stringContaining(
      'over the limit of 3000 bytes (FLOWDECK_MAX_MESSAGE_BYTES)',
    ) as string
    // The close frame of ws has no reason.
    const inWords = expect.stringContaining('the message is too large') as string
    expect(errors).toEqual([documents, documents, documents, bytes, inWords, bytes])
  })

  test('bind the answers of Executors, by the name of the setting and of the Executor [FI-35]', async () => {
    vi.stubEnv('FLOWDECK_MAX_DOCUMENTS', '2')
    onTestFinished(() => void vi.unstubAllEnvs())
    const many = executorFile(
      "static override requests = { '/': 'many' }\n  many({ docs }) { return [...docs, ...docs, ...docs] }",
    )
    const running = await startTestFlow(flow('{}'), { 'foo.ts': many })
    for (const { protocol, port } of running.run.gateway) {
      const client = new Client({ host: '127.0.0.1', port, protocol })
      const answer = await client.post('/', [{}]).then(String, String)
      expect(answer).toContain('the answer of Executor "foo" holds more than 2 documents')
      expect(answer).toContain('raise FLOWDECK_MAX_DOCUMENTS')
      expect(await client.post('/', [])).toMatchObject([])
    }
  })

  test('that are no numbers keep a Flow from starting, by name', async () => {
    vi.stubEnv('FLOWDECK_MAX_CALLS', 'many')
    onTestFinished(() => void vi.unstubAllEnvs())
    await expect(startTestFlow(flow('{}'), files)).rejects.toThrow(
      'FLOWDECK_MAX_CALLS is a whole number of at least 1',
    )
  })
})

describe('uvicorn_kwargs', () => {
  const url = (port: number, path = '/') => `http://127.0.0.1:${port}${path}`

  test('set headers, and how many requests are served at a time', async () => {
    const flow = await start(
      'replicas: 1',
      `{protocol: http, uvicorn_kwargs: {headers: [[x-mine, here]], limit_concurrency: 1}}`,
    )
    const leaving = new AbortController()
    onTestFinished(() => leaving.abort())
    expect((await fetch(url(flow.port))).headers.get('x-mine')).toBe('here')
    const body = JSON.stringify({ data: [{}], execEndpoint: '/slow' })
    const headers = { 'content-type': 'application/json' }
    const waiting = fetch(url(flow.port, '/post'), { method: 'POST', body, headers, signal: leaving.signal })
    waiting.catch(() => {})
    await expect.poll(async () => (await fetch(url(flow.port))).status).toBe(503)
  })

  test('end idle connections', async () => {
    const flow = await start('replicas: 1', '{protocol: http, uvicorn_kwargs: {timeout_keep_alive: 0.1}}')
    const socket = createConnection(flow.port, '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    let ended = false
    socket.on('end', () => (ended = true)).resume()
    socket.write('GET / HTTP/1.1\r\nhost: a\r\n\r\n')
    await expect.poll(() => ended, { timeout: 10_000 }).toBe(true)
  })
})

describe.skipIf(python === null)('what a real Gateway and client get', () => {
  test('output_array_type decides what Python makes of an array', async () => {
    vi.stubEnv('FLOWDECK_PYTHON', python ?? '')
    onTestFinished(() => void vi.unstubAllEnvs())
    const flow = await startTestFlow(
      `${flowOf('output_array_type: list')}  - {name: bar, uses: Bar, py_modules: bar.py}\n`,
      {
        'foo.ts': FOO_TS,
        'bar.py': `from jina import DocumentArray, Executor, requests
class Bar(Executor):
    @requests(on='/array')
    def bar(self, docs: DocumentArray, **kwargs):
        for doc in docs:
            doc.text = type(doc.embedding).__name__
            doc.embedding = None
`,
      },
    )
    expect((await flow.post('/array', [{}]))[0]?.text).toBe('list')
  })
})
