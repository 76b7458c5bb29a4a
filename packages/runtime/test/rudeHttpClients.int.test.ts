import { once } from 'node:events'
import { deflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { WebSocket, type ClientOptions } from 'ws'
import { writeDocuments } from '../src/data/documents.ts'
import { emptyEnvelope, writeEnvelope } from '../src/data/envelope.ts'
import { METHOD } from '../src/transport/methods.ts'
import { openChannel } from '../src/transport/openChannel.ts'
import { STATUS, type RpcError } from '../src/transport/rpcError.ts'
import { startLocalGateway, useLocalGateway, type LocalGateway } from './localGateway.ts'
import { H2_GREETING, TYPE, callHeaders, connectRaw, h2Frame, type RawPeer } from './rawPeer.ts'

const MIB = 1024 * 1024
const STALL_MS = 300

let local: LocalGateway
let slow: LocalGateway
beforeAll(async () => {
  local = await startLocalGateway()
  slow = await startLocalGateway({ limits: { stallMs: STALL_MS } })
})
afterAll(async () => {
  await local.close()
  await slow.close()
})

/** A request with one document of a text of this length (DataRequestProto, docarray v1). */
const requestOf = (bytes: number) =>
  writeEnvelope({
    ...emptyEnvelope('1'.repeat(32)),
    data: writeDocuments([{ id: 'x', text: 'x'.repeat(bytes) }]),
  })

/** Writes bytes as they are; resolves with the statuses of the answers when `count` have come or the connection is closed. */
async function askRaw(
  port: number,
  text: string | Buffer,
  count = 1,
): Promise<{ statuses: number[]; peer: RawPeer }> {
  const peer = await connectRaw(port)
  const read = () =>
    [
      ...peer
        .received()
        .toString('latin1')
        .matchAll(/HTTP\/1\.1 (\d{3})/g),
    ].map((match) => Number(match[1]))
  const answered = new Promise<void>((resolve) => {
    peer.socket.on('data', () => {
      if (read().length >= count) resolve()
    })
  })
  await peer.write(Buffer.from(text))
  await Promise.race([answered, peer.closed])
  return { statuses: read(), peer }
}

const host = () => `127.0.0.1:${local.http}`
const body = '{"data":[]}'
const head = (lines: string[], first = 'POST /post HTTP/1.1') => [first, ...lines, '', ''].join('\r\n')
const JSON_LINES = ['Content-Type: application/json', `Content-Length: ${body.length}`]

async function expectAlive({ http, websocket }: LocalGateway = local): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${http}/post`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  })
  expect(answer.status).toBe(200)
  expect(await (await fetch(`http://127.0.0.1:${websocket}/`)).json()).toEqual({})
}

describe('HTTP that is no HTTP is refused', () => {
  test.each<[string, () => string, number]>([
    ['no Host', () => head(JSON_LINES) + body, 400],
    ['two Hosts', () => head([`Host: ${host()}`, `host: ${host()}`, ...JSON_LINES]) + body, 400],
    ['an empty Host', () => head(['Host: ', ...JSON_LINES]) + body, 400],
    ['a Host that is no address', () => head(['Host: a b:99999', ...JSON_LINES]) + body, 400],
    [
      'Content-Length and Transfer-Encoding',
      () => head([`Host: ${host()}`, ...JSON_LINES, 'Transfer-Encoding: chunked']) + body,
      400,
    ],
    ['two lengths', () => head([`Host: ${host()}`, ...JSON_LINES, 'Content-Length: 3']) + body, 400],
    ['a folded header', () => head([`Host: ${host()}`, 'X-A: b', ' c', ...JSON_LINES]) + body, 400],
    ['a line that ends with LF only', () => `POST /post HTTP/1.1\nHost: ${host()}\n\n`, 400],
    ['a NUL in a header', () => head([`Host: ${host()}`, 'X-A: b\0c', ...JSON_LINES]) + body, 400],
    ['a header that is not UTF-8', () => head([`Host: ${host()}`, 'X-A: \xff', ...JSON_LINES]) + body, 400],
    [
      '101 headers',
      () =>
        head([`Host: ${host()}`, ...Array.from({ length: 98 }, (_, at) => `X-${at}: y`), ...JSON_LINES]) +
        body,
      400,
    ],
    [
      'headers of 17 KiB',
      () => head([`Host: ${host()}`, `X-A: ${'y'.repeat(17 * 1024)}`, ...JSON_LINES]) + body,
      431,
    ],
    ['HTTP/0.9', () => 'GET /\r\n\r\n', 400],
    ['another protocol', () => '\x16\x03\x01\x02\x00\x01\x00', 400],
    ['an unknown method', () => head([`Host: ${host()}`], 'BREW /post HTTP/1.1'), 400],
    ['a method that the path does not have', () => head([`Host: ${host()}`], 'DELETE /post HTTP/1.1'), 405],
    [
      'a compressed body',
      () => head([`Host: ${host()}`, 'Content-Encoding: gzip', ...JSON_LINES]) + body,
      415,
    ],
  ])('%s [SEC-07] [SEC-28] [SEC-43] [FI-38]', async (_, text, status) => {
    const { statuses, peer } = await askRaw(local.http, Buffer.from(text(), 'latin1'))
    expect(statuses[0]).toBe(status)
    if (status === 400) await peer.closed
    await expectAlive()
  })

  test('requests in one packet are answered in turn [FI-38]', async () => {
    const one = head([`Host: ${host()}`, ...JSON_LINES]) + body
    const { statuses } = await askRaw(local.http, one + one + head([`Host: ${host()}`], 'GET / HTTP/1.1'), 3)
    expect(statuses).toEqual([200, 200, 200])
  })

  test('far more requests in one packet than anybody waits for end the connection, and nothing else', async () => {
    const peer = await connectRaw(local.http)
    await peer.write(Buffer.from(head([`Host: ${host()}`], 'GET / HTTP/1.1').repeat(40_000)))
    await peer.closed
    await expectAlive()
  })

  test.each(['a b:99999', '', '[::1', '\xff'])(
    'a hundred requests and upgrades with the Host "%s" [SEC-06]',
    async (name) => {
      const upgrade = head(
        [
          `Host: ${name}`,
          'Connection: Upgrade',
          'Upgrade: websocket',
          'Sec-WebSocket-Version: 13',
          'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        ],
        'GET / HTTP/1.1',
      )
      for (let round = 0; round < 100; round++) {
        const [first, second] = await Promise.all([
          askRaw(local.http, Buffer.from(head([`Host: ${name}`], 'GET / HTTP/1.1'), 'latin1')),
          askRaw(local.websocket, Buffer.from(upgrade, 'latin1')),
        ])
        expect([first.statuses[0], second.statuses[0]]).toEqual([400, 400])
        first.peer.socket.destroy()
        second.peer.socket.destroy()
      }
      await expectAlive()
    },
  )
})

describe('a body is JSON in UTF-8', () => {
  const post = (type: string | null, content: string | Uint8Array, path = '/post', method = 'POST') =>
    fetch(`http://127.0.0.1:${local.http}${path}`, {
      method,
      body: content,
      headers: type === null ? {} : { 'content-type': type },
    })

  test.each([
    ['/post', 'POST'],
    ['/index', 'POST'],
    ['/mine', 'PUT'],
  ])('%s answers other content types with 415 [SEC-15] [SEC-46]', async (path, method) => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/x-pickle',
      null,
    ])
      expect((await post(type, Buffer.from(body), path, method)).status).toBe(415)
    for (const type of ['application/json; charset=utf-8', 'application/vnd.api+json'])
      expect((await post(type, body, path, method)).status).toBe(200)
  })

  test('bytes that are not UTF-8 are answered 400', async () => {
    const wrong = Buffer.concat([
      Buffer.from('{"data":[{"text":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"}]}'),
    ])
    expect((await post('application/json', wrong)).status).toBe(400)
  })
})

describe('a web page of another origin cannot run a Flow on this machine', () => {
  const foreign = { origin: 'http://evil.example', 'content-type': 'text/plain' }
  const rebound = { host: 'evil.example' }
  const embedded = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }
  const routes: [string, string][] = [
    ['POST', '/post'],
    ['PUT', '/mine'],
    ['GET', '/'],
    ['GET', '/docs'],
    ['GET', '/status'],
    ['GET', '/dry_run'],
    ['GET', '/openapi.json'],
    ['OPTIONS', '/post'],
    ['GET', '/nowhere'],
  ]
  const ask = async (port: number, [method, path]: [string, string], headers: Record<string, string>) => {
    const { statuses, peer } = await askRaw(
      port,
      head(
        [
          ...(headers['host'] ? [] : [`Host: 127.0.0.1:${port}`]),
          ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
          'Content-Length: 0',
        ],
        `${method} ${path} HTTP/1.1`,
      ),
    )
    peer.socket.destroy()
    return statuses[0]
  }

  test.each(routes)('%s %s, over HTTP [SEC-11]', async (method, path) => {
    for (const headers of [foreign, rebound, embedded, { origin: 'null' }])
      expect(await ask(local.http, [method, path], headers)).toBe(403)
  })

  const open = (port: number, options: ClientOptions) =>
    new Promise<number>((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/`, options)
      socket.on('error', () => {})
      socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0))
      socket.on('open', () => {
        resolve(101)
        socket.close()
      })
    })

  test('over WebSocket, on the port of HTTP too [SEC-11]', async () => {
    expect(await open(local.websocket, { origin: 'http://evil.example' })).toBe(403)
    expect(await open(local.websocket, { headers: { host: 'evil.example' } })).toBe(403)
    expect(await open(local.websocket, { headers: { 'sec-fetch-site': 'cross-site' } })).toBe(403)
    expect(await open(local.websocket, {})).toBe(101)
    expect(await open(local.websocket, { headers: { host: 'localhost:9999' } })).toBe(101)
    for (const path of ['/', '/status', '/dry_run'])
      expect(await ask(local.websocket, ['GET', path], foreign)).toBe(403)
  })

  test('cors: true lets it', async () => {
    const { http, websocket } = await useLocalGateway({ cors: true })
    expect(await ask(http, ['GET', '/'], { origin: 'http://page.example' })).toBe(200)
    expect(await open(websocket, { origin: 'http://page.example' })).toBe(101)
  })

  test('the page of the Gateway is not framed, and its answers are not guessed at [SEC-33]', async () => {
    const docs = await fetch(`http://127.0.0.1:${local.http}/docs`)
    expect(docs.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(docs.headers.get('x-frame-options')).toBe('DENY')
    expect((await fetch(`http://127.0.0.1:${local.http}/`)).headers.get('x-content-type-options')).toBe(
      'nosniff',
    )
  })
})

describe('a client that stops is cut', () => {
  const started = () =>
    head([`Host: 127.0.0.1:${slow.http}`, 'Content-Type: application/json', 'Content-Length: 1000'])
  test.each<[string, () => string, number]>([
    ['before its first byte', () => '', 408],
    ['within its headers', () => 'POST /post HTTP/1.1\r\nHost: x\r\nX-', 408],
    ['before its body', started, 408],
    ['within its body', () => `${started()}{"data":`, 408],
  ])('%s [SEC-44] [FI-45]', async (_, text, status) => {
    const peer = await connectRaw(slow.http)
    await peer.write(Buffer.from(text()))
    await peer.closed
    const answer = /HTTP\/1\.1 (\d+)/.exec(peer.received().toString())?.[1]
    expect(Number(answer)).toBe(status)
    await expectAlive(slow)
  })

  test('a thousand at once are cut, on every port, while others are served [SEC-44] [FI-45]', async () => {
    const many = await useLocalGateway({ limits: { stallMs: 1000 } })
    const starts: [number, Buffer][] = [
      [many.http, Buffer.from('POST /post HTTP/1.1\r\nHost: x\r\nX-')],
      [many.http, Buffer.from(`${started().replace(String(slow.http), String(many.http))}{"data":`)],
      [many.websocket, Buffer.from('GET / HTTP/1.1\r\nHost: x\r\nX-')],
      [many.grpc, H2_GREETING.subarray(0, 20)],
      [many.grpc, Buffer.concat([H2_GREETING, h2Frame(TYPE.headers, 0, 1, callHeaders(METHOD.single))])],
    ]
    const peers = await Promise.all(
      Array.from({ length: 1000 }, async (_, at) => {
        const [port, bytes] = starts[at % starts.length] as [number, Buffer]
        const peer = await connectRaw(port)
        await peer.write(bytes)
        return peer
      }),
    )
    await expectAlive(many)
    await Promise.all(peers.map(({ closed }) => closed))
    await expectAlive(many)
  })

  test.each([
    ['POST /nowhere HTTP/1.1', 'http'],
    ['GET /status HTTP/1.1', 'http'],
    ['DELETE /post HTTP/1.1', 'http'],
    ['POST /post HTTP/1.1', 'websocket'],
  ] as const)('%s over %s is answered, and cut when its body is late [SEC-44]', async (first, port) => {
    const lines = [`Host: 127.0.0.1:${slow[port]}`, 'Content-Type: application/json', 'Content-Length: 1000']
    const { statuses, peer } = await askRaw(slow[port], head(lines, first))
    const dripping = setInterval(() => peer.socket.write(' '), STALL_MS / 6)
    onTestFinished(() => clearInterval(dripping))
    await peer.closed
    expect(statuses).toHaveLength(1)
    await expectAlive(slow)
  })

  test('one that sends a byte now and then is cut, too [SEC-44] [FI-45]', async () => {
    const peer = await connectRaw(slow.http)
    await peer.write(Buffer.from(started()))
    const timer = setInterval(() => peer.socket.write('x'), 50)
    onTestFinished(() => clearInterval(timer))
    await peer.closed
  })

  test('while it is sent an answer [FI-45]', async () => {
    const peer = await connectRaw(slow.http)
    peer.socket.pause()
    const text = JSON.stringify({ data: [{ text: 'x'.repeat(20 * MIB) }] })
    const lines = ['Content-Type: application/json', `Content-Length: ${text.length}`]
    await peer.write(Buffer.from(head([`Host: 127.0.0.1:${slow.http}`, ...lines]) + text))
    // What the system's buffers hold came; the rest waits for its reader.
    await expect.poll(() => peer.socket.bytesRead, { timeout: 10_000 }).toBeGreaterThan(0)
    await expect.poll(() => slow.gateway.inFlight.inUse, { timeout: 10_000 }).toBe(0)
    await expectAlive(slow)
  })

  const openSocket = async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${slow.websocket}/`, { autoPong: false })
    socket.on('error', () => {})
    await once(socket, 'open')
    return socket
  }

  test('a WebSocket whose client is gone without a word [FI-40]', async () => {
    const socket = await openSocket()
    const [code] = (await once(socket, 'close')) as [number]
    expect(code).toBe(1006)
  })

  test('a WebSocket that stops within a message [SEC-44] [FI-45]', async () => {
    const peer = await connectRaw(slow.websocket)
    const lines = [
      `Host: 127.0.0.1:${slow.websocket}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ]
    await peer.write(Buffer.from(head(lines, 'GET / HTTP/1.1')))
    await peer.write(Buffer.from([0x81, 0xfe, 0x03, 0xe8, 0, 0, 0, 0, 1]))
    await peer.closed
    await expectAlive(slow)
  })

  test('a WebSocket that answers PINGs stays', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${slow.websocket}/`)
    await once(socket, 'open')
    let pings = 0
    socket.on('ping', () => pings++)
    await expect.poll(() => pings, { timeout: 10_000 }).toBeGreaterThan(2)
    expect(socket.readyState).toBe(WebSocket.OPEN)
    socket.terminate()
  })
})

describe('what is under way is limited', () => {
  test('while too many bytes are, HTTP answers 503 with Retry-After, gRPC RESOURCE_EXHAUSTED, WebSocket 1013 [FI-34]', async () => {
    const full = await useLocalGateway({ limits: { inFlightBytes: 3 * MIB } })
    const sent = Math.floor(1.49 * MIB)
    const size = sent + body.length
    const peer = await connectRaw(full.http)
    const lines = ['Content-Type: application/json', `Content-Length: ${size}`]
    await peer.write(Buffer.from(head([`Host: 127.0.0.1:${full.http}`, ...lines]) + ' '.repeat(sent)))
    await expect.poll(() => full.gateway.inFlight.inUse).toBeGreaterThan(2.9 * MIB)

    const text = JSON.stringify({ data: [{ text: 'x'.repeat(200_000) }] })
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`http://127.0.0.1:${full.http}/post`, { method: 'POST', body: text, headers })
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1'])
    const channel = openChannel(`127.0.0.1:${full.grpc}`)
    onTestFinished(() => channel.close())
    await expect(channel.unary(METHOD.single, Buffer.alloc(200_000))).rejects.toMatchObject({
      code: STATUS.RESOURCE_EXHAUSTED,
    })
    const socket = new WebSocket(`ws://127.0.0.1:${full.websocket}/`)
    await once(socket, 'open')
    socket.send(text)
    const [code] = (await once(socket, 'close')) as [number]
    expect(code).toBe(1013)

    await peer.write(Buffer.from(body))
    await expect.poll(() => peer.received().toString(), { timeout: 10_000 }).toContain('HTTP/1.1 200')
    expect(full.gateway.inFlight.inUse).toBe(0)
  })

  test('twenty large requests at once are answered, or refused over the limit, over every protocol [FI-34]', async () => {
    const small = await useLocalGateway({ limits: { inFlightBytes: 6 * MIB } })
    const text = JSON.stringify({ data: [{ text: 'x'.repeat(MIB) }] })
    const channel = openChannel(`127.0.0.1:${small.grpc}`)
    onTestFinished(() => channel.close())
    const overHttp = async () => {
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(`http://127.0.0.1:${small.http}/post`, {
        method: 'POST',
        body: text,
        headers,
      })
      await answer.arrayBuffer()
      return answer.status
    }
    const overGrpc = () =>
      channel.unary(METHOD.single, requestOf(1.5 * MIB)).then(
        () => 200,
        ({ code }: RpcError) => (code === STATUS.RESOURCE_EXHAUSTED ? 503 : code),
      )
    const overWebSocket = async () => {
      const socket = new WebSocket(`ws://127.0.0.1:${small.websocket}/`)
      await once(socket, 'open')
      socket.send(text)
      const code = await Promise.race([
        once(socket, 'message').then(() => 200),
        once(socket, 'close').then(([closed]) => (closed === 1013 ? 503 : (closed as number))),
      ])
      socket.terminate()
      return code
    }
    for (const ask of [overHttp, overGrpc, overWebSocket]) {
      const statuses = await Promise.all(Array.from({ length: 20 }, ask))
      expect(new Set(statuses)).toEqual(new Set([200, 503]))
      await expect.poll(() => small.gateway.inFlight.inUse).toBe(0)
    }
    await expectAlive(small)
  }, 60_000)

  test('a document of 95 MiB passes over every protocol [FI-33]', async () => {
    const bytes = 95 * MIB
    const text = Buffer.concat([
      Buffer.from('{"data":[{"text":"'),
      Buffer.alloc(bytes, 'x'),
      Buffer.from('"}]}'),
    ])
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`http://127.0.0.1:${local.http}/post`, { method: 'POST', body: text, headers })
    expect([answer.status, (await answer.arrayBuffer()).byteLength > bytes]).toEqual([200, true])
    const socket = new WebSocket(`ws://127.0.0.1:${local.websocket}/`)
    await once(socket, 'open')
    socket.send(text, { binary: false })
    const [message] = (await once(socket, 'message')) as [Buffer]
    expect(message.length).toBeGreaterThan(bytes)
    socket.terminate()
    const channel = openChannel(`127.0.0.1:${local.grpc}`)
    onTestFinished(() => channel.close())
    expect((await channel.unary(METHOD.single, requestOf(bytes))).message.length).toBeGreaterThan(bytes)
  }, 180_000)

  test('a byte over the limit is refused, which names it, over every protocol [FI-33]', async () => {
    const limit = /104857600 bytes \(FLOWDECK_MAX_MESSAGE_BYTES\)/
    const { statuses, peer } = await askRaw(
      local.http,
      head([`Host: ${host()}`, 'Content-Type: application/json', `Content-Length: ${100 * MIB + 1}`]),
    )
    await peer.closed
    expect([statuses[0], peer.received().toString()]).toEqual([413, expect.stringMatching(limit)])
    const channel = openChannel(`127.0.0.1:${local.grpc}`)
    onTestFinished(() => channel.close())
    await expect(channel.unary(METHOD.single, Buffer.alloc(100 * MIB + 1))).rejects.toThrow(limit)
  })

  test('a WebSocket message over 100 MiB is answered 1009 before it is read [SEC-28] [FI-33]', async () => {
    const peer = await connectRaw(local.websocket)
    const lines = [
      `Host: 127.0.0.1:${local.websocket}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ]
    await peer.write(Buffer.from(head(lines, 'GET / HTTP/1.1')))
    const frame = Buffer.alloc(14)
    frame.set([0x82, 0xff])
    frame.writeBigUInt64BE(BigInt(100 * MIB + 1), 2)
    await peer.write(frame)
    await peer.closed
    expect(peer.received().includes(Buffer.from([0x03, 0xf1]))).toBe(true)
  })

  test('a WebSocket message that says it is compressed is answered 1002; compression is not agreed to [FI-39]', async () => {
    const peer = await connectRaw(local.websocket)
    const lines = [
      `Host: 127.0.0.1:${local.websocket}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Extensions: permessage-deflate',
    ]
    await peer.write(Buffer.from(head(lines, 'GET / HTTP/1.1')))
    const packed = deflateRawSync(Buffer.alloc(MIB))
    const frame = Buffer.from([0xc2, 0xfe, packed.length >> 8, packed.length & 0xff, 0, 0, 0, 0])
    await peer.write(Buffer.concat([frame, packed]))
    await peer.closed
    expect(peer.received().toString('latin1')).not.toMatch(/permessage-deflate/i)
    expect(peer.received().includes(Buffer.from([0x03, 0xea]))).toBe(true)
  })
})
