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

/** Collects chunks and hands out whole frames. @throws RangeError when a frame is longer than `maxBytes` */
export class FrameReader {
  private chunks: Buffer[] = []
  private size = 0
  private readonly maxBytes: number

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes
  }

  push(chunk: Buffer): void {
    this.chunks.push(chunk)
    this.size += chunk.length
  }

  next(): Frame | null {
    if (this.size < HEADER) return null
    const head = this.gather(HEADER)
    const length = head.readUInt32BE(0)
    if (length > this.maxBytes) throw new RangeError(`a frame of ${length} bytes is over the limit`)
    const total = length + 4
    if (this.size < total) return null
    const bytes = this.gather(total)
    const rest = bytes.subarray(total)
    this.chunks.shift()
    if (rest.length > 0) this.chunks.unshift(rest)
    this.size -= total
    return { id: bytes.readUInt32BE(4), kind: bytes[8] as number, payload: bytes.subarray(HEADER, total) }
  }

  /** Makes the first chunk at least so long. */
  private gather(bytes: number): Buffer {
    const first = this.chunks[0] as Buffer
    if (first.length >= bytes) return first
    // A large message arrives in many chunks: joined once, when all of it is there.
    const joined = Buffer.concat(this.chunks, this.size)
    this.chunks = [joined]
    return joined
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

export const NOTHING = Buffer.alloc(0)
