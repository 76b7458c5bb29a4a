/** The server closes what is silent for 30 s (P8); hearing from it does not count, it must hear from us. */
const PING_EVERY_MS = 10_000
/** A ping without any answer for so long means that the socket is dead, whatever the browser believes. */
const SILENCE_MS = 5_000

/** Pings as long as it beats, and calls `dead` once when nothing comes back. */
export class Heartbeat {
  private heardSincePing = true
  private readonly interval: ReturnType<typeof setInterval>
  private deadline: ReturnType<typeof setTimeout> | undefined

  constructor(ping: () => void, dead: () => void) {
    this.interval = setInterval(() => {
      this.heardSincePing = false
      ping()
      this.deadline = setTimeout(() => {
        if (this.heardSincePing) return
        this.stop()
        dead()
      }, SILENCE_MS)
    }, PING_EVERY_MS)
  }

  /** Anything from the server is a sign of life. */
  heard(): void {
    this.heardSincePing = true
  }

  stop(): void {
    clearInterval(this.interval)
    clearTimeout(this.deadline)
  }
}
