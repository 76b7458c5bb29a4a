import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PortAllocator } from '../src/flow/ports.ts'
import { checkHealth } from '../src/pod/checkHealth.ts'
import { startJina } from './interop/startJina.ts'
import { pythonEnvironment } from './pythonEnvironment.ts'
import { executorFile, startTestFlow } from './startTestFlow.ts'

const python = await pythonEnvironment('v1')

const TLS = join(import.meta.dirname, 'tls')
const FAR_PY = `import os
from jina import DocumentArray, Executor, requests

class Far(Executor):
    @requests(on='/say')
    def say(self, docs: DocumentArray, parameters, **kwargs):
        for doc in docs:
            doc.text = f'{doc.text} far{parameters.get("mark", "")}'
            doc.tags['pid'] = os.getpid()

    @requests(on='/fail')
    def fail(self, **kwargs):
        raise ValueError('far off')
`
const NEAR_TS = executorFile(
  `static override requests = { '/say': 'say' }
  say({ docs }: RequestContext) { for (const doc of docs) doc.text = (doc.text ?? '') + ' near' }`,
  'Near',
)

describe.skipIf(python === null)('an external Executor that Jina runs', () => {
  let folder: string
  let ports: { first: number; second: number; sharded: number; secure: number }
  const running: { close(): Promise<void> }[] = []

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'flowdeck-test-'))
    cpSync(TLS, folder, { recursive: true })
    writeFileSync(join(folder, 'far.py'), FAR_PY)
    const allocator = new PortAllocator([])
    const port = () => allocator.allocate('127.0.0.1')
    ports = { first: await port(), second: await port(), sharded: await port(), secure: await port() }
    writeFileSync(
      join(folder, 'deployment.yml'),
      `jtype: Deployment\nwith: {name: far, uses: Far, py_modules: far.py, shards: 2, polling: ANY, port: ${ports.sharded}}\n`,
    )
    const executor = (at: number) => [
      'executor',
      '--native',
      '--name',
      'far',
      '--uses',
      'Far',
      '--py-modules',
      'far.py',
      '--port',
      String(at),
    ]
    const gateway = [
      ['gateway', '--uses', 'GRPCGateway', '--port', String(ports.secure)],
      ['--ssl-certfile', 'cert.pem', '--ssl-keyfile', 'key.pem'],
      ['--graph-description', '{"start-gateway": ["far"], "far": ["end-gateway"]}'],
      ['--deployments-addresses', JSON.stringify({ far: [`127.0.0.1:${ports.first}`] })],
    ].flat()
    const start = async (args: string[], at: number, tls = false) => {
      const server = { protocol: 'grpc' as const, port: at, ...(tls ? { tls: { verify: false } } : {}) }
      running.push(await startJina(python ?? '', args, { servers: [server], cwd: folder }))
    }
    await Promise.all([
      start(executor(ports.first), ports.first),
      start(executor(ports.second), ports.second),
      start(['deployment', '--uses', 'deployment.yml'], ports.sharded),
      start(gateway, ports.secure, true),
    ])
  }, 90_000)
  afterAll(async () => {
    await Promise.all(running.map((one) => one.close()))
    rmSync(folder, { recursive: true, force: true })
  })

  const flowWith = (far: string, gateway = '{}') =>
    startTestFlow(
      `jtype: Flow\ngateway: ${gateway}\nexecutors:\n  - {name: near, uses: near.ts}\n  - {name: far, external: true, ${far}}\n  - {name: last, uses: near.ts}\n`,
      { 'near.ts': NEAR_TS },
    )

  test('answers in the middle of a Flow, and is not stopped with it', async () => {
    const flow = await flowWith(`host: 127.0.0.1, port: ${ports.first}`)
    const docs = await flow.post('/say', [{ text: 'hi' }], { parameters: { far__mark: '!' } })
    expect(docs[0]?.text).toBe('hi near far! near')
    expect(flow.run.pods.map(({ deployment }) => deployment)).toEqual(['near', 'last', 'gateway'])
    await flow.close()
    const at = { protocol: 'grpc' as const, host: '127.0.0.1', port: ports.first }
    expect(await checkHealth(at, 5000)).toBe(true)
  })

  test.each([
    ['ports', () => `port: [${ports.first}, ${ports.second}]`],
    ['hosts and ports', () => `host: [127.0.0.1, localhost], port: [${ports.first}, ${ports.second}]`],
    ['addresses', () => `host: ["grpc://127.0.0.1:${ports.first}", "127.0.0.1:${ports.second}"]`],
  ])('a list of %s are replicas, which take turns', async (_, far) => {
    const flow = await flowWith(far())
    const pids: unknown[] = []
    for (let i = 0; i < 4; i++) pids.push((await flow.post('/say', [{ text: 'hi' }]))[0]?.tags?.['pid'])
    expect(new Set(pids).size).toBe(2)
    expect(pids.slice(0, 2)).toEqual(pids.slice(2))
  })

  test('a replica that is not there is passed over', async () => {
    const flow = await flowWith(`port: [${ports.first}, 1]`)
    for (let i = 0; i < 3; i++)
      expect((await flow.post('/say', [{ text: 'hi' }]))[0]?.text).toBe('hi near far near')
  })

  test('may be a Deployment with shards', async () => {
    const flow = await flowWith(`port: ${ports.sharded}`)
    const pids = new Set<unknown>()
    for (let i = 0; i < 4; i++) {
      const [doc] = await flow.post('/say', [{ text: 'hi' }])
      expect(doc?.text).toBe('hi near far near')
      pids.add(doc?.tags?.['pid'])
    }
    expect(pids.size).toBe(2)
  })

  test('meets the raw request in a join, as two parts', async () => {
    const flow = await startTestFlow(
      `jtype: Flow\nexecutors:\n  - {name: far, external: true, port: ${ports.first}}\n  - {name: both, uses: both.ts, needs: [far, gateway], no_reduce: true}\n`,
      {
        'both.ts': executorFile(
          `static override requests = { '/say': 'say' }
  say({ docsMap }: RequestContext) { return [...docsMap].map(([from, docs]) => ({ id: from, text: docs[0]?.text })) }`,
          'Both',
        ),
      },
    )
    expect(await flow.post('/say', [{ text: 'hi' }])).toMatchObject([
      { id: 'gateway', text: 'hi' },
      { id: 'far', text: 'hi far' },
    ])
  })

  test('what it throws is told with its name', async () => {
    const flow = await flowWith(`port: ${ports.first}`)
    await expect(flow.post('/fail', [{}])).rejects.toThrow(/far off/)
  })

  test.each([
    ['tls', () => `host: localhost, port: ${ports.secure}, tls: true`],
    ['an address', () => `host: "grpcs://localhost:${ports.secure}"`],
  ])('is reached over TLS when %s says so', async (_, far) => {
    const flow = await flowWith(
      far(),
      `{env: {GRPC_DEFAULT_SSL_ROOTS_FILE_PATH: "${join(folder, 'cert.pem')}"}}`,
    )
    expect((await flow.post('/say', [{ text: 'hi' }]))[0]?.text).toBe('hi near far near')
  })
})
