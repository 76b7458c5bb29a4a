/** The calls of a server that stops: those that wait for their caller end at once, others when they have answered. */
export class Draining {
  private readonly calls = new Set<() => void>()
  private begun = false

  /** Whether the server stops. */
  get hasBegun(): boolean {
    return this.begun
  }

  /** Adds a call by what ends it if it only waits for its caller; returns how to remove it. */
  add(endIfIdle: () => void): () => void {
    this.calls.add(endIfIdle)
    if (this.begun) endIfIdle()
    return () => void this.calls.delete(endIfIdle)
  }

  begin(): void {
    this.begun = true
    for (const endIfIdle of this.calls) endIfIdle()
  }
}
