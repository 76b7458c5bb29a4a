import { randomBytes } from 'node:crypto'

const LIFETIME_MS = 30_000
const MAX_OPEN = 1000

/** One-use passes for a WebSocket: a browser cannot send a header with the upgrade, and URLs end up in logs. */
export class Tickets {
  private readonly open = new Map<string, number>()
  private readonly now: () => number

  constructor(now: () => number = () => performance.now()) {
    this.now = now
  }

  issue(): string {
    const at = this.now()
    for (const [ticket, expires] of this.open) {
      if (expires < at || this.open.size >= MAX_OPEN) this.open.delete(ticket)
      else break
    }
    const ticket = randomBytes(32).toString('base64url')
    this.open.set(ticket, at + LIFETIME_MS)
    return ticket
  }

  /** True once, within 30 s. */
  redeem(ticket: string): boolean {
    const expires = this.open.get(ticket)
    this.open.delete(ticket)
    return expires !== undefined && expires >= this.now()
  }
}
