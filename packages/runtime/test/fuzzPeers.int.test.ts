import { connect as connectHttp2 } from 'node:http2'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { ByteBudget } from '../src/transport/ByteBudget.ts'
import { DEFAULT_GRPC_OPTIONS } from '../src/transport/grpcOptions.ts'
import { METHOD } from '../src/transport/methods.ts'
import { openChannel } from '../src/transport/openChannel.ts'
import { listenRpc } from '../src/transport/listenRpc.ts'
import { Health, standardServices } from '../src/transport/standardServices.ts'
import type { RpcServer } from '../src/transport/transport.ts'
import { startLocalGateway, type LocalGateway } from './localGateway.ts'
import {
  FLAG,
  H2_GREETING,
  callHeaders,
  connectRaw,
  directCall,
  directFrame,
  grpcMessage,
  h2Frame,
  h2Headers,
  listenRaw,
  type RawPeer,
} from './rawPeer.ts'

/** Each run is a connection; the seed makes failures come again. */
const RUNS = { seed: 16, numRuns: 150 }
const MAGIC = Buffer.from('FLD1')

const bytes = (maxLength: number) => fc.uint8Array({ maxLength }).map((array) => Buffer.from(array))
const number = (max: number) => fc.integer({ min: 0, max })

/** Frames of HTTP/2: of known and unknown types, with payloads that fit and that do not. */
const h2Frames = fc.array(
  fc.oneof(
    fc
      .tuple(number(12), number(255), number(9), bytes(64))
      .map(([type, flags, stream, payload]) => h2Frame(type, flags, stream, payload)),
    fc
      .tuple(fc.constantFrom(METHOD.single, METHOD.call, METHOD.health, '/no/such'), number(4), bytes(40))
      .map(([path, at, message]) =>
        Buffer.concat([
          h2Frame(1, FLAG.endHeaders, 2 * at + 1, callHeaders(path)),
          h2Frame(0, FLAG.endStream, 2 * at + 1, grpcMessage(message)),
        ]),
      ),
    bytes(30),
  ),
  { maxLength: 12 },
)

/** Frames of the short way, right and wrong. */
const directFrames = fc.array(
  fc.oneof(
    fc.tuple(number(3), number(6), bytes(40)).map(([id, kind, payload]) => directFrame(id, kind, payload)),
    fc
      .tuple(number(3), fc.constantFrom(METHOD.single, METHOD.health, '/no/such'), bytes(40))
      .map(([id, path, message]) => directFrame(id, 1, directCall(path, message))),
    bytes(20),
  ),
  { maxLength: 12 },
)

/** Whole text with a few bytes of it changed. */
const mutated = (original: Buffer) =>
  fc.array(fc.tuple(number(original.length - 1), number(255)), { maxLength: 6 }).map((changes) => {
    const copy = Buffer.from(original)
    for (const [at, byte] of changes) copy[at] = byte
    return copy
  })

let executor: RpcServer
let gateway: LocalGateway
beforeAll(async () => {
  const health = new Health()
  health.set(true)
  const { unary, stream } = standardServices(health)
  executor = await listenRpc({
    host: '127.0.0.1',
    port: 0,
    handlers: {
      unary: { ...unary, [METHOD.single]: async (message) => message },
      stream: {
        ...stream,
        [METHOD.call]: async function* (messages) {
          for await (const message of messages) yield message
        },
      },
    },
  })
  gateway = await startLocalGateway()
})
afterAll(async () => {
  await executor.close()
  await gateway.close()
})

/** Sends all bytes, says goodbye, and waits until the other side has closed too. */
async function send(port: number, content: Buffer): Promise<void> {
  const peer: RawPeer = await connectRaw(port)
  await peer.write(content)
  peer.socket.end()
  const cut = setTimeout(() => peer.socket.destroy(), 20)
  await peer.closed
  clearTimeout(cut)
}

async function expectAlive(port: number, schemes = ['']): Promise<void> {
  for (const scheme of schemes) {
    const channel = openChannel(`${scheme}127.0.0.1:${port}`)
    await expect(channel.unary(METHOD.health, Buffer.alloc(0))).resolves.toBeTruthy()
    channel.close()
  }
}

test('no frames of HTTP/2 end an Executor or a Gateway [FI-28] [FI-37]', async () => {
  await fc.assert(
    fc.asyncProperty(h2Frames, async (frames) => {
      const content = Buffer.concat([H2_GREETING, ...frames])
      await Promise.all([send(executor.port, content), send(gateway.grpc, content)])
    }),
    RUNS,
  )
  await expectAlive(executor.port, ['', 'flowdeck://'])
  await expectAlive(gateway.grpc)
})

test('no frames of the short way end an Executor [FI-28]', async () => {
  await fc.assert(
    fc.asyncProperty(directFrames, (frames) => send(executor.port, Buffer.concat([MAGIC, ...frames]))),
    RUNS,
  )
  await expectAlive(executor.port, ['', 'flowdeck://'])
})

test.each<[string, string, fc.Arbitrary<Buffer[]>]>([
  ['HTTP/2', '', h2Frames.map((frames) => [h2Frame(4, 0, 0), ...frames])],
  [
    'HTTP/2 with an answer',
    '',
    fc
      .tuple(bytes(60), bytes(60))
      .map(([status, data]) => [
        h2Frame(4, 0, 0),
        h2Frame(
          1,
          FLAG.endHeaders,
          1,
          Buffer.concat([
            Buffer.from([0x88]),
            h2Headers({ 'grpc-message': status.toString('latin1').slice(0, 9) }),
          ]),
        ),
        h2Frame(0, 0, 1, data),
        h2Frame(
          1,
          FLAG.endHeaders | FLAG.endStream,
          1,
          h2Headers({ 'grpc-status': status.toString('hex', 0, 1) }),
        ),
      ]),
  ],
  ['the short way', 'flowdeck://', directFrames],
])('no answer over %s ends its caller, and every call ends [FI-28]', async (_, scheme, answers) => {
  let answer = Buffer.alloc(0)
  const port = await listenRaw((peer) => peer.socket.once('data', () => peer.socket.end(answer)))
  await fc.assert(
    fc.asyncProperty(answers, async (frames) => {
      const timeoutMs = 100
      answer = Buffer.concat(frames)
      const channel = openChannel(`${scheme}127.0.0.1:${port}`)
      async function* messages() {
        yield Buffer.from('x')
      }
      const streamed = (async () => {
        for await (const message of channel.stream(METHOD.call, messages(), { timeoutMs })) void message
      })()
      const outcomes = await Promise.allSettled([
        channel.unary(METHOD.single, Buffer.from('x'), { timeoutMs }),
        streamed,
      ])
      channel.close()
      for (const outcome of outcomes)
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ name: 'RpcError' })
    }),
    { ...RUNS, numRuns: 8 },
  )
})

test('no bytes over HTTP or WebSocket end a Gateway [FI-36] [FI-38]', async () => {
  const body = '{"data":[{"text":"x"}],"parameters":{"a":1}}'
  const post = Buffer.from(
    `POST /post HTTP/1.1\r\nHost: 127.0.0.1:1\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  )
  const upgrade = Buffer.concat([
    Buffer.from(
      'GET / HTTP/1.1\r\nHost: 127.0.0.1:1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    ),
    Buffer.from([0x81, 0x8c, 0, 0, 0, 0]),
    Buffer.from('{"data":[{}]}').subarray(0, 12),
    Buffer.from([0x88, 0x82, 0, 0, 0, 0, 3, 0xe8]),
  ])
  await fc.assert(
    fc.asyncProperty(mutated(post), mutated(upgrade), async (first, second) => {
      await Promise.all([send(gateway.http, first), send(gateway.websocket, second)])
    }),
    RUNS,
  )
  expect((await fetch(`http://127.0.0.1:${gateway.http}/`)).status).toBe(200)
  expect((await fetch(`http://127.0.0.1:${gateway.websocket}/`)).status).toBe(200)
})

test('others are answered while a peer floods with small frames, and nothing is left of it [SEC-45] [FI-47]', async () => {
  // Sessions that earlier tests broke end within 20 s.
  const held = gateway.gateway.inFlight.inUse
  const many = (frame: Buffer, count = 3000) => Buffer.concat(Array<Buffer>(count).fill(frame))
  const frame = (opcode: number, text: string) =>
    Buffer.concat([Buffer.from([opcode, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)])
  const upgrade = Buffer.from(
    'GET / HTTP/1.1\r\nHost: 127.0.0.1:1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  )
  const post =
    'POST /post HTTP/1.1\r\nHost: 127.0.0.1:1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n'
  const open = Buffer.concat([H2_GREETING, h2Frame(1, FLAG.endHeaders, 1, callHeaders(METHOD.call))])
  const floods: [number, Buffer, Buffer][] = [
    [gateway.grpc, H2_GREETING, many(h2Frame(6, 0, 0, Buffer.alloc(8)))],
    [gateway.grpc, H2_GREETING, many(h2Frame(4, 0, 0))],
    [gateway.grpc, H2_GREETING, many(h2Frame(2, 0, 1, Buffer.from([0, 0, 0, 3, 1])))],
    [gateway.grpc, H2_GREETING, many(h2Frame(200, 0, 0))],
    [gateway.grpc, open, many(h2Frame(8, 0, 1, Buffer.from([0, 0, 0, 1])))],
    [gateway.grpc, open, many(h2Frame(0, 0, 1))],
    [gateway.grpc, open, many(h2Frame(0, 0, 1, grpcMessage(Buffer.alloc(0))), 500)],
    [
      gateway.grpc,
      H2_GREETING,
      Buffer.concat([h2Frame(1, 0, 1, callHeaders(METHOD.call)), many(h2Frame(9, 0, 1))]),
    ],
    [executor.port, MAGIC, many(directFrame(1, 2, Buffer.alloc(0)))],
    [
      executor.port,
      MAGIC,
      Buffer.concat(Array.from({ length: 2000 }, (_, i) => directFrame(i, 1, directCall('/no/such')))),
    ],
    [gateway.websocket, upgrade, many(frame(0x89, ''))],
    [gateway.websocket, upgrade, many(frame(0x81, '{"data":[{}]}'), 500)],
    [gateway.websocket, upgrade, Buffer.concat([frame(0x01, 'x'), many(frame(0x00, ''))])],
    [gateway.http, Buffer.from(post), many(Buffer.from('1\r\n \r\n'))],
    [gateway.http, Buffer.alloc(0), many(Buffer.from('GET / HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n'), 1000)],
  ]
  for (const [port, first, flood] of floods) {
    const peer = await connectRaw(port)
    await peer.write(Buffer.concat([first, flood]))
    if (port === executor.port) await expectAlive(port, ['flowdeck://'])
    else expect((await fetch(`http://127.0.0.1:${gateway.http}/`)).status).toBe(200)
    peer.socket.destroy()
  }
  await expectAlive(gateway.grpc)
  await expect.poll(() => gateway.gateway.inFlight.inUse).toBeLessThanOrEqual(held)
})

test('answers over the short way count among the bytes under way until they are taken [FI-34]', async () => {
  const budget = new ByteBudget(64 * 1024 * 1024)
  const server = await listenRpc({
    host: '127.0.0.1',
    port: 0,
    handlers: { unary: { '/big': async () => Buffer.alloc(16 * 1024 * 1024) }, stream: {} },
    grpc: { options: DEFAULT_GRPC_OPTIONS, compression: null, budget },
  })
  onTestFinished(() => server.close())
  for (const leave of [(peer: RawPeer) => peer.socket.resume(), (peer: RawPeer) => peer.socket.destroy()]) {
    const peer = await connectRaw(server.port)
    peer.socket.pause()
    await peer.write(Buffer.concat([MAGIC, directFrame(1, 1, directCall('/big'))]))
    await expect.poll(() => budget.inUse).toBe(16 * 1024 * 1024)
    leave(peer)
    await expect.poll(() => budget.inUse).toBe(0)
  }
})

test('a caller over the short way that does not take its answers is not read, and is cut [SEC-44]', async () => {
  const server = await listenRpc({
    host: '127.0.0.1',
    port: 0,
    handlers: { unary: { '/big': async () => Buffer.alloc(8 * 1024 * 1024) }, stream: {} },
    grpc: { options: DEFAULT_GRPC_OPTIONS, compression: null, limits: { stallMs: 300 } },
  })
  onTestFinished(() => server.close())
  const peer = await connectRaw(server.port)
  peer.socket.pause()
  await peer.write(
    Buffer.concat([MAGIC, directFrame(1, 1, directCall('/big')), directFrame(2, 1, directCall('/big'))]),
  )
  // It still sends: that fails once its connection is cut.
  const sending = setInterval(() => peer.socket.write(directFrame(3, 2, Buffer.alloc(0))), 20)
  await peer.closed
  clearInterval(sending)
  expect(peer.received().length).toBeLessThan(16 * 1024 * 1024)
})

test('a message that is no protobuf is refused by every method of a Gateway, which goes on [FI-37]', async () => {
  const channel = openChannel(`127.0.0.1:${gateway.grpc}`)
  onTestFinished(() => channel.close())
  const paths = [METHOD.single, METHOD.call, METHOD.streamDoc, METHOD.discovery, METHOD.health, METHOD.status]
  const deep = Buffer.concat(Array<Buffer>(1000).fill(Buffer.from([0x0a, 0x7f])))
  const groups = Buffer.alloc(1000, 0x0b)
  const noText = Buffer.from([0x0a, 0x04, 0x0a, 0x02, 0xff, 0xfe])
  const messages = fc.oneof(bytes(60), fc.constantFrom(deep, groups, noText, Buffer.from([0x08, 0x01])))
  await fc.assert(
    fc.asyncProperty(messages, fc.constantFrom(...paths), async (message, path) => {
      async function* one() {
        yield message
      }
      const outcome = await (async () => {
        for await (const answer of channel.stream(path, one(), { timeoutMs: 5000 })) return answer
        return null
      })().catch((thrown: unknown) => thrown)
      if (outcome instanceof Error) expect(outcome.name).toBe('RpcError')
    }),
    RUNS,
  )
  await expectAlive(gateway.grpc)
})

test('streams that are opened and left over HTTP/2 leave nothing behind', async () => {
  const session = connectHttp2(`http://127.0.0.1:${executor.port}`)
  session.on('error', () => {})
  onTestFinished(() => session.destroy())
  for (let round = 0; round < 50; round++) {
    const stream = session.request({
      ':method': 'POST',
      ':path': METHOD.call,
      'content-type': 'application/grpc',
    })
    stream.on('error', () => {})
    stream.write(grpcMessage(Buffer.from('x'), round))
    stream.destroy()
  }
  await expectAlive(executor.port)
})
