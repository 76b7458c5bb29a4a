import { once } from 'node:events'
import { connect, type ClientHttp2Session } from 'node:http2'
import { createServer, type AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Compression } from './compression.ts'
import { readGrpcOptions } from './grpcOptions.ts'
import { Http2Channel } from './http2Channel.ts'
import { listenHttp2 } from './http2Server.ts'
import { STATUS } from './rpcError.ts'

const ECHO = '/test/echo'

async function serve(written: Record<string, number>, compression: Compression | null = null) {
  let active = 0
  const seen = { most: 0 }
  const server = await listenHttp2({
    host: '127.0.0.1',
    port: 0,
    grpc: { options: readGrpcOptions(written), compression },
    handlers: {
      unary: {
        [ECHO]: async (message) => {
          seen.most = Math.max(seen.most, ++active)
          await new Promise((resolve) => setImmediate(resolve))
          active--
          return message
        },
      },
      stream: {},
    },
  })
  onTestFinished(() => server.close())
  return { address: `127.0.0.1:${server.port}`, seen }
}

function channelTo(address: string, written: Record<string, number | boolean> = {}): Http2Channel {
  const channel = new Http2Channel(address, { options: readGrpcOptions(written) })
  onTestFinished(() => channel.close())
  return channel
}

const BIG = Buffer.alloc(1001)

describe('a message over a limit that is written is refused by whom it binds', () => {
  test.each([
    ['a server that receives', { 'grpc.max_receive_message_length': 1000 }, {}],
    ['a server that answers', { 'grpc.max_send_message_length': 1000 }, {}],
    ['a caller that sends', {}, { 'grpc.max_send_message_length': 1000 }],
    ['a caller that receives', {}, { 'grpc.max_receive_message_length': 1000 }],
  ])('%s', async (_, server, channel) => {
    const { address } = await serve(server)
    const caller = channelTo(address, channel)
    await expect(caller.unary(ECHO, BIG)).rejects.toMatchObject({
      code: STATUS.RESOURCE_EXHAUSTED,
      details:
        'a message of 1001 bytes is over the limit of 1000 bytes (grpc.max_receive_message_length or grpc.max_send_message_length)',
    })
    expect((await caller.unary(ECHO, BIG.subarray(1))).message).toHaveLength(1000)
  })
})

test('no more calls at a time come over a connection than max_concurrent_streams says', async () => {
  const { address, seen } = await serve({ 'grpc.max_concurrent_streams': 2 })
  const caller = channelTo(address)
  await caller.unary(ECHO, BIG)
  await Promise.all(Array.from({ length: 20 }, () => caller.unary(ECHO, BIG)))
  expect(seen.most).toBe(2)
})

test('a peer that answers no ping is given up', async () => {
  const settings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0])
  const silent = createServer((socket) => {
    socket.on('error', () => {})
    socket.resume().write(settings)
  })
  silent.listen(0, '127.0.0.1')
  await once(silent, 'listening')
  onTestFinished(() => void silent.close())
  const caller = channelTo(`127.0.0.1:${(silent.address() as AddressInfo).port}`, {
    'grpc.keepalive_time_ms': 20,
    'grpc.keepalive_timeout_ms': 20,
  })
  await expect(caller.unary(ECHO, BIG)).rejects.toMatchObject({ code: STATUS.UNAVAILABLE })
})

test('a server that pings keeps a connection that answers, without calls too', async () => {
  const { address } = await serve({
    'grpc.keepalive_time_ms': 10,
    'grpc.keepalive_timeout_ms': 5000,
    'grpc.keepalive_permit_without_calls': 1,
  })
  const session: ClientHttp2Session = connect(`http://${address}`)
  onTestFinished(() => session.destroy())
  let pings = 0
  session.on('ping', () => pings++)
  await expect.poll(() => pings).toBeGreaterThan(2)
  expect(session.closed).toBe(false)
})

test.each([
  ['identity,gzip', 'gzip'],
  ['identity', undefined],
])('an answer to a caller that reads %s is compressed with %s', async (accepted, used) => {
  const { address } = await serve({}, 'gzip')
  const session = connect(`http://${address}`)
  onTestFinished(() => session.destroy())
  const call = session.request({
    ':method': 'POST',
    ':path': ECHO,
    'content-type': 'application/grpc',
    'grpc-accept-encoding': accepted,
  })
  const message = Buffer.alloc(5005)
  message.writeUInt32BE(5000, 1)
  call.end(message)
  const chunks: Buffer[] = []
  call.on('data', (chunk: Buffer) => chunks.push(chunk))
  const [headers] = (await once(call, 'response')) as [Record<string, string>]
  await once(call, 'end')
  expect(headers['grpc-encoding']).toBe(used)
  expect(Buffer.concat(chunks)[0]).toBe(used ? 1 : 0)
  expect(Buffer.concat(chunks).length < 1000).toBe(used !== undefined)
})

test('what is no number is named', () => {
  expect(() => readGrpcOptions({ 'grpc.keepalive_time_ms': 'often' })).toThrow(
    'grpc.keepalive_time_ms is a whole number, not "often"',
  )
})
