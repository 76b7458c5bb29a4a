import { FloodTail, type TailPart } from './FloodTail.ts'

const MAX_LINE_BYTES = 16 * 1024
/** What one Pod may print per window; of the rest the end is kept, and what comes before it is counted and not split into lines. */
const WINDOW_MS = 1000
const WINDOW_BYTES = 2.5 * 1024 * 1024
const WINDOW_LINES = 10_000
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
 * Cuts a byte stream into lines. Bytes and lines are capped first: a flood costs little, and is counted in lines dropped; its last lines
 * stay. Of a line that was written over again and again (`\r`) the last picture stays.
 */
export class LineSplitter {
  private rest: Buffer = Buffer.alloc(0)
  private omittedBytes = 0
  /** What comes next writes over the line. */
  private returned = false
  /** What stands there wrote over something. */
  private picture = false
  /** The line was shown before its end came. */
  private shown = false
  private windowStart = 0
  private windowBytes = 0
  private windowLines = 0
  private readonly tail = new FloodTail()
  private windowTimer: NodeJS.Timeout | undefined
  private begunAt: number | null = null
  private timer: NodeJS.Timeout | undefined
  private readonly onLines: OnLines

  constructor(onLines: OnLines) {
    this.onLines = onLines
  }

  push(chunk: Buffer): void {
    const now = performance.now()
    const lines: PrintedLine[] = []
    if (now - this.windowStart > WINDOW_MS) {
      this.windowStart = now
      this.windowBytes = 0
      this.windowLines = 0
      this.endFlood(lines)
    }
    for (let from = 0; from < chunk.length;) {
      const whole = this.isFull && this.isAtStart ? chunk.lastIndexOf(NEWLINE) + 1 : 0
      if (whole > from) {
        this.tail.add(chunk.subarray(from, whole))
        from = whole
        continue
      }
      const newline = chunk.indexOf(NEWLINE, from)
      const end = newline < 0 ? chunk.length : newline
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

  private get isFull(): boolean {
    return this.windowBytes > WINDOW_BYTES || this.windowLines >= WINDOW_LINES
  }

  /** Whether the next byte begins a line. */
  private get isAtStart(): boolean {
    return this.rest.length === 0 && !this.returned && !this.shown
  }

  private keep(line: PrintedLine, lines: PrintedLine[]): void {
    if (this.isFull) this.tail.add(line)
    else lines.push(line)
  }

  /** The last lines of a flood come before what is printed next. */
  private endFlood(lines: PrintedLine[]): void {
    clearTimeout(this.windowTimer)
    this.windowTimer = undefined
    for (const part of this.tail.take()) lines.push(...splitPart(part))
    this.windowLines += lines.length
  }

  private append(bytes: Buffer, lines: PrintedLine[]): void {
    if (bytes.length === 0) return
    this.shown = false
    let end = bytes.length
    while (end > 0 && bytes[end - 1] === RETURN) end--
    const over = end === 0 ? -1 : bytes.lastIndexOf(RETURN, end - 1)
    // Words that a progress bar writes over are no picture of it.
    if (bytes[0] === RETURN && end > 0 && this.rest.length > 0 && !this.picture && !this.returned)
      this.keep(this.takeLine(), lines)
    if (over >= 0 || (this.returned && end > 0)) this.picture = true
    if (over >= 0 || (this.returned && end > 0)) this.clear()
    if (end < bytes.length) this.returned = true
    const picture = bytes.subarray(over + 1, end)
    const fitting = picture.subarray(0, MAX_LINE_BYTES - this.rest.length)
    this.omittedBytes += picture.length - fitting.length
    this.rest = this.rest.length > 0 ? Buffer.concat([this.rest, fitting]) : fitting
  }

  private endLine(lines: PrintedLine[]): void {
    if (!this.shown) this.keep(this.takeLine(), lines)
    this.shown = false
  }

  private takeLine(): PrintedLine {
    // What was cut off a long line, or written over, costs nothing: the lines after it are kept.
    this.windowBytes += this.rest.length + 1
    this.windowLines++
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
    if (!this.tail.isEmpty) {
      this.windowTimer ??= setTimeout(() => this.continue(), this.windowStart + WINDOW_MS - now + 1)
      this.windowTimer.unref()
    }
    if (this.rest.length === 0) return
    // It may outlive the chunk that it came in.
    this.rest = Buffer.from(this.rest)
    this.begunAt ??= now
    this.timer = setTimeout(() => this.showUnfinished(), Math.min(QUIET_MS, this.begunAt + OLD_MS - now))
    this.timer.unref()
  }

  /** Nothing more came in the window. */
  private continue(): void {
    this.windowTimer = undefined
    this.push(Buffer.alloc(0))
  }

  private showUnfinished(): void {
    clearTimeout(this.timer)
    const lines: PrintedLine[] = []
    this.endFlood(lines)
    if (this.rest.length > 0) {
      lines.push(this.takeLine())
      this.shown = true
    }
    this.flush(lines)
  }

  private flush(lines: PrintedLine[]): void {
    const dropped = this.tail.takeDropped()
    if (lines.length > 0 || dropped > 0) this.onLines(lines, dropped)
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

/** Lines that came whole are cut as any others; they are fewer than a window takes. */
function splitPart(part: TailPart): PrintedLine[] {
  if (!Buffer.isBuffer(part)) return [part]
  const lines: PrintedLine[] = []
  new LineSplitter((some) => lines.push(...some)).push(part)
  return lines
}
