import { readFileSync } from 'node:fs'
import { findProgram } from './findProgram.ts'

/**
 * The mark of a run: a limit that Linux hands down to whatever a process starts, in any session and with any environment. RLIMIT_RTTIME
 * counts microseconds of real-time scheduling, which Pods do not use; the value is thousands of years, so it never ends a process.
 */
const LIMIT = 'Max realtime timeout'

/** The tool that sets limits of a process. Null where it is missing, or where the limit may not be set. */
const PRLIMIT = isFree() ? findProgram('prlimit') : null

/** The limit that marks a run. */
export function markOf(nonce: string): string {
  return String((1n << 56n) | BigInt(`0x${nonce.slice(0, 14)}`))
}

/** A command line whose process, and all that it starts, has the mark of a run. */
export function underMark(nonce: string, argv: readonly string[]): string[] {
  return PRLIMIT ? [PRLIMIT, `--rttime=${markOf(nonce)}:`, ...argv] : [...argv]
}

/** Whether `/proc/PID/limits` shows the mark of a run. */
export function hasMark(limits: string, nonce: string): boolean {
  return readMark(limits)?.[0] === markOf(nonce)
}

/** The soft and the hard limit. */
function readMark(limits: string): [string, string] | null {
  const line = limits.split('\n').find((text) => text.startsWith(LIMIT))
  const [soft, hard] = line?.slice(LIMIT.length).trim().split(/\s+/) ?? []
  return soft !== undefined && hard !== undefined ? [soft, hard] : null
}

function isFree(): boolean {
  try {
    return readMark(readFileSync('/proc/self/limits', 'utf8'))?.[1] === 'unlimited'
  } catch {
    // Not Linux.
    return false
  }
}
