const MAX_LINE_BYTES = 16 * 1024
/** What one Pod may print per window; the rest is counted and dropped before it is split into lines. */
const WINDOW_MS = 100
const WINDOW_BYTES = 256 * 1024
/** A line without its end is shown when nothing more came for so long, … */
const QUIET_MS = 1000
/** … or when it is so old: progress bars never end. */
const OLD_MS = 10_000

const [NEWLINE, RETURN] = [10, 13]

/** A line as it was printed, without its end. */
export interface PrintedLine {
  text: string
  /** How much was left out at its end because it is too long. */
  omittedBytes: number
}

type OnLines = (lines: PrintedLine[], dropped: number) => void

/**
 * Cuts a byte stream into lines. Bytes are capped first: a flood costs little, and is counted in lines dropped. Of a line that was
 * written over again and again (`\r`) the last picture stays.
 */
export class LineSplitter {
  private rest: Buffer = Buffer.alloc(0)
  private omittedBytes = 0
  /** What comes next writes over the line. */
  private returned = false
  /** What stands there wrote over something. */
  private picture = false
  /** The line was dropped, or shown before its end came. */
  private skipping: 'line' | 'end' | null = null
  private windowStart = 0
  private windowBytes = 0
  private dropped = 0
  private begunAt: number | null = null
  private timer: NodeJS.Timeout | undefined
  private readonly onLines: OnLines

  constructor(onLines: OnLines) {
    this.onLines = onLines
  }

  push(chunk: Buffer): void {
    const now = performance.now()
    if (now - this.windowStart > WINDOW_MS) {
      this.windowStart = now
      this.windowBytes = 0
    }
    const lines: PrintedLine[] = []
    for (let from = 0; from < chunk.length;) {
      const newline = chunk.indexOf(NEWLINE, from)
      const end = newline < 0 ? chunk.length : newline
      if (this.skipping !== 'line' && this.windowBytes > WINDOW_BYTES) {
        this.drop(chunk.subarray(from))
        break
      }
      this.append(chunk.subarray(from, end), lines)
      if (newline >= 0) this.endLine(lines)
      from = end + 1
    }
    this.flush(lines)
    this.wait(now)
  }

  end(): void {
    this.showUnfinished()
  }

  /** Counts the lines of a flood. A line that the bytes only begin is not joined with what comes after the gap. */
  private drop(bytes: Buffer): void {
    const cut = bytes.at(-1) !== NEWLINE
    this.dropped += countNewlines(bytes) + Number(cut)
    this.clear()
    this.picture = false
    this.begunAt = null
    this.skipping = cut ? 'line' : null
  }

  private append(bytes: Buffer, lines: PrintedLine[]): void {
    if (bytes.length === 0 || this.skipping === 'line') return
    this.skipping = null
    let end = bytes.length
    while (end > 0 && bytes[end - 1] === RETURN) end--
    const over = end === 0 ? -1 : bytes.lastIndexOf(RETURN, end - 1)
    // Words that a progress bar writes over are no picture of it.
    if (bytes[0] === RETURN && end > 0 && this.rest.length > 0 && !this.picture && !this.returned)
      lines.push(this.takeLine())
    if (over >= 0 || (this.returned && end > 0)) this.picture = true
    if (over >= 0 || (this.returned && end > 0)) this.clear()
    if (end < bytes.length) this.returned = true
    const picture = bytes.subarray(over + 1, end)
    const fitting = picture.subarray(0, MAX_LINE_BYTES - this.rest.length)
    this.omittedBytes += picture.length - fitting.length
    this.rest = this.rest.length > 0 ? Buffer.concat([this.rest, fitting]) : fitting
  }

  private endLine(lines: PrintedLine[]): void {
    if (this.skipping === null) lines.push(this.takeLine())
    this.skipping = null
  }

  private takeLine(): PrintedLine {
    // What was cut off a long line, or written over, costs nothing: the lines after it are kept.
    this.windowBytes += this.rest.length + 1
    const whole = this.omittedBytes > 0 ? cutAtCharacter(this.rest) : this.rest
    const line = {
      text: whole.toString(),
      omittedBytes: this.omittedBytes + this.rest.length - whole.length,
    }
    this.clear()
    this.picture = false
    this.begunAt = null
    return line
  }

  private clear(): void {
    this.rest = Buffer.alloc(0)
    this.omittedBytes = 0
    this.returned = false
  }

  private wait(now: number): void {
    clearTimeout(this.timer)
    if (this.rest.length === 0) return
    // It may outlive the chunk that it came in.
    this.rest = Buffer.from(this.rest)
    this.begunAt ??= now
    this.timer = setTimeout(() => this.showUnfinished(), Math.min(QUIET_MS, this.begunAt + OLD_MS - now))
    this.timer.unref()
  }

  private showUnfinished(): void {
    clearTimeout(this.timer)
    if (this.rest.length === 0) return this.flush([])
    this.flush([this.takeLine()])
    this.skipping = 'end'
  }

  private flush(lines: PrintedLine[]): void {
    if (lines.length === 0 && this.dropped === 0) return
    const { dropped } = this
    this.dropped = 0
    this.onLines(lines, dropped)
  }
}

/** Without a character of UTF-8 whose last bytes are missing. */
function cutAtCharacter(bytes: Buffer): Buffer {
  let at = bytes.length - 1
  while (at > bytes.length - 4 && ((bytes[at] ?? 0) & 0xc0) === 0x80) at--
  const first = bytes[at] ?? 0
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1
  return at + length > bytes.length ? bytes.subarray(0, at) : bytes
}

function countNewlines(chunk: Buffer): number {
  let count = 0
  for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) count++
  return count
}
