import type { LogLine } from '@flowdeck/shared'

const EVERY_MS = 50
const MAX_LINES = 200
/** Text of one batch; lines may have 16 KiB each. */
const BATCH_CHARS = 256 * 1024
/** What waits at most, as many lines as a run keeps; the oldest are dropped, and counted. */
const MAX_WAITING_LINES = 5000
const MAX_WAITING_CHARS = 512 * 1024

/** Collects log lines and hands them out in batches (P7): every 50 ms or 200 lines, oldest dropped first. */
export class LogBatcher {
  private lines: LogLine[] = []
  private chars = 0
  private dropped = 0
  private timer: NodeJS.Timeout | undefined
  private readonly flushTo: (lines: LogLine[], dropped: number) => boolean

  /** `flushTo` returns false when the receiver is busy: the lines then wait. */
  constructor(flushTo: (lines: LogLine[], dropped: number) => boolean) {
    this.flushTo = flushTo
  }

  add(lines: readonly LogLine[], dropped: number): void {
    this.dropped += dropped
    for (const line of lines) {
      this.lines.push(line)
      this.chars += line.text.length
    }
    if (this.lines.length >= MAX_LINES || this.chars >= BATCH_CHARS) this.flush()
    this.dropOldest()
    this.arm()
  }

  close(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    this.lines = []
  }

  private dropOldest(): void {
    let over = 0
    while (this.lines.length - over > MAX_WAITING_LINES || this.chars > MAX_WAITING_CHARS)
      this.chars -= this.lines[over++]?.text.length ?? 0
    if (over === 0) return
    this.lines.splice(0, over)
    this.dropped += over
  }

  private flush(): void {
    while (this.lines.length > 0 || this.dropped > 0) {
      const batch = this.nextBatch()
      if (!this.flushTo(batch, this.dropped)) return
      this.lines.splice(0, batch.length)
      for (const line of batch) this.chars -= line.text.length
      this.dropped = 0
    }
  }

  private nextBatch(): LogLine[] {
    let count = 0
    for (let chars = 0; count < Math.min(MAX_LINES, this.lines.length); count++) {
      chars += this.lines[count]?.text.length ?? 0
      if (chars > BATCH_CHARS && count > 0) break
    }
    return this.lines.slice(0, count)
  }

  private arm(): void {
    if (this.timer || (this.lines.length === 0 && this.dropped === 0)) return
    this.timer = setTimeout(() => {
      this.timer = undefined
      this.flush()
      this.arm()
    }, EVERY_MS)
  }
}
