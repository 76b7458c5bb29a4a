import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { Cancellation } from '../src/transport/Cancellation.ts'
import { DEFAULT_GRPC_OPTIONS } from '../src/transport/grpcOptions.ts'
import { Http2Channel } from '../src/transport/http2Channel.ts'
import { listenRpc } from '../src/transport/listenRpc.ts'
import { openChannel } from '../src/transport/openChannel.ts'
import { ProgressWatch } from '../src/transport/ProgressWatch.ts'
import { STATUS, type RpcError } from '../src/transport/rpcError.ts'
import type { RpcHandlers, RpcServer } from '../src/transport/transport.ts'
import {
  FLAG,
  H2_GREETING,
  TYPE,
  callHeaders,
  connectRaw,
  grpcMessage,
  h2Frame,
  h2Headers,
  listenRaw,
} from './rawPeer.ts'

const MIB = 1024 * 1024

/** Frames after which nghttp2 neither reads nor writes; Node says nothing about them. */
const BROKEN_FRAMES: [string, Buffer][] = [
  ['DATA on a call that nobody made', h2Frame(TYPE.data, FLAG.endStream, 5)],
  ['DATA on no call', h2Frame(TYPE.data, FLAG.endStream, 0)],
  ['SETTINGS that end within a setting', h2Frame(TYPE.settings, 0, 0, Buffer.alloc(5))],
  ['a PING of three bytes', h2Frame(TYPE.ping, 0, 0, Buffer.alloc(3))],
  ['CONTINUATION of nothing', h2Frame(TYPE.continuation, FLAG.endHeaders, 1)],
  ['headers that cannot be unpacked', h2Frame(TYPE.headers, FLAG.endHeaders, 1, Buffer.alloc(5, 0xff))],
  ['a frame over the limit', Buffer.from([0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 1])],
  ['HTTP/1.1', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
]

let server: RpcServer
/** Cuts slow peers after a short time. */
let slow: RpcServer
let made = 0
let hanging = 0
let cancelled = 0
const handlers: RpcHandlers = {
  unary: {
    '/echo': async (message) => message,
    '/hang': (_, { signal }) => {
      hanging++
      return new Promise((_resolve, reject) =>
        signal.onAbort(() => {
          hanging--
          cancelled++
          reject(signal.reason)
        }),
      )
    },
  },
  stream: {
    '/echo-all': async function* (messages) {
      for await (const message of messages) yield message
    },
    '/hang-all': async function* (_, { signal }) {
      hanging++
      yield await new Promise<Buffer>((_resolve, reject) =>
        signal.onAbort(() => {
          hanging--
          reject(signal.reason)
        }),
      )
    },
    '/endless': async function* () {
      for (;;) {
        made++
        yield Buffer.alloc(64 * 1024)
      }
    },
  },
}
beforeAll(async () => {
  const at = { host: '127.0.0.1', port: 0, handlers }
  server = await listenRpc(at)
  slow = await listenRpc({
    ...at,
    grpc: { options: DEFAULT_GRPC_OPTIONS, compression: null, limits: { stallMs: 300 } },
  })
})
afterAll(async () => {
  await server.close()
  await slow.close()
})
/** Cuts slow servers after a short time. */
const impatient = new ProgressWatch({ stallMs: 300, minBytes: 1 })

/** A way to the server on which bytes travel as `carry` lets them. @returns its port */
async function proxy(carry: (chunk: Buffer, to: Socket) => Promise<void>): Promise<number> {
  const sockets = new Set<Socket>()
  const listener = createServer((near) => {
    const far = connect({ port: server.port, host: '127.0.0.1', noDelay: true })
    near.setNoDelay(true)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      let tail = Promise.resolve()
      from.on('data', (chunk: Buffer) => {
        tail = tail.then(() => carry(chunk, to))
      })
      from.on('error', () => to.destroy())
      from.on('close', () => void tail.then(() => to.destroy()))
    }
  }).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  onTestFinished(() => {
    listener.close()
    for (const socket of sockets) socket.destroy()
  })
  return (listener.address() as AddressInfo).port
}

const write = (to: Socket, bytes: Buffer) =>
  new Promise<void>((resolve) => {
    if (to.destroyed) resolve()
    else to.write(bytes, () => resolve())
  })

describe.each(['', 'flowdeck://'])('over a channel with the scheme %j', (scheme) => {
  test('bytes that arrive one by one are the same message [FI-28] [FI-51]', async () => {
    const port = await proxy(async (chunk, to) => {
      for (let at = 0; at < chunk.length; at++) await write(to, chunk.subarray(at, at + 1))
    })
    const channel = openChannel(`${scheme}127.0.0.1:${port}`)
    onTestFinished(() => channel.close())
    const message = Buffer.from('Überraschung '.repeat(100))
    const replies = await Promise.all([1, 2, 3].map(() => channel.unary('/echo', message)))
    for (const reply of replies) expect(reply.message.equals(message)).toBe(true)
  })

  test('a slow way gives right answers, and deadlines hold on it [FI-51]', async () => {
    const port = await proxy(async (chunk, to) => {
      await new Promise((resolve) => setTimeout(resolve, 50 + (chunk.length % 50)))
      await write(to, chunk)
    })
    const channel = openChannel(`${scheme}127.0.0.1:${port}`)
    onTestFinished(() => channel.close())
    expect((await channel.unary('/echo', Buffer.alloc(300_000, 7))).message).toHaveLength(300_000)
    await expect(channel.unary('/echo', Buffer.alloc(10), { timeoutMs: 1 })).rejects.toMatchObject({
      code: STATUS.DEADLINE_EXCEEDED,
    })
  })

  test('a thousand calls that are cancelled reach their handlers, and leave nothing [FI-46]', async () => {
    cancelled = 0
    for (let round = 0; round < 10; round++) {
      const channel = openChannel(`${scheme}127.0.0.1:${server.port}`)
      const calls = Array.from({ length: 100 }, () => {
        const signal = new Cancellation()
        return { signal, done: channel.unary('/hang', Buffer.alloc(10), { signal }) }
      })
      const ends = Promise.allSettled(calls.map(({ done }) => done))
      await expect.poll(() => hanging).toBe(100)
      // By the caller, and with its connection.
      if (round % 2 === 0) for (const { signal } of calls) signal.abort()
      else channel.close()
      expect((await ends).every(({ status }) => status === 'rejected')).toBe(true)
      await expect.poll(() => hanging).toBe(0)
      channel.close()
    }
    expect(cancelled).toBe(1000)
  })

  test('a deadline ends a call when it passes and not before, and its handler is told [FI-49]', async () => {
    cancelled = 0
    const channel = openChannel(`${scheme}127.0.0.1:${server.port}`)
    onTestFinished(() => channel.close())
    await channel.unary('/echo', Buffer.from('connects'))
    const deadlines = [0.1, 1, 20, 150]
    for (const timeoutMs of deadlines) {
      const start = performance.now()
      await expect(channel.unary('/hang', Buffer.alloc(0), { timeoutMs })).rejects.toMatchObject({
        code: STATUS.DEADLINE_EXCEEDED,
      })
      // Timers count whole milliseconds.
      expect(performance.now() - start).toBeGreaterThan(timeoutMs - 1)
    }
    await expect.poll(() => hanging).toBe(0)
    for (const timeoutMs of [2 ** 31, 2 ** 32, 2 ** 33, 1e12])
      expect((await channel.unary('/echo', Buffer.from('x'), { timeoutMs })).message.toString()).toBe('x')
  })

  test('an answer of 100 MiB arrives, and one byte more is refused by name [FI-33]', async () => {
    const channel = openChannel(`${scheme}127.0.0.1:${server.port}`)
    onTestFinished(() => channel.close())
    const message = Buffer.alloc(100 * MIB)
    expect((await channel.unary('/echo', message)).message).toHaveLength(100 * MIB)
    await expect(channel.unary('/echo', Buffer.alloc(100 * MIB + 1))).rejects.toMatchObject({
      name: 'RpcError',
      message: expect.stringContaining('104857600'),
    })
  })
})

test('a client that does not read a stream holds its Executor back [FI-26]', async () => {
  made = 0
  const session = connectHttp2(`http://127.0.0.1:${server.port}`)
  session.on('error', () => {})
  onTestFinished(() => session.destroy())
  const stream = session.request({
    ':method': 'POST',
    ':path': '/endless',
    'content-type': 'application/grpc',
  })
  stream.on('error', () => {})
  stream.end(grpcMessage(Buffer.alloc(0)))
  await expect.poll(() => made).toBeGreaterThan(0)
  let before = -1
  await expect
    .poll(() => {
      const still = made === before
      before = made
      return still
    })
    .toBe(true)
  expect(made * 64 * 1024).toBeLessThan(32 * MIB)
})

test('two thousand streams at a time are answered [FI-42]', async () => {
  const session = connectHttp2(`http://127.0.0.1:${server.port}`)
  onTestFinished(() => session.destroy())
  const statuses = await Promise.all(
    Array.from({ length: 2000 }, async () => {
      const stream = session.request({
        ':method': 'POST',
        ':path': '/echo-all',
        'content-type': 'application/grpc',
      })
      stream.resume()
      stream.end(grpcMessage(Buffer.from('x')))
      const [trailers] = (await once(stream, 'trailers')) as [Record<string, string>]
      return trailers['grpc-status']
    }),
  )
  expect(new Set(statuses)).toEqual(new Set(['0']))
})

describe('a message that grows from 200 KB to 200 MB when it is unpacked', () => {
  const packed = (encoding: 'gzip' | 'deflate') => {
    const message = grpcMessage((encoding === 'gzip' ? gzipSync : deflateSync)(Buffer.alloc(200 * MIB)))
    message[0] = 1
    return message
  }

  test.each(['gzip', 'deflate'] as const)(
    'with %s is refused in a call and in a stream, and others are answered meanwhile [FI-39]',
    async (encoding) => {
      const session = connectHttp2(`http://127.0.0.1:${server.port}`)
      onTestFinished(() => session.destroy())
      const message = packed(encoding)
      let refused = 0
      const bombs = ['/echo', '/echo-all'].map(async (path) => {
        const stream = session.request({
          ':method': 'POST',
          ':path': path,
          'content-type': 'application/grpc',
          'grpc-encoding': encoding,
        })
        stream.resume()
        stream.end(message)
        const [headers] = (await once(stream, path === '/echo' ? 'response' : 'trailers')) as [
          Record<string, string>,
        ]
        refused++
        return headers['grpc-status']
      })
      const channel = openChannel(`127.0.0.1:${server.port}`)
      onTestFinished(() => channel.close())
      let meanwhile = 0
      while (refused === 0) {
        await channel.unary('/echo', Buffer.from('x'))
        meanwhile++
      }
      expect(await Promise.all(bombs)).toEqual(Array(2).fill(String(STATUS.RESOURCE_EXHAUSTED)))
      expect(meanwhile).toBeGreaterThan(5)
    },
  )

  test('is refused as the answer of an Executor [FI-39]', async () => {
    const message = packed('gzip')
    const port = await listenRaw((peer) =>
      peer.socket.once(
        'data',
        () =>
          void peer.write(
            Buffer.concat([
              h2Frame(TYPE.settings, 0, 0),
              h2Frame(
                TYPE.headers,
                FLAG.endHeaders,
                1,
                h2Headers({ ':status': '200', 'content-type': 'application/grpc', 'grpc-encoding': 'gzip' }),
              ),
              ...cut(message, 16_000).map((part) => h2Frame(TYPE.data, 0, 1, part)),
              h2Frame(TYPE.headers, FLAG.endHeaders | FLAG.endStream, 1, h2Headers({ 'grpc-status': '0' })),
            ]),
          ),
      ),
    )
    const channel = openChannel(`127.0.0.1:${port}`)
    onTestFinished(() => channel.close())
    await expect(channel.unary('/echo', Buffer.from('x'))).rejects.toMatchObject({
      code: STATUS.RESOURCE_EXHAUSTED,
    })
  })
})

function cut(bytes: Buffer, size: number): Buffer[] {
  const parts: Buffer[] = []
  for (let at = 0; at < bytes.length; at += size) parts.push(bytes.subarray(at, at + size))
  return parts
}

describe('a peer that is silent while calls wait', () => {
  const soon = {
    silent: new ProgressWatch({ stallMs: 300, minBytes: 1 }),
    asked: new ProgressWatch({ stallMs: 300, minBytes: 1 }),
  }
  async function* one() {
    yield Buffer.from('x')
  }

  test('and answers no PING, because it is frozen, fails its calls and streams [FI-05]', async () => {
    let frozen = false
    const port = await proxy((chunk, to) => (frozen ? new Promise(() => {}) : write(to, chunk)))
    const channel = new Http2Channel(`127.0.0.1:${port}`, { silence: soon })
    onTestFinished(() => channel.close())
    await channel.unary('/echo', Buffer.from('connects'))
    const call = channel.unary('/hang', Buffer.alloc(0))
    const stream = (async () => {
      for await (const _ of channel.stream('/hang-all', one())) void _
    })()
    const ends = Promise.allSettled([call, stream])
    await expect.poll(() => hanging).toBe(2)
    frozen = true
    for (const end of await ends)
      expect(end).toMatchObject({ status: 'rejected', reason: { code: STATUS.UNAVAILABLE } })
  })

  test('but answers PINGs, because it works, keeps them', async () => {
    const channel = new Http2Channel(`127.0.0.1:${server.port}`, { silence: soon })
    onTestFinished(() => channel.close())
    let over = false
    const signal = new Cancellation()
    const call = channel.unary('/hang', Buffer.alloc(0), { signal })
    void call.catch(() => {}).finally(() => (over = true))
    let looks = 0
    const stop = soon.asked.add({ moved: () => looks++, isPeersTurn: () => false, cut: () => {} })
    await expect.poll(() => looks, { timeout: 10_000 }).toBeGreaterThan(80)
    stop()
    expect(over).toBe(false)
    signal.abort()
    await expect(call).rejects.toMatchObject({ code: STATUS.CANCELLED })
  })
})

describe('a peer that breaks HTTP/2 while a call waits', () => {
  /** A way to the server; what comes first on its first connection is answered with these bytes instead. */
  const breakOnce = (bytes: Buffer) => {
    let broken = false
    return listenRaw((peer) => {
      if (!broken) {
        broken = true
        peer.socket.once('data', () => void peer.write(Buffer.concat([h2Frame(TYPE.settings, 0, 0), bytes])))
        return
      }
      const far = connect(server.port, '127.0.0.1')
      far.on('error', () => {})
      peer.socket.pipe(far).pipe(peer.socket)
    })
  }

  test('fails one without a deadline, and the next call connects again [FI-28]', async () => {
    const outcomes = BROKEN_FRAMES.map(async ([name, bytes]) => {
      const channel = new Http2Channel(`127.0.0.1:${await breakOnce(bytes)}`, { watch: impatient })
      const first = await channel.unary('/echo', Buffer.from('x')).catch((thrown: RpcError) => thrown.code)
      const second = await channel.unary('/echo', Buffer.from('again'))
      channel.close()
      return [name, first, second.message.toString()]
    })
    expect(await Promise.all(outcomes)).toEqual(
      BROKEN_FRAMES.map(([name]) => [name, STATUS.UNAVAILABLE, 'again']),
    )
  })

  test('fails one at its deadline [FI-28]', async () => {
    const channel = openChannel(`127.0.0.1:${await breakOnce(h2Frame(TYPE.data, FLAG.endStream, 5))}`)
    onTestFinished(() => channel.close())
    await expect(channel.unary('/echo', Buffer.from('x'), { timeoutMs: 100 })).rejects.toMatchObject({
      code: STATUS.DEADLINE_EXCEEDED,
    })
    expect((await channel.unary('/echo', Buffer.from('again'))).message.toString()).toBe('again')
  })

  test('and hangs up is noticed by the server [FI-28]', async () => {
    cancelled = 0
    const peers = BROKEN_FRAMES.map(async ([, bytes]) => {
      const peer = await connectRaw(slow.port)
      await peer.write(
        Buffer.concat([
          H2_GREETING,
          h2Frame(TYPE.headers, FLAG.endHeaders, 1, callHeaders('/hang')),
          h2Frame(TYPE.data, FLAG.endStream, 1, grpcMessage(Buffer.alloc(0))),
        ]),
      )
      await expect.poll(() => hanging + cancelled).toBe(BROKEN_FRAMES.length)
      await peer.write(bytes)
      peer.socket.destroy()
    })
    await Promise.all(peers)
    await expect.poll(() => cancelled, { timeout: 10_000 }).toBe(BROKEN_FRAMES.length)
  })

  test('a call that takes long keeps its connection', async () => {
    const channel = new Http2Channel(`127.0.0.1:${server.port}`, { watch: impatient })
    onTestFinished(() => channel.close())
    const signal = new Cancellation()
    const call = channel.unary('/hang', Buffer.alloc(0), { signal })
    let over = false
    void call.catch(() => {}).finally(() => (over = true))
    let looks = 0
    const stop = impatient.add({ moved: () => looks++, isPeersTurn: () => false, cut: () => {} })
    await expect.poll(() => looks, { timeout: 10_000 }).toBeGreaterThan(40)
    stop()
    expect(over).toBe(false)
    signal.abort()
    await expect(call).rejects.toMatchObject({ code: STATUS.CANCELLED })
  })
})
