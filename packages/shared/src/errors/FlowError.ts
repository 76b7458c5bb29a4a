// Types only: the page loads this class first, and the table of codes not at all.
import type { ErrorCode } from './errorCodes.ts'

/** An error as it crosses a wire: plain data, no stack. */
export interface WireError {
  code: ErrorCode
  message: string
  details?: Record<string, unknown>
}

/**
 * The one error class: something went wrong while doing something.
 * `message` can stand alone: it says what, where, and what to try. What is wrong *in a Flow* is a `FlowIssue` instead.
 */
export class FlowError extends Error {
  readonly code: ErrorCode
  readonly details: Record<string, unknown>

  constructor(
    code: ErrorCode,
    message: string,
    options: { details?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'FlowError'
    this.code = code
    this.details = options.details ?? {}
  }

  /** Turns anything thrown into a FlowError; what is not one already becomes `fallback`, with the original as `cause`. */
  static from(thrown: unknown, fallback: ErrorCode = 'INTERNAL'): FlowError {
    if (thrown instanceof FlowError) return thrown
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    return new FlowError(fallback, message || fallback, { cause: thrown })
  }

  /** The error that a wire carries; a code that only a newer server knows is kept. */
  static fromWire({ code, message, details = {} }: WireError): FlowError {
    return new FlowError(code, message, { details })
  }

  toWire(): WireError {
    return Object.keys(this.details).length > 0
      ? { code: this.code, message: this.message, details: this.details }
      : { code: this.code, message: this.message }
  }
}

/** Ends a `switch` over a union: the compiler complains when a member is missing. */
export function assertNever(value: never): never {
  throw new FlowError('INTERNAL', `unexpected value ${JSON.stringify(value)}`)
}
