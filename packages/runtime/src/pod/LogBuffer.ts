import type { LogLine } from '@flowdeck/shared'

/** Entries that are kept per run, and their characters. */
const KEPT = 5000
const KEPT_CHARS = 8 * 1024 * 1024
/** What is kept is cut down when it is this much more. */
const SLACK = 1.2

type NewLine = Omit<LogLine, 'seq' | 'ts'> & { ts?: number }

/** The log of a run: the last lines, numbered, and whoever wants the next ones. */
export class LogBuffer {
  private lines: LogLine[] = []
  private chars = 0
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
    const now = Date.now()
    const added = lines.map((line): LogLine => ({
      ...line,
      text: this.redact(line.text),
      seq: ++this.seq,
      ts: line.ts ?? now,
    }))
    this.lines.push(...added)
    for (const { text } of added) this.chars += text.length
    if (this.lines.length > KEPT * SLACK || this.chars > KEPT_CHARS * SLACK) this.forgetOldest()
    this.onLines(added, dropped)
  }

  recent(): LogLine[] {
    return this.lines.slice(-KEPT)
  }

  private forgetOldest(): void {
    let from = Math.max(0, this.lines.length - KEPT)
    let chars = 0
    for (const { text } of this.lines.slice(from)) chars += text.length
    while (chars > KEPT_CHARS) chars -= this.lines[from++]?.text.length ?? 0
    this.lines = this.lines.slice(from)
    this.chars = chars
  }

  /** The last lines of one Pod, as text; an entry may have several. */
  lastOf(pod: string, count: number): string[] {
    const own: string[] = []
    for (let i = this.lines.length - 1; i >= 0 && own.length < count; i--) {
      const line = this.lines[i] as LogLine
      if (line.pod === pod && line.stream !== 'system') own.push(...line.text.split('\n').reverse())
    }
    return own.slice(0, count).reverse()
  }
}
