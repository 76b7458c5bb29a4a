import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Cancellation } from './Cancellation.ts'
import { listenRpc } from './listenRpc.ts'
import { openChannel } from './openChannel.ts'
import { RpcError, STATUS } from './rpcError.ts'
import type { RpcServer } from './transport.ts'

let server: RpcServer
const seen: unknown[] = []

beforeAll(async () => {
  server = await listenRpc({
    host: '127.0.0.1',
    port: 0,
    handlers: {
      unary: {
        '/echo': async (message, { trailers }) => {
          trailers['x'] = 'y'
          return message
        },
        '/fail': async () => {
          throw new RpcError(STATUS.NOT_FOUND, 'nö')
        },
        '/hang': (_, { signal }) =>
          new Promise((_resolve, reject) =>
            signal.onAbort(() => {
              seen.push((signal.reason as RpcError).code)
              reject(signal.reason)
            }),
          ),
      },
      stream: {
        '/count': async function* (messages) {
          for await (const message of messages) yield message
        },
      },
    },
  })
})
afterAll(() => server.close())

test.each(['gzip', 'deflate'] as const)(
  'a channel that compresses with %s is understood',
  async (compression) => {
    const channel = openChannel(`127.0.0.1:${server.port}`, { compression })
    for (const size of [0, 1, 5_000_000])
      expect(
        (await channel.unary('/echo', Buffer.alloc(size, 7))).message.equals(Buffer.alloc(size, 7)),
      ).toBe(true)
    async function* messages() {
      yield Buffer.from('a')
      yield Buffer.from('b')
    }
    const back: string[] = []
    for await (const message of channel.stream('/count', messages())) back.push(message.toString())
    expect(back).toEqual(['a', 'b'])
    channel.close()
  },
)

describe.each(['', 'flowdeck://'])('a channel with the scheme %j', (scheme) => {
  const open = () => openChannel(`${scheme}127.0.0.1:${server.port}`)

  test('carries messages of any size, many at a time', async () => {
    const channel = open()
    const sizes = [0, 1, 100, 70_000, 5_000_000, ...Array.from({ length: 50 }, (_, i) => i * 977)]
    const replies = await Promise.all(
      sizes.map((size) => channel.unary('/echo', Buffer.alloc(size, size % 251))),
    )
    expect(replies.map(({ message }) => message.length)).toEqual(sizes)
    expect(
      replies.every(({ message }, i) => message.every((byte) => byte === (sizes[i] as number) % 251)),
    ).toBe(true)
    expect(replies[0]?.trailers).toEqual({ x: 'y' })
    channel.close()
  })

  test('carries errors with their code and text', async () => {
    const channel = open()
    await expect(channel.unary('/fail', Buffer.alloc(0))).rejects.toMatchObject({
      code: STATUS.NOT_FOUND,
      details: 'nö',
    })
    await expect(channel.unary('/none', Buffer.alloc(0))).rejects.toMatchObject({
      code: STATUS.UNIMPLEMENTED,
    })
    channel.close()
  })

  test('tells the server of a caller that cancels, times out or leaves', async () => {
    seen.length = 0
    const channel = open()
    const cancelling = new Cancellation()
    const cancelled = channel.unary('/hang', Buffer.alloc(0), { signal: cancelling })
    await channel.unary('/echo', Buffer.alloc(0))
    cancelling.abort()
    await expect(cancelled).rejects.toMatchObject({ code: STATUS.CANCELLED })
    await expect(channel.unary('/hang', Buffer.alloc(0), { timeoutMs: 30 })).rejects.toMatchObject({
      code: STATUS.DEADLINE_EXCEEDED,
    })
    await expect.poll(() => seen.length).toBe(2)
    const left = channel.unary('/hang', Buffer.alloc(0))
    await channel.unary('/echo', Buffer.alloc(0))
    channel.close()
    await expect(left).rejects.toMatchObject({ code: STATUS.UNAVAILABLE })
    await expect.poll(() => seen.length).toBe(3)
  })

  test('streams', async () => {
    const channel = open()
    const sent = [Buffer.from('a'), Buffer.from('b')]
    const got: string[] = []
    for await (const message of channel.stream('/count', sent as never)) got.push(message.toString())
    expect(got).toEqual(['a', 'b'])
    channel.close()
  })

  test('an address without a server is UNAVAILABLE', async () => {
    const channel = openChannel(`${scheme}127.0.0.1:1`)
    await expect(channel.unary('/echo', Buffer.alloc(0))).rejects.toMatchObject({
      code: STATUS.UNAVAILABLE,
    })
    channel.close()
  })
})

test('noise on the short way costs only its own connection', async () => {
  const noise = connect(server.port, '127.0.0.1')
  const closed = new Promise((resolve) => noise.on('close', resolve))
  noise.write(Buffer.concat([Buffer.from('FLD1'), Buffer.alloc(64, 0xff)]))
  await closed
  const channel = openChannel(`flowdeck://127.0.0.1:${server.port}`)
  expect((await channel.unary('/echo', Buffer.from('still here'))).message.toString()).toBe('still here')
  channel.close()
})
