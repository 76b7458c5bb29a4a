/** Allows `burst` events at once and `perSecond` in the long run. */
export class TokenBucket {
  private tokens: number
  private at: number
  private readonly burst: number
  private readonly perSecond: number

  constructor({ burst, perSecond }: { burst: number; perSecond: number }, nowMs: number) {
    this.burst = burst
    this.perSecond = perSecond
    this.tokens = burst
    this.at = nowMs
  }

  /** Takes a token; false when there is none. */
  take(nowMs: number): boolean {
    this.tokens = Math.min(this.burst, this.tokens + ((nowMs - this.at) / 1000) * this.perSecond)
    this.at = nowMs
    if (this.tokens < 1) return false
    this.tokens--
    return true
  }
}
