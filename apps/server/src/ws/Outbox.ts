import { CLOSE } from '@flowdeck/shared'
import type { WebSocket } from 'ws'

/** Bytes that may wait for one browser. With the log lines and the events that are kept for it, it costs at most 4 MiB. */
const MAX_WAITING_BYTES = 2.5 * 1024 * 1024
/** Above this, what can wait does: log lines (dropped oldest first) and answers (their Gateway is read more slowly). */
const BUSY_BYTES = 512 * 1024
/** Bytes of answers that may wait for their turn, and of one answer. */
const MAX_ANSWER_BYTES = 1024 * 1024
/** How long a browser that is cut off may take to hear why. */
const GOODBYE_MS = 2000

/** What waits to be read by one browser: bounded, whatever the browser does. */
export class Outbox {
  private readonly socket: WebSocket
  private line: Promise<void> = Promise.resolve()
  private wakeFirst: () => void = () => {}
  /** Of answers that wait for their turn. */
  private answerBytes = 0

  constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('close', () => this.wakeFirst())
  }

  get busy(): boolean {
    return this.socket.bufferedAmount > BUSY_BYTES
  }

  /** How many bytes the next answer may have. */
  get answerRoom(): number {
    return Math.max(0, MAX_ANSWER_BYTES - this.answerBytes)
  }

  /** Sends a text. A browser for which too much would wait is cut off; it reconnects and resumes. */
  send(text: string): void {
    if (this.socket.readyState !== this.socket.OPEN) return
    const waiting = this.socket.bufferedAmount + this.answerBytes
    if (waiting > 0 && waiting + Buffer.byteLength(text) > MAX_WAITING_BYTES) {
      this.close(CLOSE.TOO_SLOW, 'too much was waiting to be read; reconnect')
      return
    }
    this.socket.send(text, () => {
      if (!this.busy) this.wakeFirst()
    })
  }

  /**
   * Calls `send` for an answer of so many bytes when there is room, one after another; at once when the socket has
   * ended.
   */
  whenRoom(bytes: number, send: () => void): Promise<void> {
    this.answerBytes += bytes
    this.line = this.line.then(async () => {
      while (this.socket.readyState === this.socket.OPEN && this.busy)
        await new Promise<void>((resolve) => (this.wakeFirst = resolve))
      this.answerBytes -= bytes
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
