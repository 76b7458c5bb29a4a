import { ERRORS, isErrorCode, type ErrorCode } from './errorCodes.ts'

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

  static fromWire(wire: WireError): FlowError {
    return new FlowError(isErrorCode(wire.code) ? wire.code : 'INTERNAL', wire.message, {
      details: wire.details ?? {},
    })
  }

  toWire(): WireError {
    return Object.keys(this.details).length > 0
      ? { code: this.code, message: this.message, details: this.details }
      : { code: this.code, message: this.message }
  }

  get httpStatus(): number {
    return ERRORS[this.code].http
  }
}

/** Ends a `switch` over a union: the compiler complains when a member is missing. */
export function assertNever(value: never): never {
  throw new FlowError('INTERNAL', `unexpected value ${JSON.stringify(value)}`)
}
