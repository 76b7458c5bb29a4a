import type { LogLine } from '@flowdeck/shared'

/** The last entries of one run, outside React: 2,000 lines a second must not make 2,000 state changes. */
export class LogRing {
  readonly capacity: number
  readonly capacityChars: number
  /** Lines that never arrived here: left out by the server under pressure. */
  dropped = 0
  /** Lines that were here and had to make room. */
  evicted = 0
  private lines: LogLine[] = []
  private chars = 0
  private lastSeq = -1

  constructor(capacity = 50_000, capacityChars = 32 * 1024 * 1024) {
    this.capacity = capacity
    this.capacityChars = capacityChars
  }

  /** Adds a batch. What is known already (a second subscription sends the kept lines again) is skipped. */
  push(lines: readonly LogLine[], dropped: number): boolean {
    const fresh = lines.filter((line) => line.seq > this.lastSeq)
    if (fresh.length === 0 && (lines.length > 0 || dropped === 0)) return false
    // What was left out has numbers too; what a Pod's pipe lost before the numbering is only in the count.
    const gap = fresh[0] ? fresh[0].seq - Math.max(this.lastSeq, 0) - 1 : 0
    this.dropped += Math.max(gap, dropped)
    this.lastSeq = fresh.at(-1)?.seq ?? this.lastSeq
    const all = [...this.lines, ...fresh]
    for (const { text } of fresh) this.chars += text.length
    let over = 0
    while (all.length - over > this.capacity || (this.chars > this.capacityChars && over < all.length))
      this.chars -= all[over++]?.text.length ?? 0
    this.evicted += over
    this.lines = over > 0 ? all.slice(over) : all
    return true
  }

  /** Forgets what is shown; lines that arrive later are shown. */
  clear(): void {
    this.lines = []
    this.chars = 0
    this.dropped = 0
    this.evicted = 0
  }

  /** The same array until the next change. */
  all(): readonly LogLine[] {
    return this.lines
  }
}
