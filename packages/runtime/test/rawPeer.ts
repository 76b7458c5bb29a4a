import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** Frame types of HTTP/2 (RFC 9113). */
export const TYPE = {
  data: 0,
  headers: 1,
  priority: 2,
  reset: 3,
  settings: 4,
  ping: 6,
  goaway: 7,
  window: 8,
  continuation: 9,
} as const
export const FLAG = { endStream: 1, ack: 1, endHeaders: 4 } as const

/** One HTTP/2 frame as bytes, right or wrong. */
export function h2Frame(
  type: number,
  flags: number,
  stream: number,
  payload: Buffer = Buffer.alloc(0),
): Buffer {
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head[3] = type
  head[4] = flags
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, payload])
}

/** A header block without compression (HPACK literals). */
export function h2Headers(headers: Record<string, string>): Buffer {
  return Buffer.concat(
    Object.entries(headers).flatMap(([name, value]) => [
      Buffer.from([0, name.length]),
      Buffer.from(name),
      Buffer.from([value.length]),
      Buffer.from(value),
    ]),
  )
}

export const H2_GREETING = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  h2Frame(TYPE.settings, 0, 0),
])

/** The headers of a gRPC call. */
export const callHeaders = (path: string, more: Record<string, string> = {}) =>
  h2Headers({
    ':method': 'POST',
    ':scheme': 'http',
    ':path': path,
    ':authority': 'x',
    'content-type': 'application/grpc',
    te: 'trailers',
    ...more,
  })

/** A message with gRPC's prefix; `length` is what the prefix claims. */
export function grpcMessage(message: Buffer, length = message.length): Buffer {
  const prefix = Buffer.alloc(5)
  prefix.writeUInt32BE(length, 1)
  return Buffer.concat([prefix, message])
}

/** A frame of the short way. */
export function directFrame(id: number, kind: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(9)
  head.writeUInt32BE(5 + payload.length, 0)
  head.writeUInt32BE(id, 4)
  head[8] = kind
  return Buffer.concat([head, payload])
}

/** The payload of a CALL without a deadline. */
export function directCall(path: string, message = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(6)
  head.writeUInt16BE(path.length, 4)
  return Buffer.concat([head, Buffer.from(path), message])
}

export interface RawPeer {
  socket: Socket
  /** What has come so far. */
  received(): Buffer
  /** Resolves when the other side has closed. */
  closed: Promise<void>
  /** Writes, and waits until it is taken or the connection is closed. */
  write(bytes: Buffer): Promise<void>
}

/** A connection on which a test writes whatever it likes. */
export async function connectRaw(port: number): Promise<RawPeer> {
  const socket = connect(port, '127.0.0.1')
  const peer = toPeer(socket)
  await once(socket, 'connect')
  onTestFinished(() => void socket.destroy())
  return peer
}

export function toPeer(socket: Socket): RawPeer {
  const chunks: Buffer[] = []
  socket.on('error', () => {})
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  return {
    socket,
    received: () => Buffer.concat(chunks),
    closed,
    write: (bytes) =>
      new Promise((resolve) => {
        void closed.then(resolve)
        if (socket.destroyed) resolve()
        else socket.write(bytes, () => resolve())
      }),
  }
}

/** A server on which a test answers whatever it likes. @returns its port */
export async function listenRaw(greet: (peer: RawPeer) => void): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    greet(toPeer(socket))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return (server.address() as AddressInfo).port
}
