import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Flow, stateDir, type RunningFlow } from '@flowdeck/runtime'
import type { GatewayProtocol, RequestResponse } from '@flowdeck/shared'
import { describe, expect, onTestFinished, test } from 'vitest'
import { FileFlowStore } from '../flows/FileFlowStore.ts'
import { ConsentStore } from './ConsentStore.ts'
import { FlowRunner } from './FlowRunner.ts'
import { sendRequest } from './sendRequest.ts'

const HELLO = join(import.meta.dirname, '../../../../examples/hello')
const PROTOCOLS = ['grpc', 'http', 'websocket'] as const
const SCHEME = { grpc: 'grpc', http: 'http', websocket: 'ws' } as const

/** A Flow with one Executor in a folder of its own, which nobody has started yet, and a server that knows its file. */
async function given() {
  const workspace = mkdtempSync(join(tmpdir(), 'flowdeck-attach-'))
  cpSync(HELLO, workspace, { recursive: true })
  const ports = { grpc: await freePort(), http: await freePort(), websocket: await freePort() }
  const list = (values: readonly unknown[]) => `[${values.join(', ')}]`
  writeFileSync(
    join(workspace, 'elsewhere.yml'),
    `jtype: Flow\nwith:\n  protocol: ${list(PROTOCOLS)}\n  port: ${list(PROTOCOLS.map((p) => ports[p]))}\n` +
      'executors:\n  - {name: hello, uses: foo.ts}\n',
  )
  const runner = new FlowRunner(new FileFlowStore(workspace), new ConsentStore(stateDir()))
  onTestFinished(async () => {
    await runner.close()
    rmSync(workspace, { recursive: true, force: true })
  })
  const start = async (): Promise<RunningFlow> => {
    const running = await (await Flow.loadConfig(join(workspace, 'elsewhere.yml'))).start()
    onTestFinished(() => running.close({ graceMs: 100 }))
    return running
  }
  const address = (protocol: GatewayProtocol, at: GatewayProtocol = protocol) =>
    `${SCHEME[protocol]}://127.0.0.1:${ports[at]}`
  return { runner, start, address }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function ask(runner: FlowRunner, runId: string, protocol: GatewayProtocol) {
  const answers: RequestResponse[] = []
  await sendRequest(
    runner.find(runId).snapshot(),
    { runId, requestId: 'a'.repeat(32), protocol, endpoint: '/bar', docs: [{ text: 'Ada' }], parameters: {} },
    { signal: AbortSignal.timeout(10_000), onResponse: async (answer) => void answers.push(answer) },
  )
  return answers
}

test('a Gateway that somebody else runs is asked, missed when it goes, seen when it is back, and outlives us', async () => {
  const { runner, start, address } = await given()
  const first = await start()
  const runId = await runner.attach('flow.yml', address('grpc'))
  const run = () => runner.find(runId).snapshot()
  expect(run()).toMatchObject({ attached: true, state: 'ready', error: null })
  await expect(runner.attach('flow.yml', address('grpc'))).rejects.toMatchObject({
    code: 'RUN_ALREADY_ACTIVE',
  })

  await first.close({ graceMs: 100 })
  await expect.poll(run, { timeout: 20_000 }).toMatchObject({
    state: 'degraded',
    error: { message: expect.stringContaining('nothing listens there') as string },
  })
  await expect(ask(runner, runId, 'grpc')).rejects.toMatchObject({ code: 'DEPLOYMENT_UNAVAILABLE' })

  const second = await start()
  await expect.poll(run, { timeout: 20_000 }).toMatchObject({ state: 'ready', error: null })
  const [answer] = await ask(runner, runId, 'grpc')
  expect(answer?.routes.map(({ executor }) => executor)).toContain('hello')

  await runner.stop(runId, false)
  expect(run()).toMatchObject({ state: 'stopped' })
  expect(second.run.state).toBe('ready')
})

test.each(PROTOCOLS)('over %s: what it answers, as far as it says, and answers', async (protocol) => {
  const { runner, start, address } = await given()
  await start()
  const runId = await runner.attach('flow.yml', address(protocol))
  const { endpoints } = await runner.endpoints(runId)
  const names = endpoints.map(({ endpoint }) => endpoint)
  if (protocol === 'websocket') expect(names).toEqual([])
  else expect(names).toEqual(['/bar'])
  const [answer] = await ask(runner, runId, protocol)
  expect(answer?.docs).toMatchObject([{ text: 'Ada foo was here' }])
  expect(answer?.routes.find(({ executor }) => executor === 'hello')?.endTime).not.toBeNull()
})

describe('what cannot be attached to is refused with what to try', () => {
  test('nothing listens', async () => {
    const { runner, address } = await given()
    await expect(runner.attach('flow.yml', address('grpc'))).rejects.toThrow(
      /grpc:.* cannot be reached: nothing listens there .*See whether the Gateway runs/,
    )
    expect(runner.list()).toEqual([])
  })

  test.each([
    ['grpc', 'http'],
    ['http', 'grpc'],
    ['websocket', 'http'],
    ['http', 'websocket'],
  ] as const)('%s to a port that speaks %s', async (asked, spoken) => {
    const { runner, start, address } = await given()
    await start()
    await expect(runner.attach('flow.yml', address(asked, spoken))).rejects.toThrow(
      `attach to ${address(spoken)}`,
    )
  })

  test('an Executor, and a web server', async () => {
    const { runner, start } = await given()
    const running = await start()
    const executor = running.run.pods.find(({ role }) => role === 'worker')?.address ?? ''
    await expect(runner.attach('flow.yml', executor)).rejects.toThrow('is no Gateway')
    const web = createServer((_, response) => response.end('<h1>Hello</h1>')).listen(0, '127.0.0.1')
    onTestFinished(() => void web.close())
    await once(web, 'listening')
    const { port } = web.address() as AddressInfo
    await expect(runner.attach('flow.yml', `http://127.0.0.1:${port}`)).rejects.toThrow('is no Gateway')
  })
})
