import type { LogLine } from '@flowdeck/shared'
import { ByteRate } from './ByteRate.ts'
import { LogBatcher } from './LogBatcher.ts'
import type { Outbox } from './Outbox.ts'
import type { Session } from './Session.ts'

/** What log lines may cost one browser: less than 1 MB/s over any three seconds. */
const BYTES_PER_SECOND = 850_000
const BURST_BYTES = 400_000

/** The logs that one connection reads. Which ones, and how far, is kept by its session for when it comes back. */
export class LogFeed {
  private readonly batchers = new Map<string, LogBatcher>()
  private readonly session: Session
  private readonly keptLines: (runId: string) => LogLine[]
  private readonly rate = new ByteRate({ bytesPerSecond: BYTES_PER_SECOND, burstBytes: BURST_BYTES })
  private readonly send: (runId: string, lines: LogLine[], dropped: number) => boolean

  constructor({
    session,
    keptLines,
    outbox,
    send,
  }: {
    session: Session
    /** @throws FlowError RUN_NOT_FOUND */
    keptLines: (runId: string) => LogLine[]
    outbox: Outbox
    /** Gives the bytes that were sent. */
    send: (runId: string, lines: LogLine[], dropped: number) => number
  }) {
    this.session = session
    this.keptLines = keptLines
    this.send = (runId, lines, dropped) => {
      if (outbox.busy || this.rate.exhausted) return false
      this.rate.spend(send(runId, lines, dropped))
      return true
    }
    this.continue()
  }

  /** Sends what is kept, then what comes. @throws FlowError RUN_NOT_FOUND */
  subscribe(runId: string): void {
    const kept = this.keptLines(runId)
    this.unsubscribe(runId)
    this.session.logRuns.set(runId, 0)
    this.add(runId, kept, 0)
  }

  unsubscribe(runId: string): void {
    this.session.logRuns.delete(runId)
    this.batchers.get(runId)?.close()
    this.batchers.delete(runId)
  }

  /** New lines of a run; nothing happens when this client does not read its log. */
  add(runId: string, lines: readonly LogLine[], dropped: number): void {
    if (!this.session.logRuns.has(runId)) return
    let batcher = this.batchers.get(runId)
    if (!batcher) {
      batcher = new LogBatcher((batch, lost) => {
        if (!this.send(runId, batch, lost)) return false
        const last = batch.at(-1)
        if (last) this.session.logRuns.set(runId, last.seq)
        return true
      })
      this.batchers.set(runId, batcher)
    }
    batcher.add(lines, dropped)
  }

  close(): void {
    for (const batcher of this.batchers.values()) batcher.close()
    this.batchers.clear()
  }

  /** After a resume: what was printed meanwhile comes before anything new. */
  private continue(): void {
    for (const [runId, seen] of this.session.logRuns) {
      const missed = this.keptOrNone(runId).filter(({ seq }) => seq > seen)
      const first = missed[0]
      if (first) this.add(runId, missed, first.seq - seen - 1)
    }
  }

  /** A run that is forgotten has nothing more to say. */
  private keptOrNone(runId: string): LogLine[] {
    try {
      return this.keptLines(runId)
    } catch {
      this.session.logRuns.delete(runId)
      return []
    }
  }
}
