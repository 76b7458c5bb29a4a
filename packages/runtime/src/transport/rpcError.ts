/** gRPC status codes by name. */
export const STATUS = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
} as const

/** Characters of an error's text that travel. */
export const MAX_DETAILS = 8192

/** A call that failed at the transport: a gRPC status other than OK. */
export class RpcError extends Error {
  readonly code: number
  readonly details: string
  /** No peer has seen the call: it could not be connected to. */
  readonly unsent: boolean

  constructor(code: number, details: string, { unsent = false }: { unsent?: boolean } = {}) {
    const shown = details.length <= MAX_DETAILS ? details : `${details.slice(0, MAX_DETAILS)}…`
    super(`${statusName(code)}: ${shown}`)
    this.name = 'RpcError'
    this.code = code
    this.details = shown
    this.unsent = unsent
  }

  static from(thrown: unknown): RpcError {
    if (thrown instanceof RpcError) return thrown
    return new RpcError(STATUS.INTERNAL, asError(thrown).message)
  }
}

/** Whatever was thrown as an Error whose name, message and stack are texts; it never throws itself. */
export function asError(thrown: unknown): Error {
  try {
    if (
      thrown instanceof Error &&
      typeof thrown.message === 'string' &&
      typeof thrown.name === 'string' &&
      (thrown.stack === undefined || typeof thrown.stack === 'string')
    )
      return thrown
    const shown: unknown = thrown instanceof Error ? thrown.message : thrown
    return new Error(String(shown))
  } catch {
    // An object without a prototype, or one whose `toString` or getters throw.
    return new Error('a value was thrown that cannot be shown')
  }
}

export function statusName(code: number): string {
  return Object.entries(STATUS).find(([, value]) => value === code)?.[0] ?? `STATUS_${code}`
}
