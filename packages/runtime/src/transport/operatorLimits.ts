import { FlowError } from '@flowdeck/shared'

/** What operators may limit through the environment of a process, and what counts where they don't. `docs/security.md` lists them. */
const DEFAULTS = {
  /** Documents of a request. */
  FLOWDECK_MAX_DOCUMENTS: 10_000,
  /** Bytes of a message, compressed or not (Jina has no limit; an unlimited server can be killed by one request). */
  FLOWDECK_MAX_MESSAGE_BYTES: 100 * 1024 * 1024,
  /** Bytes of requests and answers that a process holds at a time. */
  FLOWDECK_MAX_INFLIGHT_BYTES: 512 * 1024 * 1024,
  /** Calls that one connection, and messages that one stream, may have under way at a time. */
  FLOWDECK_MAX_CALLS: 4096,
  /** Headers of a request. */
  FLOWDECK_MAX_HEADERS: 100,
  /** Bytes of the headers of a request. */
  FLOWDECK_MAX_HEADER_BYTES: 16 * 1024,
  /** Milliseconds that a peer may take for a handshake, for headers, and for a part of a message. */
  FLOWDECK_MAX_STALL_MS: 15_000,
  /** Processes of a Flow on this machine. */
  FLOWDECK_MAX_PODS: 256,
} as const

export type LimitName = keyof typeof DEFAULTS
export const LIMIT_NAMES = Object.keys(DEFAULTS) as LimitName[]

/** A limit: that of the operator, or the default. What is no limit does not count here, see `checkLimits`. */
export function readLimit(name: LimitName, env: NodeJS.ProcessEnv): number {
  return readSetLimit(name, env) ?? DEFAULTS[name]
}

/** The limit that the operator has set, which no Flow can raise; infinite when there is none. */
export function readCeiling(name: LimitName, env: NodeJS.ProcessEnv): number {
  return readSetLimit(name, env) ?? Infinity
}

function readSetLimit(name: LimitName, env: NodeJS.ProcessEnv): number | null {
  const written = env[name]
  return written !== undefined && isLimit(written) ? Number(written) : null
}

function isLimit(written: string): boolean {
  return /^[1-9]\d{0,14}$/.test(written.trim())
}

/** @throws FlowError BAD_REQUEST that names a limit which is not a whole number of at least 1 */
export function checkLimits(env: NodeJS.ProcessEnv): void {
  for (const name of LIMIT_NAMES) {
    const written = env[name]
    if (written !== undefined && !isLimit(written))
      throw new FlowError('BAD_REQUEST', `${name} is a whole number of at least 1, not "${written}"`)
  }
}

/** The environment of a process for which a Flow sets variables: it may lower the limits of the operator. */
export function keepLimits(own: NodeJS.ProcessEnv, chosen: Record<string, string>): Record<string, string> {
  const kept = { ...chosen }
  for (const name of LIMIT_NAMES) {
    const ceiling = readCeiling(name, own)
    if (readLimit(name, chosen) > ceiling || (ceiling < Infinity && !isLimit(chosen[name] ?? '')))
      kept[name] = String(ceiling)
  }
  return kept
}
