import { beginEntry, continueEntry, isGrave, isUnfinished, type Place } from './traceRules.ts'

/** How long an entry waits for lines that may belong to it, … */
const HOLD_MS = 100
/** … and one that cannot have ended yet, of a process that is slow. */
const UNFINISHED_MS = 1000
/** Lines that may belong to an entry and are not shown until that is known. */
const MAX_DOUBTFUL = 20
/** Of a longer entry the beginning and the end are kept: the end says what went wrong. */
const MAX_LINES = { head: 150, tail: 250 }
const MAX_CHARS = { head: 32 * 1024, tail: 32 * 1024 }

export interface EntryLine {
  text: string
  /** The request that it was printed for. */
  requestId?: string
}

/** Lines that are read as one. */
export interface Entry {
  text: string
  requestId?: string
  /** When its first line came, in milliseconds since the epoch. */
  ts: number
  /** It is the trace of an error. */
  grave: boolean
}

/** Puts the lines of one stream of one Pod together to entries: a trace is one, any other line is one of its own. */
export class EntryGrouper {
  private open: OpenEntry | null = null
  private timer: NodeJS.Timeout | undefined
  private readonly onEntries: (entries: Entry[], dropped: number) => void

  constructor(onEntries: (entries: Entry[], dropped: number) => void) {
    this.onEntries = onEntries
  }

  push(lines: readonly EntryLine[], dropped: number): void {
    const entries: Entry[] = []
    for (const line of lines) this.take(line, entries)
    if (this.open && !this.open.mayGoOn) this.close(entries)
    this.emit(entries, dropped)
    clearTimeout(this.timer)
    if (!this.open) return
    this.timer = setTimeout(() => this.end(), this.open.isUnfinished ? UNFINISHED_MS : HOLD_MS)
    this.timer.unref()
  }

  /** Nothing more comes. */
  end(): void {
    clearTimeout(this.timer)
    const entries: Entry[] = []
    while (this.open) this.close(entries)
    this.emit(entries, 0)
  }

  private take(line: EntryLine, entries: Entry[]): void {
    while (this.open && !this.open.add(line)) this.close(entries)
    this.open ??= new OpenEntry(line)
  }

  /** What only might have belonged to the entry begins others. */
  private close(entries: Entry[]): void {
    const { open } = this
    if (!open) return
    entries.push(open.finish())
    this.open = null
    for (const line of open.doubtful) this.take(line, entries)
  }

  private emit(entries: Entry[], dropped: number): void {
    if (entries.length > 0 || dropped > 0) this.onEntries(entries, dropped)
  }
}

class OpenEntry {
  readonly doubtful: EntryLine[] = []
  private place: Place
  private grave: boolean
  private requestId: string | undefined
  private readonly ts = Date.now()
  private readonly head: string[] = []
  private readonly tail: string[] = []
  private headChars = 0
  private tailChars = 0
  private omitted = 0

  constructor({ text, requestId }: EntryLine) {
    this.place = beginEntry(readable(text))
    this.grave = isGrave(this.place)
    this.requestId = requestId
    this.keep(text)
  }

  get mayGoOn(): boolean {
    return this.place !== 'line' && this.place !== 'ended'
  }

  get isUnfinished(): boolean {
    return isUnfinished(this.place)
  }

  /** Whether the line belongs to the entry, or may. */
  add(line: EntryLine): boolean {
    const { requestId = this.requestId } = line
    if (this.requestId !== undefined && requestId !== this.requestId) return false
    const next = continueEntry(this.place, readable(line.text))
    if (!next || (!next.sure && this.doubtful.length >= MAX_DOUBTFUL)) return false
    this.place = next.place
    this.doubtful.push(line)
    if (!next.sure) return true
    for (const { text } of this.doubtful.splice(0)) this.keep(text)
    this.requestId = requestId
    this.grave ||= isGrave(next.place)
    return true
  }

  finish(): Entry {
    const gap = this.omitted > 0 ? [`    … ${this.omitted.toLocaleString('en-US')} lines left out …`] : []
    return {
      text: [...this.head, ...gap, ...this.tail].join('\n'),
      ...(this.requestId === undefined ? {} : { requestId: this.requestId }),
      ts: this.ts,
      grave: this.grave,
    }
  }

  private keep(text: string): void {
    const fits = this.head.length < MAX_LINES.head && this.headChars + text.length <= MAX_CHARS.head
    if (this.head.length === 0 || (fits && this.tail.length === 0)) {
      this.head.push(text)
      this.headChars += text.length
      return
    }
    this.tail.push(text)
    this.tailChars += text.length
    while (this.tail.length > 1 && (this.tail.length > MAX_LINES.tail || this.tailChars > MAX_CHARS.tail)) {
      this.tailChars -= this.tail.shift()?.length ?? 0
      this.omitted++
    }
  }
}

const COLOURS = new RegExp(String.raw`\u001B\[[0-?]*[ -/]*[@-~]`, 'g')

/** What the rules look at: without colours and without blanks at the end. */
function readable(text: string): string {
  return text.slice(0, 1000).replace(COLOURS, '').trimEnd()
}
