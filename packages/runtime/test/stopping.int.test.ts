import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { Client, credentials } from '@grpc/grpc-js'
import { describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { listenHttp2 } from '../src/transport/http2Server.ts'
import { POD_ENTRY } from '../src/state/paths.ts'

const asIs = (bytes: Buffer) => bytes
const GATEWAY = ['--graph-description', '{}', '--deployments-addresses', '{}']

/** A Pod's process, and what it printed. */
async function startPod(role: 'gateway' | 'head' | 'worker', args: string[]) {
  const child = spawn(process.execPath, [POD_ENTRY[role], '--port', '0', ...args])
  onTestFinished(() => void child.kill('SIGKILL'))
  let printed = ''
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  return { child, printed: () => printed, exited: once(child, 'exit') as Promise<[number | null]> }
}

async function startReady(role: Parameters<typeof startPod>[0], args: string[]) {
  const pod = await startPod(role, args)
  await expect.poll(pod.printed, { timeout: 30_000 }).toMatch(/port \d+/)
  return { ...pod, port: Number(/port (\d+)/.exec(pod.printed())?.[1]) }
}

async function openSocket(port: number, text = ''): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.write(text)
  return socket
}

function openClient(port: number): Client {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure())
  onTestFinished(() => client.close())
  return client
}

const GRPC: Record<string, (port: number) => Promise<unknown>> = {
  'a channel that is connected': async (port) => {
    const client = openClient(port)
    await new Promise<void>((resolve, reject) =>
      client.waitForReady(Date.now() + 20_000, (error) => (error ? reject(error) : resolve())),
    )
  },
  'a stream without a request': async (port) => {
    const call = openClient(port).makeBidiStreamRequest('/jina.JinaRPC/Call', asIs, asIs)
    call.on('error', () => {})
    await once(call, 'metadata')
  },
  'one that watches the health': async (port) => {
    const call = openClient(port).makeServerStreamRequest(
      '/grpc.health.v1.Health/Watch',
      asIs,
      asIs,
      Buffer.alloc(0),
    )
    call.on('error', () => {})
    await once(call, 'data')
  },
  'a connection that says nothing': async (port) => await openSocket(port),
  'a peer that never closes its end': async (port) => {
    const socket = await openSocket(port, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0')
    await once(socket, 'data')
    socket.pause()
  },
}
const HTTP: typeof GRPC = {
  'a connection that is kept alive': async (port) => await (await fetch(`http://127.0.0.1:${port}/`)).text(),
  'half a request': async (port) => await openSocket(port, 'GET / HTTP/1.1\r\nHost: x\r\n'),
  'a connection that says nothing': async (port) => await openSocket(port),
}
const WEBSOCKET: typeof GRPC = {
  'a WebSocket': async (port) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`)
    onTestFinished(() => socket.terminate())
    await once(socket, 'open')
  },
  'a WebSocket that never closes its end': async (port) => {
    const handshake = `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n`
    await once(await openSocket(port, handshake), 'data')
  },
}

/** Each peer at a Pod of its own would take long: all are connected to one. */
describe('SIGTERM ends a process whose peers are connected and idle', () => {
  test.each([
    ['Gateway over gRPC', 'gateway', [...GATEWAY, '--protocol', 'GRPC'], GRPC],
    ['Gateway over HTTP', 'gateway', [...GATEWAY, '--protocol', 'HTTP'], HTTP],
    ['Gateway over WebSocket', 'gateway', [...GATEWAY, '--protocol', 'WEBSOCKET'], { ...HTTP, ...WEBSOCKET }],
    ['Executor', 'worker', [], GRPC],
    ['Head', 'head', ['--connection-list', '{"0": ["127.0.0.1:1"]}'], GRPC],
  ] as const)('%s', async (_, role, args, peers) => {
    // So long that it would not be waited for: nothing is under way.
    const pod = await startReady(role, [...args, '--timeout-ctrl', '100'])
    for (const open of Object.values(peers)) await open(pod.port)
    pod.child.kill('SIGTERM')
    expect((await pod.exited)[0]).toBe(0)
  })
})

test('a call that is under way is answered while its server stops, and the caller is told to go away [FI-32]', async () => {
  let answer = () => {}
  const working = new Promise<void>((resolve) => (answer = resolve))
  let begun = () => {}
  const arrived = new Promise<void>((resolve) => (begun = resolve))
  const server = await listenHttp2({
    host: '127.0.0.1',
    port: 0,
    handlers: {
      unary: {},
      stream: {
        '/jina.JinaRPC/Call': async function* (messages) {
          for await (const message of messages) {
            begun()
            await working
            yield message
          }
        },
      },
    },
  })
  const call = openClient(server.port).makeBidiStreamRequest('/jina.JinaRPC/Call', asIs, asIs)
  const ended = new Promise<{ code: number }>((resolve) => call.on('status', resolve))
  call.on('error', () => {})
  call.write(Buffer.from('a'))
  await arrived
  const closed = server.close(60_000)
  setImmediate(answer)
  expect(String((await once(call, 'data'))[0])).toBe('a')
  // UNAVAILABLE: another server may be asked.
  expect((await ended).code).toBe(14)
  await closed
})

test('a Gateway for docarray v2 waits for its Executors, names them, and ends when it is told to', async () => {
  const pod = await startPod('gateway', [
    '--graph-description',
    '{"start-gateway": ["a"], "a": ["end-gateway"]}',
    '--deployments-addresses',
    '{"a": ["127.0.0.1:1"]}',
    '--docarray',
    'v2',
  ])
  await expect
    .poll(pod.printed, { timeout: 20_000 })
    .toContain('waiting for Executor a at 127.0.0.1:1: it does not answer yet')
  expect(pod.child.exitCode).toBeNull()
  pod.child.kill('SIGTERM')
  expect((await pod.exited)[0]).toBe(0)
})
