import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Flow } from '@flowdeck/runtime'
import type { FlowRun, ServerEvent } from '@flowdeck/shared'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { createServer } from '../src/createServer.ts'
import { apiOf, connect, loadFlow, openServer, startFlow, type Opened } from './openServer.ts'

const FLOOD = `export class Flood {
  static requests = { '/flood': 'flood', '/count': 'count' }
  printed = 0
  async flood() {
    const line = 'x'.repeat(500) + '\\n'
    for (const end = Date.now() + 1500; Date.now() < end; this.printed += 200) {
      process.stdout.write(line.repeat(200))
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  count() { console.log('printed ' + ++this.printed) }
}`

test('a flood of log lines costs the browser less than 1 MB/s, and what is dropped is counted [FI-25]', async () => {
  const opened = await openServer({
    'hello/flood.ts': FLOOD,
    'hello/flood.yml': 'jtype: Flow\nexecutors:\n  - name: flood\n    uses: flood.ts\n',
  })
  const socket = await connect(opened)
  const runId = await startFlow(opened, socket, 'hello/flood.yml')
  await socket.command('logs.subscribe', { runId })
  const got = { bytes: 0, lines: 0, dropped: 0, printed: 0 }
  socket.socket.on('message', (data) => {
    const text = String(data)
    const event = JSON.parse(text) as ServerEvent
    if (event.type !== 'logs') return
    got.bytes += text.length
    got.dropped += event.dropped
    for (const { text: line } of event.lines) {
      if (/^x|^printed/.test(line)) got.lines++
      got.printed = Number(/^printed (\d+)/.exec(line)?.[1] ?? got.printed)
    }
  })
  let sent = 0
  const send = (endpoint: string) =>
    socket.command('request.send', {
      runId,
      requestId: String(sent++).padStart(32, '0'),
      protocol: 'grpc',
      endpoint,
      docs: [{}],
      parameters: {},
    })
  const began = performance.now()
  await send('/flood')
  // The line may be dropped with the last of the flood; a later one is not.
  await expect.poll(() => send('/count').then(() => got.printed), { timeout: 20_000 }).toBeGreaterThan(0)
  const seconds = (performance.now() - began) / 1000
  expect(got.dropped).toBeGreaterThan(1000)
  // The rate, the burst, and one batch that may go into debt.
  expect(got.bytes).toBeLessThan(850_000 * seconds + 400_000 + 300_000)
  expect(Math.abs(got.printed - got.lines - got.dropped)).toBeLessThanOrEqual(1)
})

test('preflight of a file of 0.9 MB leaves the server free for others [FI-82]', async () => {
  const keys = Array.from({ length: 15_000 }, (_, i) => `      key_${i}: value of the key number ${i}\n`)
  const text = `jtype: Flow\nexecutors:\n  - name: a\n    uses_with:\n${keys.join('')}`
  const opened = await openServer({ 'hello/large.yml': text })
  const socket = await connect(opened)
  const { revision } = await loadFlow(opened, 'hello/large.yml')
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const reply = await socket.command('run.preflight', { flowId: 'hello/large.yml', revision })
  delay.disable()
  expect(reply.ok).toBe(true)
  // Read in place, it would be the seconds that reading takes.
  expect(delay.max / 1e6).toBeLessThan(1000)
})

test('opening, checking and exporting a Flow runs none of its code [SEC-18]', async () => {
  const marker = join(mkdtempSync(join(tmpdir(), 'flowdeck-marker-')), 'ran')
  onTestFinished(() => rmSync(join(marker, '..'), { recursive: true, force: true }))
  const opened = await openServer({
    'hello/evil.py': `open(${JSON.stringify(marker)}, 'w').close()\nfrom jina import Executor\nclass Evil(Executor):\n    pass\n`,
    'hello/evil.ts': `import { writeFileSync } from 'node:fs'\nwriteFileSync(${JSON.stringify(marker)}, '')\nexport class Evil { static requests = {} }\n`,
    'hello/evil.yml':
      'jtype: Flow\nexecutors:\n  - {name: a, uses: Evil, py_modules: evil.py}\n  - {name: b, uses: evil.ts}\n',
  })
  const socket = await connect(opened)
  const flow = await loadFlow(opened, 'hello/evil.yml')
  await opened.api('GET', '/api/catalog?flow=hello%2Fevil.yml')
  await socket.command('run.preflight', { flowId: 'hello/evil.yml', revision: flow.revision })
  await opened.api('PUT', '/api/flows/hello%2Fevil.yml', {
    text: `${flow.text}# edited\n`,
    layout: flow.layout,
    revision: flow.revision,
  })
  const exported = await Flow.loadConfig(join(opened.workspace, 'hello/evil.yml'))
  await exported.toDockerComposeYaml(join(opened.workspace, 'compose.yml')).catch(() => {})
  await exported.toKubernetesYaml(join(opened.workspace, 'k8s')).catch(() => {})
  expect(existsSync(marker)).toBe(false)
})

/** Addresses of the sockets that listen on a port, as the kernel writes them. */
function listeningAt(port: number): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([, local, , state]) => state === '0A' && local?.endsWith(`:${hex}`))
      .map(([, local]) => local?.split(':')[0] ?? ''),
  )
}

test('the server, the Gateway and every Executor listen on 127.0.0.1 only [SEC-34]', async () => {
  const opened = await openServer()
  const socket = await connect(opened)
  await startFlow(opened, socket)
  const run = await socket.runIn('ready')
  const ports = [opened.server.port, ...run.gateway.map(({ port }) => port), ...portsOf(run)]
  expect(ports.length).toBeGreaterThan(3)
  for (const port of ports) {
    const addresses = listeningAt(port)
    expect(addresses.length).toBeGreaterThan(0)
    expect([port, ...new Set(addresses)]).toEqual([port, '0100007F'])
  }
})

const portsOf = ({ pods }: FlowRun) =>
  pods.flatMap(({ address }) => {
    const port = /:(\d+)$/.exec(address ?? '')?.[1]
    return port === undefined ? [] : [Number(port)]
  })

test('two servers on one workspace: a change is told to both, and a stale save is refused [FI-68]', async () => {
  const opened = await openServer()
  const second = await createServer({ workspaceDir: opened.workspace })
  onTestFinished(() => second.close())
  const api = apiOf(`http://127.0.0.1:${second.port}`, second.token)
  const other: Opened = { workspace: opened.workspace, server: second, api }
  const socket = await connect(other)
  const path = '/api/flows/hello%2Fflow.yml'
  const { text, layout, revision } = await loadFlow(other, 'hello/flow.yml')
  expect((await opened.api('PUT', path, { text: `${text}# one\n`, layout, revision })).status).toBe(200)
  await socket.until((events) =>
    events.find((event) => event.type === 'flow.changed' && event.flowId === 'hello/flow.yml'),
  )
  expect((await other.api('PUT', path, { text: `${text}# two\n`, layout, revision })).status).toBe(409)
  expect(readFileSync(join(opened.workspace, 'hello/flow.yml'), 'utf8')).toBe(`${text}# one\n`)
})

test('starts, stops and edits in any order leave at most one run, and none at the end [FI-69]', async () => {
  const opened = await openServer()
  const socket = await connect(opened)
  const flowId = 'hello/flow.yml'
  const path = join(opened.workspace, flowId)
  const original = readFileSync(path, 'utf8')
  let started = 0
  const active = async () => {
    const reply = await socket.command('run.list', {})
    return reply.ok ? reply.result.runs.filter(({ endedAt }) => endedAt === null) : []
  }
  const act = async (action: string): Promise<void> => {
    const { revision } = await loadFlow(opened, flowId)
    if (action === 'start') started += Number((await socket.command('run.start', { flowId, revision })).ok)
    else if (action === 'preflight') await socket.command('run.preflight', { flowId, revision })
    else if (action === 'edit') writeFileSync(path, `${original}# edited\n`)
    else
      for (const { runId } of await active())
        await socket.command('run.stop', { runId, force: action === 'force' })
  }
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('start', 'start', 'stop', 'force', 'edit', 'preflight'), {
        minLength: 4,
        maxLength: 8,
      }),
      async (actions) => {
        // All of them under way at once, begun in this order.
        await Promise.all(actions.map(act))
        expect((await active()).length).toBeLessThanOrEqual(1)
        await act('force')
        await expect.poll(active).toEqual([])
      },
    ),
    { numRuns: 6, seed: 16 },
  )
  expect(started).toBeGreaterThan(2)
})
