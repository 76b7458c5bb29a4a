import type { PrintedLine } from './LineSplitter.ts'

const NEWLINE = 10
/** Fewer than the lines that a window takes, also when all of them are empty. */
const MAX_BYTES = 8 * 1024

/** Whole lines that were not read yet, or one that was read piece by piece. */
export type TailPart = Buffer | PrintedLine

/** The end of a flood: its last lines, which say what came of it. Those before them are counted. */
export class FloodTail {
  private parts: TailPart[] = []
  private bytes = 0
  private dropped = 0

  get isEmpty(): boolean {
    return this.parts.length === 0
  }

  /** Adds lines; bytes end with the end of a line. */
  add(part: TailPart): void {
    const kept = Buffer.isBuffer(part) ? this.cut(part) : part
    this.parts.push(kept)
    this.bytes += countBytes(kept)
    for (
      let [first] = this.parts;
      first && this.bytes - countBytes(first) >= MAX_BYTES;
      [first] = this.parts
    ) {
      this.parts.shift()
      this.bytes -= countBytes(first)
      this.dropped += Buffer.isBuffer(first) ? countNewlines(first) : 1
    }
  }

  take(): TailPart[] {
    const { parts } = this
    this.parts = []
    this.bytes = 0
    return parts
  }

  /** How many lines were dropped since this was asked last. */
  takeDropped(): number {
    const { dropped } = this
    this.dropped = 0
    return dropped
  }

  private cut(bytes: Buffer): Buffer {
    const from = bytes.length > MAX_BYTES ? bytes.indexOf(NEWLINE, bytes.length - MAX_BYTES - 1) + 1 : 0
    // A line that is longer than the tail is kept whole: it is the last one.
    const at = from < bytes.length ? from : bytes.lastIndexOf(NEWLINE, bytes.length - 2) + 1
    this.dropped += countNewlines(bytes.subarray(0, at))
    // The chunk that it came in goes.
    return Buffer.from(bytes.subarray(at))
  }
}

const countBytes = (part: TailPart) => (Buffer.isBuffer(part) ? part.length : part.text.length + 1)

function countNewlines(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) count++
  return count
}
