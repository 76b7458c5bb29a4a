/** Knows for how long a peer that was asked something has sent nothing at all. */
export class Silence {
  private open = 0
  /** When it was asked or heard last; 0: nothing is waited for. */
  private since = 0

  /** A call began. */
  began(): void {
    this.open++
    if (this.since === 0) this.since = performance.now()
  }

  /** Anything came from the peer. */
  heard(): void {
    this.since = this.open > 0 ? performance.now() : 0
  }

  /** A call ended. One that ended without an answer (cancelled, timed out) leaves the question open whether the peer still answers. */
  ended(answered: boolean): void {
    this.open--
    if (answered && this.open === 0) this.since = 0
  }

  /** Milliseconds of silence; 0 when nothing is waited for. */
  get ms(): number {
    return this.since === 0 ? 0 : performance.now() - this.since
  }
}
