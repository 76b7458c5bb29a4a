import type { Document } from '@flowdeck/shared'

export interface BatchingOptions {
  /** Documents that are worth a call. */
  preferredBatchSize: number
  /** Milliseconds that a Document waits for others, at most. */
  timeoutMs: number
  /** Hand over everything that waits, also more than the preferred size. */
  flushAll: boolean
}

/** Calls the method with one batch; gives as many Documents back, in order. */
export type BatchCall = (docs: Document[]) => Promise<Document[]>

interface Waiting {
  docs: readonly Document[]
  done: Document[]
  failed: boolean
  resolve: (docs: Document[]) => void
  reject: (reason: unknown) => void
}

/**
 * Gathers the Documents of several requests for one call (Jina 3.x: dynamic batching). A call is made when enough wait, or the
 * first has waited long enough; each request gets its own Documents back, as soon as all of them are done.
 */
export class BatchQueue {
  private readonly options: BatchingOptions
  private readonly call: BatchCall
  private waiting: Waiting[] = []
  private timer: NodeJS.Timeout | undefined
  /** Batches are worked on one after another. */
  private line: Promise<void> = Promise.resolve()
  private working = 0

  constructor(options: BatchingOptions, call: BatchCall) {
    this.options = options
    this.call = call
  }

  /** Nothing waits and nothing is worked on. */
  get idle(): boolean {
    return this.waiting.length === 0 && this.working === 0
  }

  /** Resolves with these Documents as the method left them. @throws what the method throws for a batch they are in */
  push(docs: readonly Document[]): Promise<Document[]> {
    if (docs.length === 0) return Promise.resolve([])
    return new Promise((resolve, reject) => {
      this.waiting.push({ docs, done: [], failed: false, resolve, reject })
      const count = this.waiting.reduce((sum, entry) => sum + entry.docs.length, 0)
      if (count >= this.options.preferredBatchSize) this.flush()
      else this.timer ??= setTimeout(() => this.flush(), this.options.timeoutMs)
    })
  }

  /** Works on what waits, however little it is. */
  flush(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    const entries = this.waiting
    this.waiting = []
    if (entries.length === 0) return
    this.working++
    this.line = this.line.then(async () => {
      await this.work(entries)
      this.working--
    })
  }

  private async work(entries: readonly Waiting[]): Promise<void> {
    const all = entries.flatMap((entry) => entry.docs.map((doc) => ({ doc, entry })))
    const size = this.options.flushAll ? all.length : this.options.preferredBatchSize
    for (let from = 0; from < all.length; from += size) {
      const batch = all.slice(from, from + size).filter(({ entry }) => !entry.failed)
      if (batch.length === 0) continue
      try {
        const docs = await this.call(batch.map(({ doc }) => doc))
        if (docs.length !== batch.length)
          throw new RangeError(
            `with dynamic batching as many Documents must come back as were given: ${batch.length}, not ${docs.length}`,
          )
        for (const [i, { entry }] of batch.entries()) {
          entry.done.push(docs[i] as Document)
          if (entry.done.length === entry.docs.length) entry.resolve(entry.done)
        }
      } catch (thrown) {
        for (const { entry } of batch) {
          entry.failed = true
          entry.reject(thrown)
        }
      }
    }
  }
}
