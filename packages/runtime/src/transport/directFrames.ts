import { ByteQueue } from './ByteQueue.ts'
import { RpcError, STATUS } from './rpcError.ts'
import type { Metadata } from './transport.ts'

/**
 * The short way between our own Gateway and our own Executors: the same calls as gRPC, without HTTP/2.
 * A connection begins with `MAGIC`; then frames: u32 length of the rest, u32 call id, u8 kind, payload.
 *
 *     CALL    u32 timeout in ms (0: none), u16 length of the path, path, message
 *     CANCEL  nothing
 *     REPLY   u16 length of the trailers, trailers (JSON or nothing), message
 *     ERROR   JSON {code, details, trailers}
 */
export const MAGIC = Buffer.from('FLD1')
export const KIND = { CALL: 1, CANCEL: 2, REPLY: 3, ERROR: 4 } as const

const HEADER = 9

export interface Frame {
  id: number
  kind: number
  payload: Buffer
}

/** A peer sent what is no frame; its connection cannot go on. */
export class FrameError extends Error {}

/** Collects chunks and hands out whole frames. */
export class FrameReader {
  private readonly queue = new ByteQueue()
  private readonly maxBytes: number

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes
  }

  push(chunk: Buffer): void {
    this.queue.push(chunk)
  }

  /** Bytes that wait for the rest of their frame. */
  get pending(): number {
    return this.queue.size
  }

  /** @throws FrameError when a frame is longer than `maxBytes`, or shorter than its header */
  next(): Frame | null {
    if (this.queue.size < HEADER) return null
    const length = this.queue.peek(HEADER).readUInt32BE(0)
    if (length > this.maxBytes) throw new FrameError(`a frame of ${length} bytes is over the limit`)
    if (length < HEADER - 4) throw new FrameError(`a frame of ${length} bytes has no header`)
    if (this.queue.size < length + 4) return null
    const bytes = this.queue.take(length + 4)
    return { id: bytes.readUInt32BE(4), kind: bytes[8] as number, payload: bytes.subarray(HEADER) }
  }
}

/** The bytes before a message of a frame: header and `extra`. */
export function frameHead(id: number, kind: number, extra: Buffer, messageBytes = 0): Buffer {
  const head = Buffer.allocUnsafe(HEADER + extra.length)
  head.writeUInt32BE(5 + extra.length + messageBytes, 0)
  head.writeUInt32BE(id, 4)
  head[8] = kind
  extra.copy(head, HEADER)
  return head
}

/** What a CALL asks. @throws FrameError */
export function readCall(payload: Buffer): { timeoutMs: number; path: string; message: Buffer } {
  if (payload.length < 6) throw new FrameError('a CALL ends within its header')
  const pathEnd = 6 + payload.readUInt16BE(4)
  if (payload.length < pathEnd) throw new FrameError('a CALL ends within its path')
  return {
    timeoutMs: payload.readUInt32BE(0),
    path: payload.toString('latin1', 6, pathEnd),
    message: payload.subarray(pathEnd),
  }
}

/** What a REPLY holds. @throws FrameError */
export function readReply(payload: Buffer): { trailers: Metadata; message: Buffer } {
  const end = payload.length < 2 ? Infinity : 2 + payload.readUInt16BE(0)
  if (payload.length < end) throw new FrameError('a REPLY ends within its trailers')
  return { trailers: end === 2 ? {} : readTrailers(payload.subarray(2, end)), message: payload.subarray(end) }
}

/** What an ERROR says. @throws FrameError */
export function readFailure(payload: Buffer): RpcError {
  const { code, details } = parseObject(payload)
  if (typeof code !== 'number' || !Number.isInteger(code) || typeof details !== 'string')
    throw new FrameError('an ERROR needs a code and details')
  return new RpcError(code >= 1 && code <= 16 ? code : STATUS.UNKNOWN, details)
}

function readTrailers(bytes: Buffer): Metadata {
  const trailers: Metadata = {}
  for (const [key, value] of Object.entries(parseObject(bytes)))
    if (typeof value === 'string' && key !== '__proto__') trailers[key] = value
  return trailers
}

function parseObject(bytes: Buffer): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(bytes.toString('utf8'))
  } catch {
    throw new FrameError('a frame holds no JSON where it should')
  }
  if (typeof value !== 'object' || value === null) throw new FrameError('a frame holds no JSON object')
  return value as Record<string, unknown>
}

export const NOTHING = Buffer.alloc(0)
