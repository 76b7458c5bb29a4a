/** Counts the bytes of requests and answers that a process holds at a time, against a limit. */
export class ByteBudget {
  readonly limit: number
  private held = 0

  constructor(limit: number) {
    this.limit = limit
  }

  /** Bytes that are held now. */
  get inUse(): number {
    return this.held
  }

  /** Opens an account for one request. */
  open(): HeldBytes {
    return new HeldBytes(this)
  }

  /** Adds to what is held; `false`, and nothing added, when that is over the limit. */
  take(bytes: number): boolean {
    if (this.held + bytes > this.limit) return false
    this.held += bytes
    return true
  }

  /** Adds to what is held, limit or not; a negative number gives back. */
  add(bytes: number): void {
    this.held += bytes
  }
}

/** What one request holds of a `ByteBudget`. */
export class HeldBytes {
  private readonly budget: ByteBudget
  private bytes = 0

  constructor(budget: ByteBudget) {
    this.budget = budget
  }

  /** Holds more; `false` when the process holds too much already. */
  add(bytes: number): boolean {
    if (!this.budget.take(bytes)) return false
    this.bytes += bytes
    return true
  }

  /** Holds an answer that is there already: it counts, but is not refused. */
  keep(bytes: number): void {
    this.budget.add(bytes)
    this.bytes += bytes
  }

  /** Holds less; never less than nothing. */
  giveBack(bytes: number): void {
    const given = Math.min(bytes, this.bytes)
    this.budget.add(-given)
    this.bytes -= given
  }

  /** Holds nothing any more; calling it again does no harm. */
  release(): void {
    this.giveBack(this.bytes)
  }
}
