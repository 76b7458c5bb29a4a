import type { EventEmitter } from 'node:events'
import { asError } from './rpcError.ts'

/** Ends what belongs to one peer: its call or its connection. */
export type Fail = (error: Error) => void

/** Milliseconds between two failures that are printed: a peer must not fill the log either. */
const REPORT_EVERY_MS = 1000
let reportedAt = -Infinity

/**
 * Listens to events that a peer causes. What a handler throws, or its promise rejects with, goes to `fail` and ends that peer's call or
 * connection; it never ends the process. Every event of a socket, session or stream under `transport/` is heard through this function.
 */
export function guard(
  emitter: EventEmitter,
  fail: Fail,
  handlers: Record<string, (...args: never[]) => unknown>,
): void {
  for (const [event, handler] of Object.entries(handlers))
    emitter.on(event, guarded(handler as (...args: unknown[]) => unknown, fail))
}

/** A function that never throws and whose promise is never left alone: failures go to `fail`. */
export function guarded<A extends unknown[]>(
  work: (...args: A) => unknown,
  fail: Fail,
): (...args: A) => void {
  return (...args) => {
    try {
      const result = work(...args)
      if (result instanceof Promise) result.catch((thrown: unknown) => failWith(fail, thrown))
    } catch (thrown) {
      failWith(fail, thrown)
    }
  }
}

function failWith(fail: Fail, thrown: unknown): void {
  const error = asError(thrown)
  try {
    fail(error)
  } catch (second) {
    reportFailure(asError(second))
  }
  // These are mistakes of ours, not of the peer.
  if (error instanceof TypeError || error instanceof ReferenceError) reportFailure(error)
}

/** Prints a failure that has no caller who could be told. */
export function reportFailure(error: Error): void {
  if (performance.now() - reportedAt < REPORT_EVERY_MS) return
  reportedAt = performance.now()
  process.stderr.write(`ERROR while serving a connection: ${error.stack ?? error.message}\n`)
}
