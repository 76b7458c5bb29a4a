import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CLOSE, type FlowRun } from '@flowdeck/shared'
import { expect, onTestFinished, test } from 'vitest'
import { apiOf, connect, startFlow, type Opened } from './openServer.ts'

const MAIN = join(import.meta.dirname, '../dist/bundle/main.mjs')
const EXAMPLES = join(import.meta.dirname, '../../../examples')

interface Spawned extends Opened {
  child: ChildProcess
  stdout(): string
  exited: Promise<number | null>
}

function temporary(name: string): string {
  const path = mkdtempSync(join(tmpdir(), `flowdeck-${name}-`))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** The server as `npm start` runs it: its own process, a copy of the examples. */
async function spawnServer(
  workspace: string,
  {
    state = temporary('state'),
    args = ['--port', '0'],
    env = {},
  }: { state?: string; args?: string[]; env?: NodeJS.ProcessEnv } = {},
): Promise<Spawned> {
  const child = spawn(process.execPath, [MAIN, ...args, workspace], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, FLOWDECK_STATE_DIR: state, ...env },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const exited = new Promise<number | null>((resolve) => child.on('exit', resolve))
  let stdout = ''
  const url = await new Promise<URL>((resolve) =>
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString()
      if (stdout.includes('\n')) resolve(new URL(stdout.trim()))
    }),
  )
  const token = url.hash.slice('#t='.length)
  return {
    child,
    stdout: () => stdout,
    exited,
    workspace,
    server: { port: Number(url.port), token },
    api: apiOf(url.origin, token),
  }
}

function examples(files: Record<string, string> = {}): string {
  const workspace = temporary('workspace')
  cpSync(EXAMPLES, workspace, { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(workspace, name), text)
  return workspace
}

async function listening(): Promise<Server> {
  const server = createTcpServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return server
}

async function freePort(): Promise<number> {
  const server = await listening()
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0)
    // A zombie waits for its parent to read how it ended: nothing of it runs.
    return !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
const alivePods = ({ pods }: FlowRun) => pods.filter(({ pid }) => pid !== null && isAlive(pid))

test('prints one line, the URL; SIGTERM ends it and every Flow that it started [FI-55]', async () => {
  const state = temporary('state')
  const spawned = await spawnServer(examples(), { state })
  const socket = await connect(spawned)
  await startFlow(spawned, socket)
  const run = await socket.runIn('ready')
  expect(alivePods(run)).toHaveLength(run.pods.length)
  spawned.child.kill('SIGTERM')
  expect(await spawned.exited).toBe(0)
  expect((await socket.closed)[0]).toBe(CLOSE.RESTART)
  expect(alivePods(run)).toEqual([])
  expect(spawned.stdout()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#t=[\w-]{43}\n$/)
  const audit = readFileSync(join(state, 'audit.ndjson'), 'utf8').trim().split('\n')
  expect(audit.map((line) => JSON.parse(line) as object)).toMatchObject([
    { event: 'start', flowId: 'hello/flow.yml', revision: run.revision, runId: run.runId },
  ])
  expect(statSync(join(state, 'audit.ndjson')).mode & 0o077).toBe(0)
})

test('a second signal does not wait for requests that never end [FI-55]', async () => {
  const spawned = await spawnServer(
    examples({
      'hello/foo.ts': `export class Foo { static requests = { '/bar': 'bar' }
        async bar() { console.log('hanging'); await new Promise(() => {}) } }`,
      'hello/flow.yml': 'jtype: Flow\nexecutors:\n  - name: foo\n    uses: foo.ts\n',
    }),
  )
  const socket = await connect(spawned)
  const runId = await startFlow(spawned, socket)
  const run = await socket.runIn('ready')
  await socket.command('logs.subscribe', { runId })
  void socket.command('request.send', {
    runId,
    requestId: 'a'.repeat(32),
    protocol: 'grpc',
    endpoint: '/bar',
    docs: [{}],
    parameters: {},
  })
  await socket.until((events) =>
    events.find((event) => event.type === 'logs' && event.lines.some(({ text }) => text === 'hanging')),
  )
  spawned.child.kill('SIGTERM')
  await socket.runIn('stopping')
  const asked = performance.now()
  spawned.child.kill('SIGINT')
  expect(await spawned.exited).toBe(1)
  expect(performance.now() - asked).toBeLessThan(5000)
  await expect.poll(() => alivePods(run)).toEqual([])
})

test('a server that was killed leaves nothing; its successor starts the same Flow on the same port [FI-53]', async () => {
  const port = await freePort()
  const state = temporary('state')
  const workspace = examples({
    'hello/flow.yml': `jtype: Flow\nwith:\n  port: ${port}\nexecutors:\n  - uses: foo.ts\n`,
  })
  const first = await spawnServer(workspace, { state })
  const socket = await connect(first)
  await startFlow(first, socket)
  const run = await socket.runIn('ready')
  first.child.kill('SIGKILL')
  await first.exited
  const second = await spawnServer(workspace, { state })
  expect(alivePods(run)).toEqual([])
  const again = await connect(second)
  expect(await again.command('run.list', {})).toMatchObject({ ok: true, result: { runs: [] } })
  await startFlow(second, again)
  expect((await again.runIn('ready')).gateway).toMatchObject([{ protocol: 'grpc', port }])
  second.child.kill('SIGTERM')
  expect(await second.exited).toBe(0)
})

test('a port that is taken is refused when it was asked for [FI-68]', async () => {
  const holder = await listening()
  onTestFinished(() => void holder.close())
  const { port } = holder.address() as AddressInfo
  const child = spawn(process.execPath, [MAIN, '--port', String(port), examples()], {
    env: { ...process.env, FLOWDECK_STATE_DIR: temporary('state') },
  })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  expect(await new Promise((resolve) => child.on('close', resolve))).toBe(1)
  expect(stderr).toBe(`port ${port} is in use; choose another one with --port\n`)
})

test.each([
  [['--port', 'x'], 2, '--port takes a number from 0 to 65535, not "x"\n'],
  [['--prot', '1'], 2, /Unknown option '--prot'.*Usage: flowdeck-server \[options\] \[WORKSPACE\]/s],
  [[MAIN], 2, /main\.mjs cannot be a workspace \(EEXIST\); name a folder/],
])('the arguments %j are refused in words', async (args, code, message) => {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, FLOWDECK_STATE_DIR: temporary('state') },
  })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  expect(await new Promise((resolve) => child.on('close', resolve))).toBe(code)
  expect(stderr).toMatch(message)
})

test('--help says what the server takes, and starts nothing', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, '--help'])
  expect(stdout).toMatch(/^Usage: flowdeck-server .*--port PORT .*Examples:/s)
})

test('a closing terminal stops the server and its Flows like SIGTERM [FI-55]', async () => {
  const spawned = await spawnServer(examples())
  const socket = await connect(spawned)
  await startFlow(spawned, socket)
  const run = await socket.runIn('ready')
  spawned.child.kill('SIGHUP')
  expect(await spawned.exited).toBe(0)
  expect(alivePods(run)).toEqual([])
})

test.each([
  ['an error in a timer', "throw new Error('out of nowhere')"],
  ['a rejected promise', "Promise.reject(new Error('out of nowhere'))"],
])('%s ends the server with exit code 1, after its Flows [FI-56]', async (_, fault) => {
  const folder = temporary('fault')
  const trigger = join(folder, 'now')
  const script = join(folder, 'fault.mjs')
  const watch = `import { existsSync } from 'node:fs'
if (process.argv[1] === ${JSON.stringify(MAIN)}) {
  const timer = setInterval(() => {
    if (!existsSync(${JSON.stringify(trigger)})) return
    clearInterval(timer)
    ${fault}
  }, 20)
}
`
  writeFileSync(script, watch)
  const spawned = await spawnServer(examples(), { env: { NODE_OPTIONS: `--import=${script}` } })
  const socket = await connect(spawned)
  await startFlow(spawned, socket)
  const run = await socket.runIn('ready')
  writeFileSync(trigger, '')
  expect(await spawned.exited).toBe(1)
  expect(alivePods(run)).toEqual([])
})
