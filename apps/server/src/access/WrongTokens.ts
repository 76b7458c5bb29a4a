const WINDOW_MS = 10_000
/** Wrong tokens within the window that are answered at once: a person with an old URL stays below. */
const TOLERATED = 20
const DELAY_MS = 1000
/** Answers that wait at the same time; more of them are given at once, so that waiting ones cost little. */
const MAX_WAITING = 50

/** How a wrong token is answered: 401 at once, or 429 after a delay. */
export type Throttle = { slowed: false } | { slowed: true; delayMs: number; retryAfterS: number }

/** Counts wrong tokens and slows down the answers when there are many. A right token is never slowed, so that guessing doesn't lock its owner out. */
export class WrongTokens {
  private readonly now: () => number
  /** When each wrong token of the window was seen, oldest first. */
  private readonly seen: number[] = []
  private waiting = 0

  constructor(now: () => number = () => performance.now()) {
    this.now = now
  }

  /** Counts one wrong token and decides its answer. */
  count(): Throttle {
    const at = this.now()
    while (this.seen.length > 0 && at - (this.seen[0] ?? 0) >= WINDOW_MS) this.seen.shift()
    if (this.seen.length >= TOLERATED) {
      // Guesses go on: the window begins again with each of them.
      this.seen.shift()
      this.seen.push(at)
      return {
        slowed: true,
        delayMs: this.waiting < MAX_WAITING ? DELAY_MS : 0,
        retryAfterS: WINDOW_MS / 1000,
      }
    }
    this.seen.push(at)
    return { slowed: false }
  }

  /** Calls `answer` after the delay of a slowed guess. */
  delay({ delayMs }: { delayMs: number }, answer: () => void): void {
    if (delayMs === 0) return answer()
    this.waiting++
    setTimeout(() => {
      this.waiting--
      answer()
    }, delayMs).unref()
  }
}
