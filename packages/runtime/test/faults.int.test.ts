import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import type { PodStatus } from '@flowdeck/shared'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { emptyEnvelope, readEnvelope, writeEnvelope } from '../src/data/envelope.ts'
import { readStatus } from '../src/data/status.ts'
import { preparePlan } from '../src/flow/preparePlan.ts'
import type { RunningFlow } from '../src/flow/RunningFlow.ts'
import { isAlive } from '../src/pod/processes.ts'
import { localTarget } from '../src/target/localTarget.ts'
import { Cancellation } from '../src/transport/Cancellation.ts'
import { FrameReader, KIND, MAGIC, NOTHING, frameHead } from '../src/transport/directFrames.ts'
import { listenHttp2 } from '../src/transport/http2Server.ts'
import { METHOD } from '../src/transport/methods.ts'
import { openChannel } from '../src/transport/openChannel.ts'
import { RpcError, STATUS } from '../src/transport/rpcError.ts'
import type { RpcChannel } from '../src/transport/transport.ts'
import { findDescendants, findPods } from './findDescendants.ts'
import { pythonEnvironment } from './pythonEnvironment.ts'
import { executorFile, folderWith, startTestFlow } from './startTestFlow.ts'

const python = await pythonEnvironment('v1')

function usePython(): void {
  vi.stubEnv('FLOWDECK_PYTHON', python ?? '')
  onTestFinished(() => void vi.unstubAllEnvs())
}

const podOf = (flow: RunningFlow, id: string) => flow.run.pods.find((pod) => pod.id === id)
const ends = (call: PromiseLike<unknown>) => Promise.allSettled([call]).then(([end]) => end)
const ready = (flow: RunningFlow) => expect.poll(() => flow.run.state, { timeout: 30_000 }).toBe('ready')

test('a Gateway that is killed cuts its callers off and is started again, its Executors go on [FI-31]', async () => {
  const flow = await startTestFlow(
    'jtype: Flow\nwith: {protocol: [grpc, http]}\nexecutors: [{name: foo, uses: foo.ts}]\n',
    {
      'foo.ts': executorFile(`
  static override requests = { '/hang': 'hang', '/pid': 'pid' }
  async hang() { await new Promise(() => {}) }
  pid({ docs }: RequestContext) { for (const doc of docs) doc.tags = { pid: process.pid } }`),
    },
  )
  const worker = podOf(flow, 'foo/rep-0')?.pid
  const overHttp = fetch(`http://127.0.0.1:${flow.portOf('http')}/post`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ data: [{}], execEndpoint: '/hang' }),
  })
  const held = [...Array.from({ length: 5 }, () => flow.post('/hang', [{}])), overHttp].map(ends)
  // Answered after the others were sent on the same connection: they are under way.
  await flow.post('/pid', [{}])
  process.kill(podOf(flow, 'gateway')?.pid as number, 'SIGKILL')
  expect((await Promise.all(held)).map((end) => end?.status)).toEqual(held.map(() => 'rejected'))
  await expect
    .poll(() => podOf(flow, 'gateway'), { timeout: 20_000 })
    .toMatchObject({ state: 'ready', restarts: 1 })
  expect(podOf(flow, 'foo/rep-0')).toMatchObject({ pid: worker, restarts: 0 })
  expect(await flow.post('/pid', [{}])).toMatchObject([{ tags: { pid: worker } }])
})

/** How an Executor can end its own process, and what its Pod tells of that. */
const ENDS: Record<string, [code: string, told: RegExp]> = {
  exit: ['process.exit(0)', /^exited with code 0$/],
  abort: ['process.abort()', /^killed by SIGABRT$/],
  kill: ["process.kill(process.pid, 'SIGKILL')", /^killed by SIGKILL$/],
  later: ["setTimeout(() => { throw new Error('later') })", /^exited with code [17]$/],
  memory: ['const all = []; for (;;) all.push({ all: [] })', /^killed by SIG(ABRT|TRAP)$/],
}
const PYTHON_ENDS: Record<string, [code: string, told: RegExp]> = {
  pyexit: ['os._exit(0)', /^exited with code 0$/],
  pyabort: ['os.abort()', /^killed by SIGABRT$/],
}

test.skipIf(python === null)(
  'whatever ends an Executor is told, its calls fail by its name, others stay, and it is started again [FI-10] [FI-17] [FI-18] [FI-23]',
  async () => {
    usePython()
    const names = [...Object.keys(ENDS), ...Object.keys(PYTHON_ENDS)]
    const flow = await startTestFlow(
      `jtype: Flow\nwith: {retries: 0}\nexecutors:\n${names
        .map(
          (name) =>
            `  - {name: ${name}, uses: ${name in ENDS ? `${name}.ts` : 'Snake'}, py_modules: exec.py, env: {NODE_OPTIONS: --max-old-space-size=60}, needs: gateway}\n`,
        )
        .join(
          '',
        )}  - {name: other, uses: other.ts, needs: gateway}\n  - {name: join, needs: [${names.join(', ')}, other]}\n`,
      {
        ...Object.fromEntries(
          Object.entries(ENDS).map(([name, [code]]) => [
            `${name}.ts`,
            executorFile(
              `static override requests = { '/${name}': 'end' }\n  async end() { ${code}; await new Promise(() => {}) }`,
            ),
          ]),
        ),
        'other.ts': executorFile(`static override requests = { '/other': 'ok' }\n  ok() {}`),
        'exec.py': `import os
from jina import Executor, requests
class Snake(Executor):
${Object.entries(PYTHON_ENDS)
  .map(
    ([name, [code]]) => `    @requests(on='/${name}')\n    def ${name}(self, **kwargs):\n        ${code}\n`,
  )
  .join('')}`,
      },
    )
    const told = new Map<string, PodStatus['failure']>()
    flow.subscribe((event) => {
      if (event.type !== 'run') return
      for (const pod of event.run.pods)
        if (pod.failure && !told.has(pod.deployment)) told.set(pod.deployment, pod.failure)
    })
    const before = flow.run.pods
    const failures = await Promise.all(
      names.map((name) => ends(flow.post(`/${name}`, [{}], { targetExecutor: `${name}$` }))),
    )
    for (const [i, name] of names.entries())
      expect(failures[i], name).toMatchObject({
        status: 'rejected',
        reason: { code: 'DEPLOYMENT_UNAVAILABLE', message: expect.stringContaining(`deployment ${name} at`) },
      })
    expect(await flow.post('/other', [{}], { targetExecutor: 'other' })).toHaveLength(1)
    await expect
      .poll(
        () => names.map((name) => flow.run.pods.find(({ deployment }) => deployment === name)?.restarts),
        {
          timeout: 30_000,
        },
      )
      .toEqual(names.map(() => 1))
    await ready(flow)
    for (const [name, [, message]] of Object.entries({ ...ENDS, ...PYTHON_ENDS }))
      expect(told.get(name)?.message, name).toMatch(message)
    expect(told.get('memory')?.lastLines.join('\n')).toContain('heap out of memory')
    expect(told.get('later')?.lastLines.join('\n')).toContain('later')
    for (const id of ['other/rep-0', 'gateway'])
      expect(podOf(flow, id)).toMatchObject({ pid: before.find((pod) => pod.id === id)?.pid, restarts: 0 })
    // Ended processes are collected, those of the launcher of Python too.
    const zombies = () => findDescendants().filter(({ state }) => state === 'Z')
    await expect.poll(zombies).toEqual([])
    await flow.close()
    expect(findPods()).toEqual([])
    expect(zombies()).toEqual([])
  },
)

describe('file descriptors that are used up', () => {
  const limitTo = (pid: number, count: number) => {
    const { status, stderr } = spawnSync('prlimit', ['--pid', String(pid), `--nofile=${count}:`], {
      encoding: 'utf8',
    })
    expect([status, stderr]).toEqual([0, ''])
  }
  const opened = (pid: number) => Math.max(...readdirSync(`/proc/${pid}/fd`).map(Number)) + 1

  test('fail what needs one in an Executor and a Gateway, which go on and work again when there are some [FI-19]', async () => {
    const flow = await startTestFlow(
      'jtype: Flow\nwith: {protocol: [http, websocket], retries: 0}\nexecutors: [{name: foo, uses: foo.ts}]\n',
      {
        'foo.ts': `import { closeSync, openSync } from 'node:fs'
${executorFile(`
  static override requests = { '/open': 'open', '/free': 'free' }
  private readonly held: number[] = []
  open() { for (;;) this.held.push(openSync('/dev/null')) }
  free() { for (const fd of this.held.splice(0)) closeSync(fd) }`)}`,
      },
    )
    const [gateway, worker] = ['gateway', 'foo/rep-0'].map((id) => podOf(flow, id)?.pid as number)
    const post = (path: string) =>
      fetch(`http://127.0.0.1:${flow.portOf('http')}/post`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', connection: 'close' },
        body: JSON.stringify({ data: [{ text: 'x' }], execEndpoint: path }),
      })
    expect((await post('/free')).status).toBe(200)
    limitTo(worker as number, opened(worker as number) + 5)
    const failed = await post('/open')
    expect([failed.status, await failed.text()]).toEqual([200, expect.stringContaining('EMFILE')])
    expect((await post('/free')).status).toBe(200)

    limitTo(gateway as number, opened(gateway as number) + 5)
    const sockets: Socket[] = []
    onTestFinished(() => sockets.forEach((socket) => socket.destroy()))
    let cut = 0
    for (let i = 0; i < 40; i++) {
      const socket = connect(flow.portOf('http'), '127.0.0.1')
        .on('error', () => {})
        .resume()
      socket.on('close', () => cut++)
      sockets.push(socket)
    }
    // Those for which there is no descriptor are refused, and not left to wait.
    await expect.poll(() => cut, { timeout: 20_000 }).toBeGreaterThan(0)
    for (const socket of sockets) socket.destroy()
    await expect
      .poll(
        () =>
          post('/free').then(
            ({ status }) => status,
            () => 0,
          ),
        { timeout: 20_000 },
      )
      .toBe(200)
    expect(flow.run.pods.map(({ pid, restarts }) => [pid, restarts])).toEqual([
      [worker, 0],
      [gateway, 0],
    ])
  })
})

/** Forks until there are 60, each in a session of its own, without a program of its own and deaf to SIGTERM. */
const FORKS = `import os, signal
from jina import Executor, requests
class Snake(Executor):
    @requests(on='/fork')
    def fork(self, docs, **kwargs):
        if os.fork() == 0:
            for left in range(60):
                os.setsid()
                signal.signal(signal.SIGTERM, signal.SIG_IGN)
                open('pids', 'a').write(f'{os.getpid()}\\n')
                if os.fork() != 0:
                    break
            while True:
                signal.pause()
`

test.skipIf(python === null)(
  'processes that an Executor forks without end, up to a limit, are gone after Stop [FI-20]',
  async () => {
    usePython()
    const folder = folderWith({})
    const pids = join(folder, 'pids')
    const flow = await startTestFlow(
      `jtype: Flow\nexecutors: [{name: snake, uses: Snake, py_modules: exec.py}]\n`,
      { 'exec.py': FORKS.replace("'pids'", JSON.stringify(pids)) },
    )
    await flow.post('/fork', [{}])
    const forked = () => (existsSync(pids) ? readFileSync(pids, 'utf8').trim().split('\n').map(Number) : [])
    await expect.poll(() => forked().length, { timeout: 20_000 }).toBe(60)
    expect(forked().filter(isAlive)).toHaveLength(60)
    await flow.close({ graceMs: 500 })
    expect(forked().filter(isAlive)).toEqual([])
  },
)

test('a Pod that starts slowly is shown as starting with what it does, and is ready when it is [FI-13]', async () => {
  const folder = folderWith({
    'foo.ts': `import { existsSync } from 'node:fs'
while (!existsSync('go')) await new Promise((resolve) => setTimeout(resolve, 20))
${executorFile('')}`,
  })
  const { plan } = await preparePlan({
    text: 'jtype: Flow\nexecutors: [{name: foo, uses: foo.ts, timeout_ready: -1}]\n',
    flowPath: join(folder, 'flow.yml'),
    flowId: 'f',
    revision: 'r',
  })
  const run = await localTarget.start(plan as NonNullable<typeof plan>)
  onTestFinished(() => run.stop({ force: true }))
  const pod = () => run.snapshot().pods[0]
  await expect.poll(() => pod()?.phase, { timeout: 20_000 }).toMatch(/foo\.ts/)
  expect(run.snapshot()).toMatchObject({
    state: 'starting',
    pods: [{ state: 'starting' }, { state: 'queued' }],
  })
  expect(pod()?.since).toBeLessThanOrEqual(Date.now())
  writeFileSync(join(folder, 'go'), '')
  await run.whenReady()
  expect(run.snapshot().pods.map(({ state }) => state)).toEqual(['ready', 'ready'])
})

describe('an Executor that answers what it was not asked', () => {
  test('over the short way, answers with other ids, repeated ones and those after a cancel are dropped [FI-27]', async () => {
    const asked: number[] = []
    const server = createServer((socket) => {
      const reader = new FrameReader(1e6)
      const reply = (id: number, text: string) => {
        const message = Buffer.from(text)
        socket.write(Buffer.concat([frameHead(id, KIND.REPLY, Buffer.from([0, 0]), message.length), message]))
      }
      socket.on('error', () => {})
      socket.once('data', (first: Buffer) => {
        const take = (chunk: Buffer) => {
          reader.push(chunk)
          for (let frame = reader.next(); frame; frame = reader.next()) {
            asked.push(frame.kind)
            reply(frame.id + 1000, 'another')
            reply(frame.id, `answer ${frame.id}`)
            reply(frame.id, 'again')
            socket.write(frameHead(frame.id, KIND.ERROR, NOTHING))
          }
        }
        take(first.subarray(MAGIC.length))
        socket.on('data', take)
      })
    }).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const channel = openChannel(`flowdeck://127.0.0.1:${(server.address() as AddressInfo).port}`)
    onTestFinished(() => channel.close())
    for (const id of [1, 2]) expect(String((await channel.unary('/x', NOTHING)).message)).toBe(`answer ${id}`)
    const signal = new Cancellation()
    const cancelled = ends(channel.unary('/x', NOTHING, { signal }))
    signal.abort()
    expect(await cancelled).toMatchObject({ status: 'rejected' })
    expect(String((await channel.unary('/x', NOTHING)).message)).toBe('answer 4')
    expect(asked).toEqual([KIND.CALL, KIND.CALL, KIND.CALL, KIND.CANCEL, KIND.CALL])
  })

  test('a request id of its own reaches no client, and each client gets its own answer [FI-27] [FI-29]', async () => {
    const server = await listenHttp2({
      host: '127.0.0.1',
      port: 0,
      handlers: {
        unary: {
          // Nothing but the documents, and an id that somebody else may have.
          [METHOD.single]: async (message) =>
            writeEnvelope({ ...emptyEnvelope('0'.repeat(32)), data: readEnvelope(message).data }),
        },
        stream: {},
      },
    })
    onTestFinished(() => server.close(0))
    const flow = await startTestFlow(
      `jtype: Flow\nwith: {protocol: [grpc, websocket]}\nexecutors: [{name: foo, external: true, host: 127.0.0.1, port: ${server.port}}]\n`,
    )
    const texts = Array.from({ length: 50 }, (_, i) => `text ${i}`)
    const answers = await Promise.all(texts.map((text) => flow.post('/x', [{ text }])))
    expect(answers.map(([doc]) => doc?.text)).toEqual(texts)
    const socket = new WebSocket(`ws://127.0.0.1:${flow.portOf('websocket')}/`)
    onTestFinished(() => socket.terminate())
    await once(socket, 'open')
    const id = 'f'.repeat(32)
    socket.send(JSON.stringify({ header: { request_id: id }, data: [{ text: 'a' }], execEndpoint: '/x' }))
    const [answer] = (await once(socket, 'message')) as [Buffer]
    expect(JSON.parse(String(answer))).toMatchObject({ header: { request_id: id }, data: [{ text: 'a' }] })
  })
})

test('a partition takes a replica out of the rotation without a lost request, and it is back when it heals [FI-50]', async () => {
  const seen = [0, 0]
  let cut = false
  const ports = await Promise.all(
    [0, 1].map(async (i) => {
      const server = await listenHttp2({
        host: '127.0.0.1',
        port: 0,
        handlers: {
          unary: {
            [METHOD.single]: async (message) => {
              seen[i] = (seen[i] ?? 0) + 1
              return message
            },
            [METHOD.health]: async () => Buffer.from([0x08, 1]),
          },
          stream: {},
        },
      })
      onTestFinished(() => server.close(0))
      return i === 0 ? await openPartition(server.port, () => cut) : server.port
    }),
  )
  const flow = await startTestFlow(
    `jtype: Flow\nexecutors: [{name: foo, external: true, host: '127.0.0.1:${ports[0]},127.0.0.1:${ports[1]}'}]\n`,
  )
  const post = () => Promise.all(Array.from({ length: 10 }, () => flow.post('/x', [{ text: 'x' }])))
  await post()
  expect(seen[0]).toBeGreaterThan(0)
  cut = true
  // Half of them are sent into the void.
  for (const docs of await post()) expect(docs).toHaveLength(1)
  const [before] = seen
  await post()
  await post()
  expect(seen[0]).toBe(before)
  cut = false
  await expect.poll(() => post().then(() => seen[0]), { timeout: 30_000 }).toBeGreaterThan(before as number)
})

/** A way to a port on which bytes are lost, in both directions, as long as `isCut` says so. @returns its port */
async function openPartition(port: number, isCut: () => boolean): Promise<number> {
  const listener = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (chunk: Buffer) => {
        // What a network lost on a connection is not made up for: it stays mute, as after a long partition.
        if (isCut()) from.removeAllListeners('data').resume()
        else to.write(chunk)
      })
      from.on('error', () => to.destroy())
      from.on('close', () => to.destroy())
      onTestFinished(() => void from.destroy())
    }
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void listener.close())
  await once(listener, 'listening')
  return (listener.address() as AddressInfo).port
}

test.skipIf(python === null)(
  'pings while a Python Executor is silent do not end its call [FI-52]',
  async () => {
    usePython()
    const flow = await startTestFlow(
      `jtype: Flow
with: {retries: 0, grpc_channel_options: {grpc.keepalive_time_ms: 100, grpc.keepalive_timeout_ms: 20000}}
executors: [{name: snake, uses: Snake, py_modules: exec.py}]
`,
      {
        'exec.py': `import time
from jina import Executor, requests
class Snake(Executor):
    @requests(on='/slow')
    def slow(self, docs, **kwargs):
        time.sleep(5)
`,
      },
    )
    // More pings than gRPC's default allows in five minutes come every second.
    expect(await flow.post('/slow', [{ text: 'x' }])).toMatchObject([{ text: 'x' }])
  },
)

const NAMES = [
  './--help.ts',
  './-c.ts',
  '; touch pwned.ts',
  '$(touch pwned).ts',
  '`touch pwned`.ts',
  'a\'b"c.ts',
  'two\\nlines.ts',
]

test.skipIf(python === null)(
  'sources and values that a shell or an option parser would read as more are values [SEC-22]',
  async () => {
    usePython()
    const source = executorFile(`
  static override requests = { '/name': 'name' }
  private readonly value: string
  constructor(options: { value: string }) { super(); this.value = options.value }
  name({ docs }: RequestContext) { for (const doc of docs) doc.text += this.value + '|' }`)
    const python = `from jina import Executor, requests
class Snake(Executor):
    def __init__(self, value='', **kwargs):
        super().__init__(**kwargs)
        self.value = value
    @requests(on='/name')
    def name(self, docs, **kwargs):
        for doc in docs:
            doc.text += self.value + '|'
`
    const values = [...NAMES.map((name) => name.replace('.ts', '')), '--help', '$(id)']
    const flow = await startTestFlow(
      `jtype: Flow\nexecutors:\n${[
        ...NAMES.map((name) => ({ uses: JSON.parse(`"${name.replaceAll('"', '\\"')}"`) as string })),
        ...['--help', '$(id)'].map(() => ({ uses: 'Snake', py_modules: './--version.py' })),
      ]
        .map(
          (entry, i) =>
            `  - ${JSON.stringify({ name: `e${i}`, ...entry, uses_with: { value: values[i] } })}\n`,
        )
        .join('')}`,
      {
        ...Object.fromEntries(
          NAMES.map((name) => [JSON.parse(`"${name.replaceAll('"', '\\"')}"`) as string, source]),
        ),
        '--version.py': python,
      },
    )
    expect(await flow.post('/name', [{ text: '' }])).toMatchObject([
      { text: values.map((value) => `${value}|`).join('') },
    ])
    for (const { command } of findPods().filter(({ command }) => command.includes('.mjs')))
      expect(command).toMatch(/^\S+node --enable-source-maps \S+(worker|gateway)\.mjs --arguments-on-stdin $/)
    expect(existsSync('pwned')).toBe(false)
  },
)

test('a thousand WebSockets that were idle, and as many HTTP requests at once, are answered [FI-41] [FI-42]', async () => {
  const flow = await startTestFlow(
    'jtype: Flow\nwith: {protocol: [http, websocket]}\nexecutors: [{name: foo, uses: foo.ts}]\n',
    {
      'foo.ts': executorFile(`static override requests = { '/x': 'x' }\n  x() {}`),
    },
  )
  const sockets = await Promise.all(
    Array.from({ length: 1000 }, async () => {
      const socket = new WebSocket(`ws://127.0.0.1:${flow.portOf('websocket')}/`)
      await once(socket, 'open')
      return socket
    }),
  )
  onTestFinished(() => sockets.forEach((socket) => socket.terminate()))
  const answers = await Promise.all(
    sockets.map(async (socket, i) => {
      const answer = once(socket, 'message') as Promise<[Buffer]>
      socket.send(JSON.stringify({ data: [{ text: String(i) }], execEndpoint: '/x' }))
      return (JSON.parse(String((await answer)[0])) as { data: [{ text: string }] }).data[0].text
    }),
  )
  expect(answers).toEqual(sockets.map((_, i) => String(i)))
  const statuses = await Promise.all(
    sockets.map(async (_, i) => {
      const response = await fetch(`http://127.0.0.1:${flow.portOf('http')}/post`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ data: [{ text: String(i) }], execEndpoint: '/x' }),
      })
      await response.text()
      return response.status
    }),
  )
  expect(new Set(statuses)).toEqual(new Set([200]))
})

/** What no reader of protobuf takes as a request, a list of requests or a document. */
const NO_PROTOBUF: Record<string, Buffer> = {
  'a field that ends early': Buffer.from([0x0a, 0x05, 0x0a]),
  'a length without end': Buffer.alloc(12, 0xff),
  'a wire type that does not exist': Buffer.from([0x0f, 0x01]),
  'the number 0': Buffer.from([0x02, 0x00]),
  'the end of a group that did not begin': Buffer.from([0x0c]),
  'a group that does not end': Buffer.alloc(1000, 0x0b),
  'a header that ends early': Buffer.from([0x0a, 0x02, 0x0a, 0x05]),
}

test.skipIf(python === null)(
  'what is no protobuf is refused with a status by the Gateway, a Head and Executors, which go on [FI-37]',
  async () => {
    usePython()
    const flow = await startTestFlow(
      'jtype: Flow\nexecutors:\n  - {name: foo, uses: foo.ts, shards: 2}\n  - {name: snake, uses: Snake, py_modules: exec.py}\n',
      {
        'foo.ts': executorFile('ok() {}'),
        'exec.py': 'from jina import Executor, requests\nclass Snake(Executor):\n    pass\n',
      },
    )
    const before = flow.run.pods.map(({ pid }) => pid)
    for (const { id, address, role } of flow.run.pods) {
      const channel = openChannel(address as string)
      onTestFinished(() => channel.close())
      const paths =
        role === 'gateway' ? [METHOD.single, METHOD.call] : [METHOD.single, METHOD.many, METHOD.call]
      for (const [name, message] of Object.entries(NO_PROTOBUF))
        for (const path of paths)
          expect(await askOnce(channel, path, message), `${name} to ${path} of ${id}`).toBe('an error')
    }
    expect(await flow.post('/', [{ text: 'x' }])).toMatchObject([{ text: 'x' }])
    expect(flow.run.pods.map(({ pid }) => pid)).toEqual(before)
  },
)

/** Whether a call ends with an error status, that of gRPC or that of its answer. */
async function askOnce(channel: RpcChannel, path: string, message: Buffer): Promise<string> {
  async function* one() {
    yield message
  }
  try {
    for await (const answer of channel.stream(path, one(), { timeoutMs: 20_000 }))
      return readStatus(readEnvelope(answer).status as Buffer).code === 1
        ? 'an error'
        : answer.toString('latin1')
    return 'no answer'
  } catch (thrown) {
    return thrown instanceof RpcError && thrown.code !== STATUS.DEADLINE_EXCEEDED
      ? 'an error'
      : String(thrown)
  }
}
