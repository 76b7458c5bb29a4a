import type { LogLine } from '@flowdeck/shared'

const EVERY_MS = 50
const MAX_LINES = 200
/** Lines that wait at most; the oldest are dropped, and counted. */
const MAX_WAITING = 2000

/** Collects log lines and hands them out in batches (P7): every 50 ms or 200 lines, oldest dropped first. */
export class LogBatcher {
  private lines: LogLine[] = []
  private dropped = 0
  private timer: NodeJS.Timeout | undefined
  private readonly flushTo: (lines: LogLine[], dropped: number) => boolean

  /** `flushTo` returns false when the receiver is busy: the lines then wait. */
  constructor(flushTo: (lines: LogLine[], dropped: number) => boolean) {
    this.flushTo = flushTo
  }

  add(lines: readonly LogLine[], dropped: number): void {
    this.dropped += dropped
    for (const line of lines) this.lines.push(line)
    if (this.lines.length > MAX_WAITING) {
      const over = this.lines.length - MAX_WAITING
      this.lines.splice(0, over)
      this.dropped += over
    }
    if (this.lines.length >= MAX_LINES) this.flush()
    this.arm()
  }

  close(): void {
    clearTimeout(this.timer)
    this.timer = undefined
  }

  private flush(): void {
    while (this.lines.length > 0 || this.dropped > 0) {
      const batch = this.lines.slice(0, MAX_LINES)
      if (!this.flushTo(batch, this.dropped)) return
      this.lines.splice(0, batch.length)
      this.dropped = 0
    }
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
