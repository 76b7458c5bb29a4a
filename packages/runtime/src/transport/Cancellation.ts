import { guarded, reportFailure } from './guard.ts'

/**
 * Tells whoever works for a caller that the caller is gone. Like an AbortSignal, but without its events machinery,
 * which costs more than the rest of a small call.
 */
export class Cancellation {
  private fired = false
  private why: unknown = undefined
  private listeners: Set<() => void> | null = null

  get aborted(): boolean {
    return this.fired
  }

  get reason(): unknown {
    return this.why
  }

  abort(reason?: unknown): void {
    if (this.fired) return
    this.fired = true
    this.why = reason
    const { listeners } = this
    this.listeners = null
    // One that fails must not keep the others from being told.
    if (listeners) for (const listener of listeners) guarded(listener, reportFailure)()
  }

  /** Calls `listener` once when it is aborted, at once when it is already; returns how to stop listening. */
  onAbort(listener: () => void): () => void {
    if (this.fired) {
      listener()
      return () => {}
    }
    this.listeners ??= new Set()
    this.listeners.add(listener)
    return () => this.listeners?.delete(listener)
  }

  /** As an AbortSignal, for code that wants one. */
  toSignal(): AbortSignal {
    const controller = new AbortController()
    this.onAbort(() => controller.abort(this.why))
    return controller.signal
  }
}
