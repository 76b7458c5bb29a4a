import type { LogLine } from '@flowdeck/shared'

/** Lines that are kept per run. */
const KEPT = 5000
const MAX_LINE_BYTES = 16 * 1024
/** What one Pod may print per window; the rest is counted and dropped before it is split into lines. */
const WINDOW_MS = 100
const WINDOW_BYTES = 256 * 1024

type NewLine = Omit<LogLine, 'seq' | 'ts'>

/** The log of a run: the last lines, numbered, and whoever wants the next ones. */
export class LogBuffer {
  private lines: LogLine[] = []
  private seq = 0
  private readonly onLines: (lines: LogLine[], dropped: number) => void

  private readonly redact: (text: string) => string

  /** `redact` masks what no line may show. */
  constructor(
    onLines: (lines: LogLine[], dropped: number) => void,
    redact: (text: string) => string = (text) => text,
  ) {
    this.onLines = onLines
    this.redact = redact
  }

  add(lines: readonly NewLine[], dropped = 0): void {
    if (lines.length === 0 && dropped === 0) return
    const ts = Date.now()
    const added = lines.map((line): LogLine => ({
      ...line,
      text: this.redact(line.text),
      seq: ++this.seq,
      ts,
    }))
    this.lines.push(...added)
    if (this.lines.length > KEPT * 1.2) this.lines = this.lines.slice(-KEPT)
    this.onLines(added, dropped)
  }

  recent(): LogLine[] {
    return this.lines.slice(-KEPT)
  }

  /** The last lines of one Pod, as text. */
  lastOf(pod: string, count: number): string[] {
    const own: string[] = []
    for (let i = this.lines.length - 1; i >= 0 && own.length < count; i--) {
      const line = this.lines[i] as LogLine
      if (line.pod === pod && line.stream !== 'system') own.push(line.text)
    }
    return own.reverse()
  }
}

/** Cuts a byte stream into lines. Bytes are capped first: a flood costs little, and is counted in lines dropped. */
export class LineSplitter {
  private rest: Buffer = Buffer.alloc(0)
  private skipping = false
  private windowStart = 0
  private windowBytes = 0
  private dropped = 0
  private readonly onLines: (lines: { text: string; truncated: boolean }[], dropped: number) => void

  constructor(onLines: (lines: { text: string; truncated: boolean }[], dropped: number) => void) {
    this.onLines = onLines
  }

  push(chunk: Buffer): void {
    const now = performance.now()
    if (now - this.windowStart > WINDOW_MS) {
      this.windowStart = now
      this.windowBytes = 0
    }
    const lines: { text: string; truncated: boolean }[] = []
    for (let from = 0; from < chunk.length;) {
      const newline = chunk.indexOf(10, from)
      const end = newline < 0 ? chunk.length : newline
      if (!this.skipping) {
        if (this.windowBytes > WINDOW_BYTES) {
          this.drop(chunk.subarray(from))
          break
        }
        // What is cut off a long line costs nothing, so that the lines after it are kept.
        this.windowBytes += Math.min(end - from, MAX_LINE_BYTES) + 1
      }
      if (newline < 0) this.keep(lines, chunk.subarray(from))
      else this.take(lines, chunk.subarray(from, end))
      from = end + 1
    }
    this.flush(lines)
  }

  /** Counts the lines of a flood. A line that the bytes only begin is not joined with what comes after the gap. */
  private drop(bytes: Buffer): void {
    const cut = bytes.at(-1) !== 10
    this.dropped += newlinesIn(bytes) + Number(cut)
    this.rest = Buffer.alloc(0)
    this.skipping = cut
  }

  end(): void {
    const lines: { text: string; truncated: boolean }[] = []
    if (this.rest.length > 0) this.take(lines, Buffer.alloc(0))
    this.flush(lines)
  }

  private flush(lines: { text: string; truncated: boolean }[]): void {
    if (lines.length === 0 && this.dropped === 0) return
    const dropped = this.dropped
    this.dropped = 0
    this.onLines(lines, dropped)
  }

  private take(lines: { text: string; truncated: boolean }[], bytes: Buffer): void {
    if (this.skipping) {
      this.skipping = false
      return
    }
    const whole = this.rest.length > 0 ? Buffer.concat([this.rest, bytes]) : bytes
    this.rest = Buffer.alloc(0)
    const truncated = whole.length > MAX_LINE_BYTES
    lines.push({
      text: whole.toString('utf8', 0, Math.min(whole.length, MAX_LINE_BYTES)).replace(/\r$/, ''),
      truncated,
    })
  }

  private keep(lines: { text: string; truncated: boolean }[], bytes: Buffer): void {
    if (this.skipping || bytes.length === 0) return
    this.rest = this.rest.length > 0 ? Buffer.concat([this.rest, bytes]) : Buffer.from(bytes)
    if (this.rest.length > MAX_LINE_BYTES) {
      this.take(lines, Buffer.alloc(0))
      ;(lines.at(-1) as { truncated: boolean }).truncated = true
      this.skipping = true
    }
  }
}

function newlinesIn(chunk: Buffer): number {
  let count = 0
  for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) count++
  return count
}

/** A line's level, from the word that loggers put near its beginning; stderr counts as a warning otherwise. */
export function levelOf(text: string, stream: 'stdout' | 'stderr'): LogLine['level'] {
  const word =
    /^\W*(?:[\d:.TZ\-/, ]+\W*)?(?:\w+\s+)?\b(DEBUG|INFO|WARN(?:ING)?|ERROR|CRITICAL|FATAL)\b/i.exec(
      text.slice(0, 120),
    )?.[1]
  switch (word?.toUpperCase()) {
    case 'DEBUG':
      return 'debug'
    case 'INFO':
      return 'info'
    case 'WARN':
    case 'WARNING':
      return 'warn'
    case 'ERROR':
    case 'CRITICAL':
    case 'FATAL':
      return 'error'
    default:
      return stream === 'stderr' ? (/^\w*(Error|Exception)\b/.test(text) ? 'error' : 'warn') : 'info'
  }
}
