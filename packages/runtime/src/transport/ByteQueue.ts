/** Chunks below this many bytes are copied together when they follow another one. */
const SMALL = 512
const SLAB = 16 * 1024

/** A small chunk's place: bytes `start` to `end` of a slab; `last` while it is the queue's last chunk. */
interface Tail {
  slab: Buffer
  start: number
  end: number
  last: boolean
}

/**
 * Bytes from a peer, pushed as chunks and taken in lengths. Tiny chunks are copied together, so that a message that arrives byte by byte
 * costs about its own size; others are copied at most once.
 */
export class ByteQueue {
  private chunks: Buffer[] = []
  private bytes = 0
  private tail: Tail | null = null

  get size(): number {
    return this.bytes
  }

  push(chunk: Buffer): void {
    if (chunk.length === 0) return
    this.bytes += chunk.length
    if (this.chunks.length > 0 && chunk.length < SMALL) this.append(chunk)
    else {
      this.chunks.push(chunk)
      this.leaveTail()
    }
  }

  /** A buffer that begins with the next `count` bytes, which stay; there have to be that many. */
  peek(count: number): Buffer {
    const first = this.chunks[0] as Buffer
    if (first.length >= count) return first
    const joined = Buffer.concat(this.chunks.slice(0, this.countChunks(count)))
    this.chunks.splice(0, this.countChunks(count), joined)
    this.leaveTail()
    return joined
  }

  /** Removes the next `count` bytes and gives them; there have to be that many. */
  take(count: number): Buffer {
    this.bytes -= count
    this.leaveTail()
    const first = this.chunks[0]
    if (first !== undefined && first.length > count) {
      this.chunks[0] = first.subarray(count)
      return first.subarray(0, count)
    }
    if (first !== undefined && first.length === count) {
      this.chunks.shift()
      return first
    }
    const taken = this.chunks.splice(0, this.countChunks(count))
    const length = taken.reduce((sum, chunk) => sum + chunk.length, 0)
    const last = taken.at(-1)
    if (last !== undefined && length > count)
      this.chunks.unshift(last.subarray(last.length - (length - count)))
    return Buffer.concat(taken, count)
  }

  /** How many chunks hold the next `count` bytes. */
  private countChunks(count: number): number {
    let chunks = 0
    for (let bytes = 0; bytes < count; chunks++) bytes += (this.chunks[chunks] as Buffer).length
    return chunks
  }

  private append(chunk: Buffer): void {
    if (this.tail === null || this.tail.end + chunk.length > SLAB)
      this.tail = { slab: Buffer.allocUnsafeSlow(SLAB), start: 0, end: 0, last: false }
    const { tail } = this
    chunk.copy(tail.slab, tail.end)
    tail.end += chunk.length
    if (tail.last) this.chunks.pop()
    tail.last = true
    this.chunks.push(tail.slab.subarray(tail.start, tail.end))
  }

  /** What comes next is a chunk of its own. */
  private leaveTail(): void {
    if (this.tail === null) return
    this.tail.start = this.tail.end
    this.tail.last = false
  }
}
