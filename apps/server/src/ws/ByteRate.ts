/** Limits bytes per second, with a burst: a token bucket that may go into debt by one message. */
export class ByteRate {
  private readonly bytesPerSecond: number
  private readonly burstBytes: number
  private readonly now: () => number
  private left: number
  private at: number

  constructor({
    bytesPerSecond,
    burstBytes,
    now = () => performance.now(),
  }: {
    bytesPerSecond: number
    burstBytes: number
    /** Milliseconds of a monotonic clock. */
    now?: () => number
  }) {
    this.bytesPerSecond = bytesPerSecond
    this.burstBytes = burstBytes
    this.now = now
    this.left = burstBytes
    this.at = now()
  }

  /** Whether nothing may be sent for now. */
  get exhausted(): boolean {
    const at = this.now()
    this.left = Math.min(this.burstBytes, this.left + ((at - this.at) / 1000) * this.bytesPerSecond)
    this.at = at
    return this.left <= 0
  }

  /** Notes bytes that were sent. */
  spend(bytes: number): void {
    this.left -= bytes
  }
}
