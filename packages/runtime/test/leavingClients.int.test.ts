import { once } from 'node:events'
import { readdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import type { RunningFlow } from '../src/flow/RunningFlow.ts'
import { executorFile, startTestFlow } from './startTestFlow.ts'

const FLOW =
  'jtype: Flow\nwith: {protocol: [grpc, http, websocket]}\nexecutors: [{name: foo, uses: foo.ts}]\n'
/** `/wait` goes on until its caller is gone or a file is there; `/count` says how many wait, and how many were given up. */
const FILES = {
  'foo.ts': `import { existsSync } from 'node:fs'
${executorFile(`
  static override requests = { '/wait': 'wait', '/count': 'count' }
  private waiting = 0
  private left = 0
  async wait({ docs, signal }: RequestContext) {
    this.waiting++
    while (!signal.aborted && !existsSync('go')) await new Promise((resolve) => setTimeout(resolve, 20))
    this.waiting--
    if (signal.aborted) this.left++
    for (const doc of docs) doc.text = 'done'
  }
  count({ docs }: RequestContext) {
    for (const doc of docs) doc.tags = { waiting: this.waiting, left: this.left, folder: process.cwd() }
  }`)}`,
}

const count = async (flow: RunningFlow) => {
  const [doc] = await flow.post('/count', [{}])
  return [doc?.tags?.['waiting'], doc?.tags?.['left']]
}
const gatewayOf = (flow: RunningFlow) => flow.run.pods.find(({ role }) => role === 'gateway')
const REQUEST = JSON.stringify({ data: [{ text: 'x' }], execEndpoint: '/wait' })
const postHttp = (flow: RunningFlow, signal?: AbortSignal) =>
  fetch(`http://127.0.0.1:${flow.portOf('http')}/post`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: REQUEST,
    ...(signal ? { signal } : {}),
  })
async function openSocket(flow: RunningFlow) {
  const socket = new WebSocket(`ws://127.0.0.1:${flow.portOf('websocket')}/`)
  onTestFinished(() => socket.terminate())
  await once(socket, 'open')
  socket.send(REQUEST)
  return socket
}

/** How clients leave while they wait for an answer. */
const LEAVE: Record<string, (flow: RunningFlow) => Promise<() => void>> = {
  'a gRPC call is cancelled': async (flow) => {
    const aborted = new AbortController()
    Promise.resolve(flow.post('/wait', [{}], { signal: aborted.signal })).catch(() => {})
    return () => aborted.abort()
  },
  'an HTTP request is aborted': async (flow) => {
    const aborted = new AbortController()
    postHttp(flow, aborted.signal).catch(() => {})
    return () => aborted.abort()
  },
  'a WebSocket is closed': async (flow) => {
    const socket = await openSocket(flow)
    return () => socket.close()
  },
  'a WebSocket is cut without a close frame': async (flow) => {
    const socket = await openSocket(flow)
    return () => socket.terminate()
  },
  'the client of a WebSocket ends its half of the connection': async (flow) => {
    const port = flow.portOf('websocket')
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).on('error', () => {})
    onTestFinished(() => void socket.destroy())
    socket.write(
      `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    )
    await once(socket, 'data')
    // A masked text frame whose mask is zero.
    socket.write(
      Buffer.concat([Buffer.from([0x81, 0x80 | REQUEST.length, 0, 0, 0, 0]), Buffer.from(REQUEST)]),
    )
    return () => socket.end()
  },
}

test('handlers learn that their caller has left, over every protocol, and nothing of it stays [FI-40] [FI-46]', async () => {
  const flow = await startTestFlow(FLOW, FILES)
  const descriptors = () => readdirSync(`/proc/${gatewayOf(flow)?.pid ?? ''}/fd`).length
  expect(await count(flow)).toEqual([0, 0])
  const before = descriptors()
  let left = 0
  for (const [how, begin] of Object.entries(LEAVE)) {
    const leaves = await Promise.all([begin(flow), begin(flow), begin(flow)])
    await expect.poll(() => count(flow), { message: how, timeout: 20_000 }).toEqual([3, left])
    for (const leave of leaves) leave()
    left += 3
    await expect.poll(() => count(flow), { message: how, timeout: 20_000 }).toEqual([0, left])
  }
  // Connections of `fetch` are kept alive for some seconds.
  await expect.poll(descriptors, { timeout: 20_000 }).toBeLessThanOrEqual(before + 3)
}, 120_000)

test('a Gateway that is told to stop answers what it has accepted over every protocol, and takes nothing new [FI-32]', async () => {
  const flow = await startTestFlow(FLOW, FILES)
  const overHttp = postHttp(flow)
  const socket = await openSocket(flow)
  const overSocket = once(socket, 'message') as Promise<[Buffer]>
  const overGrpc = Promise.resolve(flow.post('/wait', [{}]))
  await expect.poll(() => count(flow), { timeout: 20_000 }).toEqual([3, 0])
  const [doc] = await flow.post('/count', [{}])
  process.kill(gatewayOf(flow)?.pid as number, 'SIGTERM')
  await expect
    .poll(
      () =>
        postHttp(flow, AbortSignal.timeout(500)).then(
          ({ status }) => status,
          (thrown: Error) => thrown.name,
        ),
      { timeout: 20_000 },
    )
    .toBe('TypeError')
  writeFileSync(join(String(doc?.tags?.['folder']), 'go'), '')
  const answer = (await (await overHttp).json()) as { data: unknown[] }
  expect(answer.data).toMatchObject([{ text: 'done' }])
  expect(JSON.parse(String((await overSocket)[0]))).toMatchObject({ data: [{ text: 'done' }] })
  expect(await overGrpc).toMatchObject([{ text: 'done' }])
})
