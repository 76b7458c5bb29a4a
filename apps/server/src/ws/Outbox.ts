import { CLOSE } from '@flowdeck/shared'
import type { WebSocket } from 'ws'

/** Bytes that may wait for one browser. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024
/** Above this, what can wait does: log lines (dropped oldest first) and answers (their Gateway is read more slowly). */
const BUSY_BYTES = 512 * 1024
/** How long a browser that is cut off may take to hear why. */
const GOODBYE_MS = 2000

/** What waits to be read by one browser: bounded, whatever the browser does. */
export class Outbox {
  private readonly socket: WebSocket
  private line: Promise<void> = Promise.resolve()
  private wakeFirst: () => void = () => {}
  /** Bytes of texts under way that were let through although they are large. */
  private largeBytes = 0

  constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('close', () => this.wakeFirst())
  }

  get busy(): boolean {
    return this.socket.bufferedAmount > BUSY_BYTES
  }

  /**
   * Sends a text. A browser for which more than 4 MiB would wait is cut off (it reconnects and resumes);
   * one large text is let through when hardly anything else waits.
   */
  send(text: string): void {
    if (this.socket.readyState !== this.socket.OPEN) return
    const bytes = Buffer.byteLength(text)
    const large = bytes > MAX_WAITING_BYTES && !this.busy ? bytes : 0
    if (large === 0 && this.socket.bufferedAmount + bytes > MAX_WAITING_BYTES + this.largeBytes) {
      this.close(CLOSE.TOO_SLOW, 'more than 4 MiB were waiting; reconnect')
      return
    }
    this.largeBytes += large
    this.socket.send(text, () => {
      this.largeBytes -= large
      if (!this.busy) this.wakeFirst()
    })
  }

  /** Calls `send` when there is room, one caller after another; at once when the socket has ended. */
  whenRoom(send: () => void): Promise<void> {
    this.line = this.line.then(async () => {
      while (this.socket.readyState === this.socket.OPEN && this.busy)
        await new Promise<void>((resolve) => (this.wakeFirst = resolve))
      send()
    })
    return this.line
  }

  /** Says why and ends it; a frozen browser never answers the closing handshake. */
  close(code: number, reason: string): void {
    this.socket.close(code, reason)
    setTimeout(() => this.socket.terminate(), GOODBYE_MS).unref()
  }
}
