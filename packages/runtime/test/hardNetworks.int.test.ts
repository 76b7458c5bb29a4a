import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { Cancellation } from '../src/transport/Cancellation.ts'
import { listenRpc } from '../src/transport/listenRpc.ts'
import { openChannel } from '../src/transport/openChannel.ts'
import { STATUS } from '../src/transport/rpcError.ts'
import type { RpcServer } from '../src/transport/transport.ts'
import { FLAG, TYPE, grpcMessage, h2Frame, listenRaw } from './rawPeer.ts'

const MIB = 1024 * 1024

let server: RpcServer
let made = 0
let hanging = 0
let cancelled = 0
beforeAll(async () => {
  server = await listenRpc({
    host: '127.0.0.1',
    port: 0,
    handlers: {
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
        '/endless': async function* () {
          for (;;) {
            made++
            yield Buffer.alloc(64 * 1024)
          }
        },
      },
    },
  })
})
afterAll(() => server.close())

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
      // By the caller; over the short way also with its connection.
      if (round % 2 === 0 || scheme === '') for (const { signal } of calls) signal.abort()
      else channel.close()
      expect((await ends).every(({ status }) => status === 'rejected')).toBe(true)
      await expect.poll(() => hanging).toBe(0)
      channel.close()
    }
    expect(cancelled).toBe(1000)
  })

  test('an answer of 100 MiB arrives, and one byte more is refused by name [FI-33]', async () => {
    const channel = openChannel(`${scheme}127.0.0.1:${server.port}`)
    onTestFinished(() => channel.close())
    const message = Buffer.alloc(100 * MIB)
    expect((await channel.unary('/echo', message)).message).toHaveLength(100 * MIB)
    await expect(channel.unary('/echo', Buffer.alloc(100 * MIB + 1))).rejects.toMatchObject({
      name: 'RpcError',
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

test('a message that grows from 200 KB to 200 MB when it is unpacked is refused [FI-39]', async () => {
  const session = connectHttp2(`http://127.0.0.1:${server.port}`)
  onTestFinished(() => session.destroy())
  const packed = grpcMessage(gzipSync(Buffer.alloc(200 * MIB)))
  packed[0] = 1
  const stream = session.request({
    ':method': 'POST',
    ':path': '/echo',
    'content-type': 'application/grpc',
    'grpc-encoding': 'gzip',
  })
  stream.resume()
  stream.end(packed)
  const [headers] = (await once(stream, 'response')) as [Record<string, string>]
  expect(headers['grpc-status']).toBe(String(STATUS.RESOURCE_EXHAUSTED))
})

test('a peer that breaks HTTP/2 fails a call at its deadline, and the next call connects again [FI-28]', async () => {
  let broken = true
  const port = await listenRaw((peer) => {
    if (broken) {
      broken = false
      peer.socket.once('data', () => {
        // A message on a call that nobody made: Node says nothing about it.
        void peer.write(Buffer.concat([h2Frame(TYPE.settings, 0, 0), h2Frame(TYPE.data, FLAG.endStream, 5)]))
      })
      return
    }
    const far = connect(server.port, '127.0.0.1')
    far.on('error', () => {})
    peer.socket.pipe(far).pipe(peer.socket)
  })
  const channel = openChannel(`127.0.0.1:${port}`)
  onTestFinished(() => channel.close())
  await expect(channel.unary('/echo', Buffer.from('x'), { timeoutMs: 100 })).rejects.toMatchObject({
    name: 'RpcError',
  })
  expect((await channel.unary('/echo', Buffer.from('again'))).message.toString()).toBe('again')
})
