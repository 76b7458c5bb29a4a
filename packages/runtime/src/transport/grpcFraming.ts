import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib'
import { FlowError } from '@flowdeck/shared'
import { RpcError, STATUS } from './rpcError.ts'

/** Bytes a message may have, compressed or not (Jina has no limit; an unlimited server can be killed by one request). */
export const MAX_MESSAGE_BYTES = 100 * 1024 * 1024

/** Puts the 5-byte gRPC prefix before a message. */
export function frameMessage(message: Buffer): Buffer {
  const framed = Buffer.allocUnsafe(message.length + 5)
  framed[0] = 0
  framed.writeUInt32BE(message.length, 1)
  message.copy(framed, 5)
  return framed
}

/** How a sender may compress its messages; gRPC's names. */
export type Compression = 'gzip' | 'deflate'
/** What can be read here. */
export const ACCEPTED_ENCODINGS = 'identity,gzip,deflate'

/** Jina's word for a compression; null for none. @throws FlowError BAD_REQUEST naming what there is */
export function compressionOf(written: string | null): Compression | null {
  if (written === null || written === '' || written === 'NoCompression') return null
  if (written === 'Gzip') return 'gzip'
  if (written === 'Deflate') return 'deflate'
  throw new FlowError('BAD_REQUEST', `compression is NoCompression, Deflate or Gzip, not "${written}"`)
}

/** A message with its 5-byte prefix, compressed. */
export function frameCompressed(message: Buffer, compression: Compression): Buffer {
  const framed = frameMessage(compression === 'gzip' ? gzipSync(message) : deflateSync(message))
  framed[0] = 1
  return framed
}

/** Frames messages as their sender is told to. @throws RpcError RESOURCE_EXHAUSTED for one over `maxBytes` */
export function framer(compression: Compression | null, maxBytes: number): (message: Buffer) => Buffer {
  return (message) => {
    if (message.length > maxBytes) throw tooLarge(message.length, maxBytes)
    return compression === null ? frameMessage(message) : frameCompressed(message, compression)
  }
}

/** Collects chunks and hands out whole messages; refuses what is over the limit as soon as its length is known. */
export class MessageReader {
  private chunks: Buffer[] = []
  private size = 0
  /** `grpc-encoding` of the sender; told by its headers, which come before the first message. */
  encoding: string | undefined

  private readonly maxBytes: number

  constructor(encoding: string | undefined, maxBytes: number = MAX_MESSAGE_BYTES) {
    this.encoding = encoding
    this.maxBytes = maxBytes
  }

  push(chunk: Buffer): void {
    this.chunks.push(chunk)
    this.size += chunk.length
  }

  /** Bytes that wait for the rest of their message. */
  get pending(): number {
    return this.size
  }

  /** Length of the message that is arriving, or null. @throws RpcError RESOURCE_EXHAUSTED */
  peekLength(): number | null {
    const first = this.chunks[0]
    if (!first || first.length < 5) return null
    const length = first.readUInt32BE(1)
    if (length > this.maxBytes) throw tooLarge(length, this.maxBytes)
    return length
  }

  /** The next whole message, or null. @throws RpcError RESOURCE_EXHAUSTED, INTERNAL */
  next(): Buffer | null {
    if (this.size < 5) return null
    let bytes = this.chunks[0] as Buffer
    if (bytes.length < 5) {
      bytes = Buffer.concat(this.chunks, this.size)
      this.chunks = [bytes]
    }
    const length = bytes.readUInt32BE(1)
    if (length > this.maxBytes) throw tooLarge(length, this.maxBytes)
    if (this.size < length + 5) return null
    if (bytes.length < length + 5) {
      bytes = Buffer.concat(this.chunks, this.size)
      this.chunks = [bytes]
    }
    const message = bytes.subarray(5, length + 5)
    if (bytes.length === length + 5) this.chunks.shift()
    else this.chunks[0] = bytes.subarray(length + 5)
    this.size -= length + 5
    return bytes[0] === 0 ? message : inflate(message, this.encoding, this.maxBytes)
  }
}

function inflate(message: Buffer, encoding: string | undefined, maxBytes: number): Buffer {
  try {
    if (encoding === 'gzip') return gunzipSync(message, { maxOutputLength: maxBytes })
    if (encoding === 'deflate') return inflateSync(message, { maxOutputLength: maxBytes })
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw tooLarge(maxBytes + 1, maxBytes)
    throw new RpcError(STATUS.INTERNAL, `a compressed message cannot be read: ${(thrown as Error).message}`)
  }
  throw new RpcError(
    STATUS.UNIMPLEMENTED,
    `message compression "${encoding ?? 'none'}" is not supported; use gzip, deflate or none`,
  )
}

function tooLarge(length: number, maxBytes: number): RpcError {
  return new RpcError(
    STATUS.RESOURCE_EXHAUSTED,
    `a message of ${length} bytes is over the limit of ${maxBytes} bytes`,
  )
}

/** `grpc-message` carries percent-encoded UTF-8; printable ASCII stays, since not every client decodes more than it must. */
export function encodeDetails(details: string): string {
  // Half a surrogate pair, where the text is cut, becomes a replacement character.
  const text = Buffer.from(details.slice(0, 8192)).toString()
  return text.replace(/[^\x20-\x24\x26-\x7e]+/gu, encodeURIComponent)
}

export function decodeDetails(encoded: string): string {
  try {
    return decodeURIComponent(encoded)
  } catch {
    return encoded
  }
}

const UNITS: Record<string, number> = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 1e-3, n: 1e-6 }

/** `grpc-timeout` → milliseconds; null when absent or malformed. */
export function parseTimeout(header: string | undefined): number | null {
  const match = header === undefined ? null : /^(\d{1,8})([HMSmun])$/.exec(header)
  return match ? Number(match[1]) * (UNITS[match[2] as string] as number) : null
}

/** Milliseconds → `grpc-timeout`; whole milliseconds, at most eight digits. */
export function printTimeout(timeoutMs: number): string {
  const ms = Math.max(1, Math.ceil(timeoutMs))
  return ms <= 99_999_999 ? `${ms}m` : `${Math.min(99_999_999, Math.ceil(ms / 1000))}S`
}
