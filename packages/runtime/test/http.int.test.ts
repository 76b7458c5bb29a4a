import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { Client } from '../src/client/Client.ts'
import { readDocuments, writeDocuments } from '../src/data/documents.ts'
import { emptyEnvelope, readEnvelope, writeEnvelope } from '../src/data/envelope.ts'
import { Flow } from '../src/flow/Flow.ts'
import type { RunningFlow } from '../src/flow/RunningFlow.ts'
import { pythonEnvironment } from './pythonEnvironment.ts'
import { executorFile } from './startTestFlow.ts'

let folder: string
let flow: RunningFlow
let base: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'flowdeck-test-'))
  writeFileSync(
    join(folder, 'foo.ts'),
    executorFile(`
  static override requests = { '/bar': 'bar', '/index': 'bar', '/fail': 'fail', '/odd': 'odd', '/update': 'bar', '/delete': 'bar' }
  bar({ docs }: RequestContext) { for (const doc of docs) doc.text = 'foo was here' }
  fail() { throw new Error('boom') }
  odd({ parameters }: RequestContext<{ kind: string }>) {
    const cyclic: Record<string, unknown> = {}
    cyclic['self'] = cyclic
    const hidden = new Error('x')
    Object.defineProperty(hidden, 'message', { get() { throw new Error('hidden') } })
    const values: Record<string, unknown> = {
      text: 'just text', null: null, undefined, number: 5, symbol: Symbol('s'), cyclic, bare: Object.create(null), hidden,
      long: new Error('ä'.repeat(10_000_000)),
    }
    throw values[parameters.kind]
  }`),
  )
  writeFileSync(
    join(folder, 'flow.yml'),
    'jtype: Flow\nwith:\n  protocol: [http, websocket, grpc]\ngateway:\n  title: Test service\n  expose_endpoints:\n    /bar:\n      path: /custom\n      methods: [PUT]\nexecutors:\n  - name: foo\n    uses: foo.ts\n',
  )
  flow = await (await Flow.loadConfig(join(folder, 'flow.yml'))).start()
  base = `http://127.0.0.1:${flow.portOf('http')}`
})
afterAll(async () => {
  await flow?.close({ graceMs: 500 })
  rmSync(folder, { recursive: true, force: true })
})

async function post(path: string, body: unknown, method = 'POST') {
  const response = await fetch(base + path, {
    method,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })
  return { status: response.status, json: (await response.json()) as Record<string, never> }
}

describe("Jina's HTTP surface", () => {
  test('POST /post answers in camelCase with nulls', async () => {
    const { status, json } = await post('/post', {
      data: [{ text: 'x' }],
      exec_endpoint: '/bar',
      parameters: { n: 1 },
    })
    expect(status).toBe(200)
    expect(json).toMatchObject({
      header: { status: null, execEndpoint: '/bar', targetExecutor: '' },
      parameters: { n: 1 },
      routes: [{ executor: 'gateway' }, { executor: 'foo', status: null }],
      data: [{ text: 'foo was here', blob: null, tags: null, matches: null }],
    })
  })

  test.each([
    ['/index', 'POST'],
    ['/update', 'PUT'],
    ['/delete', 'DELETE'],
    ['/custom', 'PUT'],
  ])('%s takes %s', async (path, method) => {
    const { json } = await post(path, { data: { docs: [{ text: 'x' }] } }, method)
    expect(json).toMatchObject({ data: [{ text: 'foo was here' }] })
  })

  test('an Executor that fails is HTTP 200 with a status', async () => {
    const { status, json } = await post('/post', { data: [], execEndpoint: '/fail' })
    expect(status).toBe(200)
    expect(json).toMatchObject({
      header: { status: { code: 1, exception: { name: 'Error', args: ['boom'], executor: 'Foo' } } },
      routes: [{ status: null }, { executor: 'foo', status: { code: 1 } }],
    })
  })

  test.each(['text', 'null', 'undefined', 'number', 'symbol', 'cyclic', 'bare', 'hidden', 'long'])(
    'an Executor that throws a %s is answered with a short status that names it, in all protocols [FI-09]',
    async (kind) => {
      const body = JSON.stringify({ data: [{}], execEndpoint: '/odd', parameters: { kind } })
      const headers = { 'content-type': 'application/json' }
      const http = await (await fetch(`${base}/post`, { method: 'POST', body, headers })).text()
      const socket = new WebSocket(`ws://127.0.0.1:${flow.portOf('websocket')}/`)
      onTestFinished(() => socket.terminate())
      await once(socket, 'open')
      socket.send(body)
      const [frame] = (await once(socket, 'message')) as [Buffer]
      const client = new Client({ port: flow.portOf('grpc'), protocol: 'grpc' })
      onTestFinished(() => client.close())
      await expect(client.post('/odd', [{}], { parameters: { kind } })).rejects.toThrow(/./)
      for (const text of [http, frame.toString()]) {
        expect(text).toMatch(/"executor": ?"Foo"/)
        // Description, arguments and stack, in the header and in the route, in characters of two bytes.
        expect(Buffer.byteLength(text)).toBeLessThan(2 * 3 * 2 * 8192 + 4096)
      }
      expect((await post('/post', { data: [{}], execEndpoint: '/bar' })).status).toBe(200)
    },
  )

  test.each([
    ['{', 422, 'not JSON'],
    ['[]', 422, 'JSON object'],
    ['{"data": 5}', 422, 'a list of documents'],
    ['{"data": [{"text": {}}]}', 422, 'data[0].text'],
    ['{"parameters": []}', 422, 'valid dict'],
    ['{"targetExecutor": 5}', 422, 'str type expected'],
    ['{"targetExecutor": "("}', 422, 'no regular expression'],
  ])('the body %s is refused with %d', async (body, status, message) => {
    const answer = await post('/post', body)
    expect(answer.status).toBe(status)
    expect(JSON.stringify(answer.json)).toContain(message)
  })

  test('unknown paths are 404, other methods 405, CORS is off', async () => {
    expect((await post('/nowhere', {})).status).toBe(404)
    expect((await post('/post', {}, 'PUT')).status).toBe(405)
    const response = await fetch(`${base}/`, { headers: { origin: base } })
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
    expect(await response.json()).toEqual({})
  })

  test('/openapi.json describes what is served, /docs shows it, /status and /dry_run answer', async () => {
    const api = (await (await fetch(`${base}/openapi.json`)).json()) as {
      info: { title: string }
      paths: object
    }
    expect(api.info.title).toBe('Test service')
    expect(Object.keys(api.paths)).toEqual(
      expect.arrayContaining(['/post', '/index', '/search', '/custom', '/status', '/dry_run']),
    )
    expect(await (await fetch(`${base}/docs`)).text()).toContain('Test service')
    expect(await (await fetch(`${base}/dry_run`)).json()).toEqual({
      code: 0,
      description: '',
      exception: null,
    })
    expect(await (await fetch(`${base}/status`)).json()).toMatchObject({ jina: {}, envs: {} })
  })

  test('400,000 documents in one body are refused with the limit, and other requests are served [FI-35]', async () => {
    const refused = post('/post', `{"data":[${Array(400_000).fill('{}').join(',')}]}`)
    const served = post('/post', { data: [{ text: 'x' }], execEndpoint: '/bar' })
    expect(await served).toMatchObject({ status: 200, json: { data: [{ text: 'foo was here' }] } })
    const { status, json } = await refused
    expect(status).toBe(413)
    expect(json['detail']).toContain('10000 documents at most')
    const nested = await post('/post', {
      data: [{ chunks: [{ matches: Array.from({ length: 10_000 }, () => ({})) }] }],
    })
    expect(nested.status).toBe(413)
  })

  test('over gRPC, documents over the limit are RESOURCE_EXHAUSTED [FI-35]', async () => {
    const client = new Client({ protocol: 'grpc', port: flow.portOf('grpc') })
    const docs = Array.from({ length: 10_001 }, (_, i) => ({ id: String(i) }))
    await expect(client.post('/bar', docs, { requestSize: 0 })).rejects.toThrow('10000 documents at most')
    expect(await client.post('/bar', docs.slice(1), { requestSize: 0 })).toHaveLength(10_000)
    client.close()
  })

  test('a body of more than 100 MiB is refused before it is read [SEC-28] [FI-33]', async () => {
    const { port } = new URL(base)
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sending = request(
        {
          host: '127.0.0.1',
          port,
          path: '/post',
          method: 'POST',
          headers: { 'content-length': 200 * 1024 * 1024, 'content-type': 'application/json' },
        },
        (response) => resolve(response.statusCode),
      )
      sending.on('error', reject)
      sending.write('{"data":')
    })
    expect(status).toBe(413)
  })
})

const python = await pythonEnvironment('v1')

test.skipIf(!python)('/status has the versions and variables that Jina itself reports', async () => {
  const script =
    'import json\nfrom jina.helper import get_full_version\nprint(json.dumps(get_full_version()))'
  const printed = execFileSync(python ?? '', ['-W', 'ignore', '-c', script]).toString()
  const [jina, envs] = JSON.parse(printed.trim().split('\n').at(-1) ?? '') as Record<string, unknown>[]
  const own = (await (await fetch(`${base}/status`)).json()) as Record<string, Record<string, string>>
  expect(Object.keys(own['jina'] ?? {})).toEqual([...Object.keys(jina ?? {}), 'flowdeck', 'node'])
  expect(Object.keys(own['envs'] ?? {})).toEqual(Object.keys(envs ?? {}))
  for (const key of ['jina', 'docarray', 'jina-proto', 'platform', 'architecture'])
    expect([key, own['jina']?.[key]]).toEqual([key, jina?.[key]])
  expect(own['envs']?.['JINA_OPTOUT_TELEMETRY']).toBe('(unset)')
})

describe("Jina's WebSocket surface", () => {
  const open = async (path = '/', protocols: string[] = []) => {
    const socket = new WebSocket(`ws://127.0.0.1:${flow.portOf('websocket')}${path}`, protocols)
    const frames: Buffer[] = []
    socket.on('message', (data) => frames.push(data as Buffer))
    const closed = new Promise<[number, string]>((resolve) =>
      socket.on('close', (code, reason) => resolve([code, reason.toString()])),
    )
    await new Promise((resolve) => socket.on('open', resolve))
    return { socket, frames, closed }
  }

  test('JSON frames are answered in snake_case without nulls; {} ends the input', async () => {
    const { socket, frames, closed } = await open()
    socket.send(JSON.stringify({ data: [{ text: 'x' }], execEndpoint: '/bar' }))
    socket.send('{}')
    expect((await closed)[0]).toBe(1000)
    const answer = JSON.parse(String(frames[0])) as Record<string, never>
    expect(answer).toMatchObject({
      header: { exec_endpoint: '/bar' },
      data: [{ text: 'foo was here' }],
      routes: [{ executor: 'gateway', start_time: expect.stringMatching(/Z$/) }, { executor: 'foo' }],
    })
    expect(JSON.stringify(answer)).not.toContain('null')
  })

  test.each([0, 1])('binary frames are answered, and the single byte %d ends the input', async (byte) => {
    const { socket, frames, closed } = await open('/', ['bytes'])
    const envelope = {
      ...emptyEnvelope('a'.repeat(32)),
      endpoint: '/bar',
      data: writeDocuments([{ id: '1' }]),
    }
    socket.send(writeEnvelope(envelope))
    socket.send(Buffer.from([byte]))
    expect((await closed)[0]).toBe(1000)
    expect(readDocuments(readEnvelope(frames[0] as Buffer).data)[0]?.text).toBe('foo was here')
  })

  test('/dry_run sends a status at once', async () => {
    const { socket, frames } = await open('/dry_run')
    await expect.poll(() => frames.length).toBe(1)
    expect(String(frames[0])).toBe('{}')
    socket.close()
  })

  test.each([
    ['json', '{"data":[{"text":"\\ud800"}]}', 1007, 'character 18'],
    ['json', '{"data":[{"blob":"!!!"}]}', 1007, 'data[0].blob'],
    ['json', `{"data":[${Array(10_001).fill('{}').join(',')}]}`, 1009, '10000 documents at most'],
    [
      'bytes',
      writeEnvelope({
        ...emptyEnvelope('a'.repeat(32)),
        data: writeDocuments(Array.from({ length: 10_001 }, (_, i) => ({ id: String(i) }))),
      }),
      1009,
      '10000 documents at most',
    ],
  ] as const)(
    'a frame (%s) that cannot be taken closes with its code and reason [FI-35] [FI-36]',
    async (protocol, frame, code, reason) => {
      const { socket, closed } = await open('/', [protocol])
      socket.send(frame)
      expect(await closed).toEqual([code, expect.stringContaining(reason)])
    },
  )

  test('a frame that is no request closes with the reason', async () => {
    const { socket, closed } = await open()
    socket.send('nonsense')
    const [code, reason] = await closed
    expect(code).toBe(1007)
    expect(reason).toContain('not JSON')
  })
})
