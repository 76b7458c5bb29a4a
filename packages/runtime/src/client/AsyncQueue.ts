/** Values pushed on one side, iterated on the other; ends or fails once, after what was pushed before. */
export class AsyncQueue<T> implements AsyncIterable<T> {
  private readonly values: T[] = []
  private closed: { error: unknown } | 'ended' | null = null
  private wake: (() => void) | null = null

  push(value: T): void {
    if (this.closed) return
    this.values.push(value)
    this.wake?.()
  }

  end(): void {
    this.closed ??= 'ended'
    this.wake?.()
  }

  fail(error: unknown): void {
    this.closed ??= { error }
    this.wake?.()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      while (this.values.length > 0) yield this.values.shift() as T
      if (this.closed === 'ended') return
      if (this.closed) throw this.closed.error
      await new Promise<void>((resolve) => (this.wake = resolve))
      this.wake = null
    }
  }
}
