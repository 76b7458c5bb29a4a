import type { HeldBytes } from './ByteBudget.ts'

/**
 * What one stream holds of the process's budget: what has arrived of its next message, its messages until they are answered, and an answer
 * until it is taken. Over the limit, a stream that waits for answers is read again after the next one; another is refused.
 */
export class StreamAccount {
  private readonly held: HeldBytes
  private readonly maxMessages: number
  /** Bytes of the messages that are not answered, oldest first. */
  private readonly unanswered: number[] = []
  private wake: (() => void) | null = null
  private closed = false

  constructor(held: HeldBytes, maxMessages: number) {
    this.held = held
    this.maxMessages = maxMessages
  }

  /** Holds bytes that have arrived; waits for an answer when there is no room. False: there will be none. */
  async admit(bytes: number): Promise<boolean> {
    while (!this.closed) {
      if (this.held.add(bytes)) return true
      if (this.unanswered.length === 0) return false
      await this.waitForAnswer()
    }
    return false
  }

  /**
   * A message of `bytes` is whole, which took `arrived` bytes to send; waits while too many are unanswered. False: unpacked it is over the
   * limit.
   */
  async begin(bytes: number, arrived: number): Promise<boolean> {
    this.held.giveBack(arrived)
    if (this.closed || !this.held.add(bytes)) return false
    while (this.unanswered.length >= this.maxMessages && !this.closed) await this.waitForAnswer()
    this.unanswered.push(bytes)
    return true
  }

  /** An answer of `bytes` is about to be written. */
  answering(bytes: number): void {
    this.held.giveBack(this.unanswered.shift() ?? 0)
    this.held.keep(bytes)
  }

  /** An answer is taken. */
  answered(bytes: number): void {
    this.held.giveBack(bytes)
    this.goOn()
  }

  close(): void {
    this.closed = true
    this.held.release()
    this.goOn()
  }

  private waitForAnswer(): Promise<void> {
    return new Promise((resolve) => (this.wake = resolve))
  }

  private goOn(): void {
    this.wake?.()
    this.wake = null
  }
}
