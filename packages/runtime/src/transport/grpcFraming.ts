import { ByteQueue } from './ByteQueue.ts'
import { TooLong, isCompression, pack, unpack, type Compression } from './compression.ts'
import { readLimit } from './operatorLimits.ts'
import { RpcError, STATUS, asError } from './rpcError.ts'

/** Bytes a message may have, compressed or not. */
export const MAX_MESSAGE_BYTES = readLimit('FLOWDECK_MAX_MESSAGE_BYTES', process.env)

/** Bytes before a message: a flag that tells whether it is compressed, and its length. */
const PREFIX = 5

/** Puts the 5-byte gRPC prefix before a message. */
export function frameMessage(message: Buffer): Buffer {
  const framed = Buffer.allocUnsafe(message.length + 5)
  framed[0] = 0
  framed.writeUInt32BE(message.length, 1)
  message.copy(framed, 5)
  return framed
}

/** What can be read here. */
export const ACCEPTED_ENCODINGS = 'identity,gzip,deflate'

/** A compressed message with its 5-byte prefix. */
function markCompressed(packed: Buffer): Buffer {
  const framed = frameMessage(packed)
  framed[0] = 1
  return framed
}

/**
 * Frames messages as their sender is told to; what takes long to compress is there later.
 * @throws RpcError RESOURCE_EXHAUSTED for one over `maxBytes`
 */
export function framer(
  compression: Compression | null,
  maxBytes: number,
): (message: Buffer) => Buffer | Promise<Buffer> {
  return (message) => {
    if (message.length > maxBytes) throw tooLarge(message.length, maxBytes)
    if (compression === null) return frameMessage(message)
    const packed = pack(message, compression)
    return packed instanceof Promise ? packed.then(markCompressed) : markCompressed(packed)
  }
}

/** Collects chunks and hands out whole messages; refuses what is over the limit as soon as its length is known. */
export class MessageReader {
  private readonly queue = new ByteQueue()
  /** `grpc-encoding` of the sender; told by its headers, which come before the first message. */
  encoding: string | undefined

  private readonly maxBytes: number

  constructor(encoding: string | undefined, maxBytes: number = MAX_MESSAGE_BYTES) {
    this.encoding = encoding
    this.maxBytes = maxBytes
  }

  push(chunk: Buffer): void {
    this.queue.push(chunk)
  }

  /** Bytes that wait for the rest of their message. */
  get pending(): number {
    return this.queue.size
  }

  /** Bytes that have arrived after the end of the message that is read; 0 while its length is not known. @throws RpcError RESOURCE_EXHAUSTED */
  countExcess(): number {
    const length = this.readLength()
    return length === null ? 0 : Math.max(0, this.queue.size - PREFIX - length)
  }

  /** The next whole message, or null; what takes long to unpack is there later. @throws RpcError RESOURCE_EXHAUSTED, INTERNAL, UNIMPLEMENTED */
  next(): Buffer | Promise<Buffer> | null {
    const length = this.readLength()
    if (length === null || this.queue.size < PREFIX + length) return null
    const bytes = this.queue.take(PREFIX + length)
    const message = bytes.subarray(PREFIX)
    if (bytes[0] === 0) return message
    if (bytes[0] === 1) return readPacked(message, this.encoding, this.maxBytes)
    throw new RpcError(STATUS.INTERNAL, `a message begins with ${bytes[0]}, which is no compression flag`)
  }

  /** The length that the message announces, or null. @throws RpcError RESOURCE_EXHAUSTED */
  private readLength(): number | null {
    if (this.queue.size < PREFIX) return null
    const length = this.queue.peek(PREFIX).readUInt32BE(1)
    if (length > this.maxBytes) throw tooLarge(length, this.maxBytes)
    return length
  }
}

function readPacked(
  message: Buffer,
  encoding: string | undefined,
  maxBytes: number,
): Buffer | Promise<Buffer> {
  if (!isCompression(encoding))
    throw new RpcError(
      STATUS.UNIMPLEMENTED,
      `message compression "${encoding ?? 'none'}" is not supported; use gzip, deflate or none`,
    )
  const refuse = (thrown: unknown): never => {
    if (thrown instanceof TooLong) throw tooLarge(maxBytes + 1, maxBytes)
    throw new RpcError(STATUS.INTERNAL, `a compressed message cannot be read: ${asError(thrown).message}`)
  }
  try {
    const unpacked = unpack(message, encoding, maxBytes)
    return unpacked instanceof Promise ? unpacked.catch(refuse) : unpacked
  } catch (thrown) {
    return refuse(thrown)
  }
}

/** The refusal of a message, with the setting that would let it through. */
export function tooLarge(length: number, maxBytes: number): RpcError {
  const setting =
    maxBytes === MAX_MESSAGE_BYTES
      ? 'FLOWDECK_MAX_MESSAGE_BYTES'
      : 'grpc.max_receive_message_length or grpc.max_send_message_length'
  return new RpcError(
    STATUS.RESOURCE_EXHAUSTED,
    `a message of ${length} bytes is over the limit of ${maxBytes} bytes (${setting})`,
  )
}

/** Bytes of an encoded `grpc-message`: with the other trailers it stays below the 8 KiB that Python's gRPC takes without a doubt. */
const MAX_DETAILS_BYTES = 7 * 1024

/** `grpc-message` carries percent-encoded UTF-8; printable ASCII stays, since not every client decodes more than it must. Long ones are cut. */
export function encodeDetails(details: string): string {
  // Half a surrogate pair, where the text is cut, becomes a replacement character.
  const text = Buffer.from(details.slice(0, MAX_DETAILS_BYTES)).toString()
  const encoded = text.replace(/[^\x20-\x24\x26-\x7e]+/gu, encodeURIComponent)
  if (encoded.length <= MAX_DETAILS_BYTES) return encoded
  // Not within an escape, nor within the escapes of one character.
  let cut = encoded.slice(0, MAX_DETAILS_BYTES).replace(/%[0-9A-F]?$/, '')
  while (/%[89AB][0-9A-F]$/.test(cut)) cut = cut.slice(0, -3)
  return cut.replace(/%[C-F][0-9A-F]$/, '')
}

export function decodeDetails(encoded: string): string {
  try {
    return decodeURIComponent(encoded)
  } catch {
    return encoded
  }
}

const UNITS: Record<string, number> = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 1e-3, n: 1e-6 }

/** `grpc-timeout` → milliseconds; null when absent. @throws RpcError INTERNAL when malformed, as grpc-js and grpc-go answer it */
export function parseTimeout(header: string | string[] | undefined): number | null {
  if (header === undefined) return null
  const match = typeof header === 'string' ? /^(\d{1,8})([HMSmun])$/.exec(header) : null
  if (!match)
    throw new RpcError(
      STATUS.INTERNAL,
      `grpc-timeout is up to eight digits and a unit (H, M, S, m, u, n), not "${String(header).slice(0, 40)}"`,
    )
  return Number(match[1]) * (UNITS[match[2] as string] as number)
}

/** Milliseconds → `grpc-timeout`; whole milliseconds, at most eight digits. */
export function printTimeout(timeoutMs: number): string {
  const ms = Math.max(1, Math.ceil(timeoutMs))
  return ms <= 99_999_999 ? `${ms}m` : `${Math.min(99_999_999, Math.ceil(ms / 1000))}S`
}
