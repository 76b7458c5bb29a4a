import { randomBytes } from 'node:crypto'
import type { ServerEvent } from '@flowdeck/shared'

type Unnumbered<T> = T extends unknown ? Omit<T, 'seq'> : never
export type NewEvent = Unnumbered<ServerEvent>

/** Events that are kept for a client that comes back. */
const KEPT_EVENTS = 1000
const KEPT_BYTES = 1024 * 1024

/** One client over its connections: numbers its events (P4) and keeps the last ones for when it reconnects. */
export class Session {
  readonly id = randomBytes(16).toString('hex')
  private seq = 0
  private kept: { seq: number; text: string }[] = []
  private bytes = 0
  /** Runs whose logs the client asked for, and the number of the last line that it was sent. */
  readonly logRuns = new Map<string, number>()
  /** Milliseconds of the monotonic clock at which its last connection ended; null while connected. */
  leftAt: number | null = null

  /** Numbers an event and gives its text. */
  number(event: NewEvent): string {
    const text = JSON.stringify({ ...event, seq: ++this.seq })
    this.kept.push({ seq: this.seq, text })
    this.bytes += text.length
    // An event larger than all that may be kept is not kept either: who missed it gets a snapshot.
    while (this.kept.length > KEPT_EVENTS || this.bytes > KEPT_BYTES)
      this.bytes -= this.kept.shift()?.text.length ?? 0
    return text
  }

  /** Events after `lastSeq`; null when some of them are no longer held. */
  since(lastSeq: number): string[] | null {
    if (lastSeq > this.seq) return null
    const oldest = this.kept[0]?.seq ?? this.seq + 1
    if (lastSeq + 1 < oldest) return null
    return this.kept.filter(({ seq }) => seq > lastSeq).map(({ text }) => text)
  }
}
