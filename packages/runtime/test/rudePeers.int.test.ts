import { once } from 'node:events'
import { connect as connectHttp2, type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { mapConcurrently } from '../src/gateway/mapConcurrently.ts'
import { ByteBudget } from '../src/transport/ByteBudget.ts'
import { Cancellation } from '../src/transport/Cancellation.ts'
import { DEFAULT_GRPC_OPTIONS } from '../src/transport/grpcOptions.ts'
import { Http2Channel } from '../src/transport/http2Channel.ts'
import { listenRpc } from '../src/transport/listenRpc.ts'
import { openChannel } from '../src/transport/openChannel.ts'
import type { PeerLimits } from '../src/transport/peerLimits.ts'
import { STATUS } from '../src/transport/rpcError.ts'
import type { RpcHandlers, RpcServer } from '../src/transport/transport.ts'
import {
  directCall,
  FLAG,
  H2_GREETING,
  TYPE,
  callHeaders,
  connectRaw,
  directFrame,
  grpcMessage,
  h2Frame,
  listenRaw,
  type RawPeer,
} from './rawPeer.ts'

const MIB = 1024 * 1024
const UNARY = '/test/echo'
const STREAM = '/test/stream'
const MAGIC = Buffer.from('FLD1')
/** Short enough for a test, long enough for a busy machine. */
const STALL_MS = 300

let handled = 0
const handlers: RpcHandlers = {
  unary: {
    [UNARY]: async (message) => {
      handled++
      return message
    },
    '/test/big': async () => Buffer.alloc(20 * MIB),
    '/test/trailers': async (message, { trailers }) => {
      trailers['x'] = 'two\r\nlines'
      return message
    },
    '/test/failing-trailers': async (_, { trailers }) => {
      trailers['x'] = 'two\r\nlines'
      throw new Error('no')
    },
  },
  stream: {
    [STREAM]: async function* (messages) {
      for await (const message of messages) yield message
    },
    '/test/never': (messages, { signal }) =>
      mapConcurrently(
        messages,
        () => new Promise<Buffer>((_, reject) => signal.onAbort(() => reject(signal.reason))),
        { limit: Infinity, inOrder: false },
      ),
  },
}
const listen = (
  limits: Partial<PeerLimits> = {},
  { budget, stream = {} }: { budget?: ByteBudget; stream?: RpcHandlers['stream'] } = {},
) =>
  listenRpc({
    host: '127.0.0.1',
    port: 0,
    handlers: { ...handlers, stream: { ...handlers.stream, ...stream } },
    grpc: { options: DEFAULT_GRPC_OPTIONS, compression: null, limits, ...(budget ? { budget } : {}) },
  })

let server: RpcServer
let slow: RpcServer
beforeAll(async () => {
  server = await listen()
  slow = await listen({ stallMs: STALL_MS })
})
afterAll(async () => {
  await server.close()
  await slow.close()
})

/** The server answers others as before. */
async function expectAlive(port = server.port): Promise<void> {
  for (const scheme of ['', 'flowdeck://']) {
    const channel = openChannel(`${scheme}127.0.0.1:${port}`)
    expect((await channel.unary(UNARY, Buffer.from('alive'))).message.toString()).toBe('alive')
    channel.close()
  }
}

async function greet(port = server.port): Promise<RawPeer> {
  const peer = await connectRaw(port)
  await peer.write(H2_GREETING)
  return peer
}

function session(port = server.port): ClientHttp2Session {
  const opened = connectHttp2(`http://127.0.0.1:${port}`)
  opened.on('error', () => {})
  onTestFinished(() => opened.destroy())
  return opened
}

/** One gRPC call whose body a test writes; resolves with the headers that hold the status. */
function call(headers: Record<string, string>, bodies: Buffer[], { end = true, port = server.port } = {}) {
  const stream = session(port).request({
    ':method': 'POST',
    ':path': UNARY,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  })
  stream.on('error', () => {})
  stream.resume()
  const answer = new Promise<IncomingHttpHeaders>((resolve) => {
    let seen: IncomingHttpHeaders = {}
    stream.on('response', (found) => (seen = { ...found }))
    stream.on('trailers', (found: IncomingHttpHeaders) => (seen = { ...seen, ...found }))
    stream.on('close', () => resolve(seen))
  })
  for (const body of bodies) stream.write(body)
  if (end) stream.end()
  return { stream, answer }
}

describe('a peer that breaks the short protocol loses its connection, and nothing else', () => {
  const text = (value: string) => Buffer.from(value)
  test.each<[string, Buffer]>([
    ['a CALL without a payload', directFrame(1, 1, Buffer.alloc(0))],
    ['a CALL that ends within its path', directFrame(1, 1, Buffer.from([0, 0, 0, 0, 0xff, 0xff]))],
    ['a frame that is shorter than its header', Buffer.alloc(9)],
    ['a frame over the limit', Buffer.alloc(9, 0xff)],
    ['a frame of an unknown kind', directFrame(1, 9, text('x'))],
    ['an answer instead of a call', directFrame(1, 3, text('xx'))],
    [
      'two calls with one id',
      Buffer.concat([directFrame(1, 1, directCall(UNARY)), directFrame(1, 1, directCall(UNARY))]),
    ],
  ])('%s', async (_, bytes) => {
    const peer = await connectRaw(server.port)
    await peer.write(Buffer.concat([MAGIC, bytes]))
    await peer.closed
    await expectAlive()
  })

  test('a connection that begins like it and goes on otherwise', async () => {
    const peer = await connectRaw(server.port)
    await peer.write(Buffer.from('FLOW'))
    await peer.closed
    await expectAlive()
  })
})

describe('an Executor that breaks a protocol fails the calls to it, and nothing else', () => {
  const settings = h2Frame(TYPE.settings, 0, 0)
  test.each<[string, (peer: RawPeer) => void]>([
    ['flowdeck: a REPLY without a payload', (peer) => peer.write(directFrame(1, 3, Buffer.alloc(0)))],
    [
      'flowdeck: a REPLY that ends within its trailers',
      (peer) => peer.write(directFrame(1, 3, Buffer.from([9, 9, 1]))),
    ],
    [
      'flowdeck: trailers that are no JSON',
      (peer) => peer.write(directFrame(1, 3, Buffer.from([0, 1, 0x7b]))),
    ],
    ['flowdeck: an ERROR that is no JSON', (peer) => peer.write(directFrame(1, 4, Buffer.from('{')))],
    ['flowdeck: an ERROR of null', (peer) => peer.write(directFrame(1, 4, Buffer.from('null')))],
    [
      'flowdeck: an ERROR without details',
      (peer) => peer.write(directFrame(1, 4, Buffer.from('{"code":5}'))),
    ],
    ['flowdeck: a call instead of an answer', (peer) => peer.write(directFrame(1, 1, Buffer.from('xxxxxx')))],
    ['flowdeck: a frame over the limit', (peer) => peer.write(Buffer.alloc(9, 0xff))],
    ['h2: HTTP/1', (peer) => peer.socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nno')],
    ['h2: a TLS alert', (peer) => peer.socket.end(Buffer.from([21, 3, 1, 0, 2, 2, 70]))],
    ['h2: noise', (peer) => peer.write(Buffer.alloc(4096, 0xa5))],
    ['h2: a frame that is cut off', (peer) => peer.socket.end(settings.subarray(0, 5))],
    [
      'h2: empty DATA frames without end',
      (peer) =>
        peer.write(
          Buffer.concat([
            settings,
            h2Frame(TYPE.headers, FLAG.endHeaders, 1, Buffer.from([0x88])),
            ...Array<Buffer>(2000).fill(h2Frame(TYPE.data, 0, 1)),
          ]),
        ),
    ],
    [
      'h2: a status that is no number',
      (peer) =>
        peer.write(
          Buffer.concat([
            settings,
            h2Frame(
              TYPE.headers,
              FLAG.endHeaders | FLAG.endStream,
              1,
              Buffer.concat([Buffer.from([0x88]), Buffer.from('\x00\x0bgrpc-status\x04what', 'latin1')]),
            ),
          ]),
        ),
    ],
    [
      'h2: two messages to a unary call',
      (peer) =>
        peer.write(
          Buffer.concat([
            settings,
            h2Frame(TYPE.headers, FLAG.endHeaders, 1, Buffer.from([0x88])),
            h2Frame(
              TYPE.data,
              0,
              1,
              Buffer.concat([grpcMessage(Buffer.from('a')), grpcMessage(Buffer.from('b'))]),
            ),
          ]),
        ),
    ],
  ])('%s [FI-28]', async (name, answer) => {
    const port = await listenRaw((peer) => peer.socket.once('data', () => answer(peer)))
    const channel = openChannel(`${name.startsWith('flowdeck') ? 'flowdeck://' : ''}127.0.0.1:${port}`)
    onTestFinished(() => channel.close())
    await expect(channel.unary(UNARY, Buffer.from('x'))).rejects.toMatchObject({ name: 'RpcError' })
    await expectAlive()
  })
})

describe('a flood over HTTP/2 ends the connection', () => {
  const numbered = (at: number) => 2 * at + 1
  test.each<[string, () => Buffer]>([
    [
      'calls that are reset at once',
      () =>
        Buffer.concat(
          Array.from({ length: 10_000 }, (_, at) =>
            Buffer.concat([
              h2Frame(TYPE.headers, FLAG.endHeaders, numbered(at), callHeaders(UNARY)),
              h2Frame(TYPE.reset, 0, numbered(at), Buffer.from([0, 0, 0, 8])),
            ]),
          ),
        ),
    ],
    [
      'PING frames',
      () => Buffer.concat(Array<Buffer>(20_000).fill(h2Frame(TYPE.ping, 0, 0, Buffer.alloc(8)))),
    ],
    ['SETTINGS frames', () => Buffer.concat(Array<Buffer>(20_000).fill(h2Frame(TYPE.settings, 0, 0)))],
    [
      'a window that overflows',
      () =>
        Buffer.concat(
          Array<Buffer>(4).fill(h2Frame(TYPE.window, 0, 0, Buffer.from([0x7f, 0xff, 0xff, 0xff]))),
        ),
    ],
    [
      'tiny CONTINUATION frames',
      () =>
        Buffer.concat([
          h2Frame(TYPE.headers, 0, 1, callHeaders(UNARY)),
          ...Array<Buffer>(1000).fill(h2Frame(TYPE.continuation, 0, 1, Buffer.from([0]))),
        ]),
    ],
    [
      'empty DATA frames in a stream',
      () =>
        Buffer.concat([
          h2Frame(TYPE.headers, FLAG.endHeaders, 1, callHeaders(STREAM)),
          ...Array<Buffer>(2000).fill(h2Frame(TYPE.data, 0, 1)),
        ]),
    ],
    [
      'empty DATA frames in a call',
      () =>
        Buffer.concat([
          h2Frame(TYPE.headers, FLAG.endHeaders, 1, callHeaders(UNARY)),
          ...Array<Buffer>(2000).fill(h2Frame(TYPE.data, 0, 1)),
        ]),
    ],
  ])('%s [SEC-45] [FI-47]', async (_, flood) => {
    const before = process.memoryUsage.rss()
    const peer = await greet()
    await peer.write(flood())
    await peer.closed
    expect(process.memoryUsage.rss() - before).toBeLessThan(100 * MIB)
    await expectAlive()
  })

  test('forty connections with empty DATA frames, one after the other, end nothing else [SEC-45]', async () => {
    for (let round = 0; round < 40; round++) {
      const peer = await greet()
      await peer.write(h2Frame(TYPE.headers, FLAG.endHeaders, 1, callHeaders(STREAM)))
      await peer.write(Buffer.concat(Array<Buffer>(2000).fill(h2Frame(TYPE.data, 0, 1))))
      await peer.closed
    }
    await expectAlive()
  })

  test('a caller that cancels now and then keeps its connection', async () => {
    const opened = session()
    for (let round = 0; round < 100; round++) {
      const stream = opened.request({ ':method': 'POST', ':path': UNARY, 'content-type': 'application/grpc' })
      stream.on('error', () => {})
      stream.close(8)
      await once(stream, 'close')
    }
    await new Promise<void>((resolve, reject) => opened.ping((error) => (error ? reject(error) : resolve())))
    expect(opened.closed).toBe(false)
  })
})

describe('a unary call is one message of its announced length', () => {
  test.each<[string, Buffer[], number]>([
    [
      'a second message',
      [grpcMessage(Buffer.from('a')), grpcMessage(Buffer.from('b'))],
      STATUS.UNIMPLEMENTED,
    ],
    ['bytes after the message', [grpcMessage(Buffer.from('abc'), 2)], STATUS.UNIMPLEMENTED],
    ['no message', [], STATUS.UNIMPLEMENTED],
    ['half a message', [grpcMessage(Buffer.from('abc'), 9)], STATUS.INTERNAL],
    ['a message over the limit', [grpcMessage(Buffer.alloc(0), 100 * MIB + 1)], STATUS.RESOURCE_EXHAUSTED],
    ['a flag that is none', [Buffer.from([7, 0, 0, 0, 0])], STATUS.INTERNAL],
    ['a compression that is not named', [Buffer.from([1, 0, 0, 0, 0])], STATUS.UNIMPLEMENTED],
  ])('%s is refused', async (_, bodies, status) => {
    const { answer } = call({}, bodies)
    expect(Number((await answer)['grpc-status'])).toBe(status)
  })

  test.each<[string, Buffer[]]>([
    ['after a short message', [Buffer.from([0, 0, 0, 0, 10, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])]],
    ['whose length comes in pieces', [Buffer.from([0]), Buffer.from([255, 255, 255, 255])]],
  ])('a body without end %s is refused while it comes', async (_, first) => {
    const { stream, answer } = call({}, [], { end: false })
    for (const part of first) {
      stream.write(part)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    let sent = 0
    let over = false
    void answer.then(() => (over = true))
    while (!over && sent < 100 * MIB) {
      sent += MIB
      if (!stream.write(Buffer.alloc(MIB)))
        await Promise.race([once(stream, 'drain').catch(() => {}), answer])
    }
    expect(Number((await answer)['grpc-status'])).toBeGreaterThan(0)
    expect(sent).toBeLessThan(32 * MIB)
  })

  test('a message of many tiny frames costs about its own size', async () => {
    const peer = await greet()
    const bytes = 200_000
    const before = process.memoryUsage()
    await peer.write(h2Frame(TYPE.headers, FLAG.endHeaders, 1, callHeaders(UNARY)))
    await peer.write(h2Frame(TYPE.data, 0, 1, grpcMessage(Buffer.alloc(0), bytes + 1)))
    await peer.write(Buffer.concat(Array<Buffer>(bytes).fill(h2Frame(TYPE.data, 0, 1, Buffer.from([1])))))
    await expectAlive()
    const after = process.memoryUsage()
    const grown = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers
    expect(grown).toBeLessThan(40 * MIB)
  })
})

describe('the messages of a stream', () => {
  /** Messages of 1 MiB. */
  async function* send(count: number) {
    for (let i = 0; i < count; i++) yield Buffer.alloc(MIB)
  }

  test('are held until they are answered, and a stream with too many waits [FI-34]', async () => {
    const budget = new ByteBudget(4 * MIB)
    let most = 0
    const small = await listen(
      {},
      {
        budget,
        stream: {
          '/test/slow': (messages) =>
            mapConcurrently(
              messages,
              async () => {
                most = Math.max(most, budget.inUse)
                await new Promise((resolve) => setTimeout(resolve, 20))
                return Buffer.from('x')
              },
              { limit: Infinity, inOrder: false },
            ),
        },
      },
    )
    onTestFinished(() => small.close())
    const channel = openChannel(`127.0.0.1:${small.port}`)
    onTestFinished(() => channel.close())
    let answers = 0
    for await (const answer of channel.stream('/test/slow', send(20))) answers += answer.length
    expect(answers).toBe(20)
    expect(most).toBeGreaterThan(2 * MIB)
    await expect.poll(() => budget.inUse).toBe(0)
  })

  test('that are handled keep others out, which are told so [FI-34]', async () => {
    const budget = new ByteBudget(4 * MIB)
    const small = await listen({}, { budget })
    onTestFinished(() => small.close())
    const channel = openChannel(`127.0.0.1:${small.port}`)
    onTestFinished(() => channel.close())
    const signal = new Cancellation()
    const first = (async () => {
      for await (const _ of channel.stream('/test/never', send(3), { signal })) void _
    })()
    first.catch(() => {})
    await expect.poll(() => budget.inUse).toBeGreaterThanOrEqual(3 * MIB)
    const zipped = new Http2Channel(`127.0.0.1:${small.port}`, { compression: 'gzip' })
    onTestFinished(() => zipped.close())
    await expect(zipped.unary(UNARY, Buffer.alloc(2 * MIB))).rejects.toMatchObject({
      code: STATUS.RESOURCE_EXHAUSTED,
    })
    signal.abort()
    await expect.poll(() => budget.inUse).toBe(0)
  })
})

describe('gRPC headers', () => {
  test.each([
    ['application/grpc', 200],
    ['application/grpc+proto', 200],
    ['application/grpc;charset=utf-8', 200],
    ['application/grpc+json', 415],
    ['application/grpc-web', 415],
    ['application/grpc-web+proto', 415],
    ['application/grpcfoo', 415],
    ['application/json', 415],
    ['', 415],
  ])('content-type "%s" is answered %d [FI-38]', async (type, status) => {
    const { answer } = call({ 'content-type': type }, [grpcMessage(Buffer.from('x'))])
    expect((await answer)[':status']).toBe(status)
  })

  test.each(['', '5', 'S', '1x', '123456789S', '-1S', '1.5S', '10 m', '0x1S'])(
    'the malformed grpc-timeout "%s" is refused [FI-49]',
    async (timeout) => {
      handled = 0
      const { answer } = call({ 'grpc-timeout': timeout }, [grpcMessage(Buffer.from('x'))])
      expect(Number((await answer)['grpc-status'])).toBe(STATUS.INTERNAL)
      expect(handled).toBe(0)
    },
  )

  test('a deadline that has passed is answered at once, and the handler is not called [FI-49]', async () => {
    handled = 0
    const { answer } = call({ 'grpc-timeout': '0m' }, [grpcMessage(Buffer.from('x'))])
    expect(Number((await answer)['grpc-status'])).toBe(STATUS.DEADLINE_EXCEEDED)
    expect(handled).toBe(0)
  })

  test.each(['1n', '999u', '1m', '0S', '00000001m'])(
    'a deadline as short as "%s" ends a call that takes longer [FI-49]',
    async (timeout) => {
      const headers = { ':path': '/test/never', 'grpc-timeout': timeout }
      const { answer } = call(headers, [grpcMessage(Buffer.from('x'))])
      expect(Number((await answer)['grpc-status'])).toBe(STATUS.DEADLINE_EXCEEDED)
    },
  )

  test.each(['99999999H', '99999999M', '99999999S', '99999999m'])(
    'a deadline of "%s", up to what gRPC can say, does not pass at once [FI-49]',
    async (timeout) => {
      const { answer } = call({ 'grpc-timeout': timeout }, [grpcMessage(Buffer.from('x'))])
      expect(Number((await answer)['grpc-status'])).toBe(STATUS.OK)
    },
  )

  test('more than 100 headers, or more than 16 KiB of them, are refused [SEC-28]', async () => {
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`x-${at}`, 'y']))
    for (const headers of [many, { 'x-long': 'y'.repeat(17 * 1024) }]) {
      const { answer } = call(headers, [grpcMessage(Buffer.from('x'))])
      expect(Number((await answer)['grpc-status'])).toBe(STATUS.RESOURCE_EXHAUSTED)
    }
    await expectAlive()
  })

  test.each(['/test/trailers', '/test/failing-trailers'])(
    'trailers that HTTP cannot carry (%s) fail the call only',
    async (path) => {
      const { answer } = call({ ':path': path }, [grpcMessage(Buffer.from('x'))])
      await answer
      await expectAlive()
    },
  )
})

describe('a peer that stops is cut', () => {
  const half = (bytes: Buffer) => bytes.subarray(0, Math.ceil(bytes.length / 2))
  test.each<[string, Buffer]>([
    ['before its first byte', Buffer.alloc(0)],
    ['within the greeting of HTTP/2', half(H2_GREETING)],
    ['within the greeting of the short way', Buffer.from('FL')],
    [
      'within its headers',
      Buffer.concat([H2_GREETING, half(h2Frame(TYPE.headers, FLAG.endHeaders, 1, callHeaders(UNARY)))]),
    ],
    [
      'between HEADERS and CONTINUATION',
      Buffer.concat([H2_GREETING, h2Frame(TYPE.headers, 0, 1, callHeaders(UNARY))]),
    ],
    ['within a frame of the short way', Buffer.concat([MAGIC, half(directFrame(1, 1, Buffer.alloc(2000)))])],
  ])('%s [SEC-44] [FI-45]', async (_, bytes) => {
    const peer = await connectRaw(slow.port)
    await peer.write(bytes)
    await peer.closed
    await expectAlive(slow.port)
  })

  test.each([
    ['a unary call', UNARY],
    ['a stream', STREAM],
  ])('within the message of %s, with a status [SEC-44] [FI-45]', async (_, path) => {
    const { answer } = call({ ':path': path }, [grpcMessage(Buffer.from('x'), 5)], {
      end: false,
      port: slow.port,
    })
    expect(Number((await answer)['grpc-status'])).toBe(STATUS.DEADLINE_EXCEEDED)
  })

  test('before the message of a unary call [SEC-44] [FI-45]', async () => {
    const { answer } = call({}, [], { end: false, port: slow.port })
    expect(Number((await answer)['grpc-status'])).toBe(STATUS.DEADLINE_EXCEEDED)
  })

  test('while it is sent an answer [FI-45]', async () => {
    const opened = connectHttp2(`http://127.0.0.1:${slow.port}`, { settings: { initialWindowSize: 1000 } })
    opened.on('error', () => {})
    onTestFinished(() => opened.destroy())
    const stream = opened.request({
      ':method': 'POST',
      ':path': '/test/big',
      'content-type': 'application/grpc',
    })
    stream.on('error', () => {})
    stream.pause()
    stream.end(grpcMessage(Buffer.alloc(0)))
    await once(stream, 'close')
    expect(stream.rstCode).toBe(8)
  })

  test('a caller that is idle between calls, or within a stream, is not [FI-45]', async () => {
    const opened = session(slow.port)
    const stream = opened.request({ ':method': 'POST', ':path': STREAM, 'content-type': 'application/grpc' })
    const got: Buffer[] = []
    stream.on('data', (chunk: Buffer) => got.push(chunk))
    stream.on('error', () => {})
    const idle = openChannel(`127.0.0.1:${slow.port}`)
    const direct = openChannel(`flowdeck://127.0.0.1:${slow.port}`)
    onTestFinished(() => {
      idle.close()
      direct.close()
    })
    for (let round = 0; round < 3; round++) {
      stream.write(grpcMessage(Buffer.from('a')))
      await idle.unary(UNARY, Buffer.from('x'))
      await direct.unary(UNARY, Buffer.from('x'))
      await new Promise((resolve) => setTimeout(resolve, 2 * STALL_MS))
    }
    await expect.poll(() => Buffer.concat(got).length).toBe(18)
    expect(stream.closed).toBe(false)
  })
})
