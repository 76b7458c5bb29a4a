const FIRST_MS = 250
const CAP_MS = 8_000

/**
 * How long to wait before the next attempt: doubling from 250 ms to 8 s, half of it random, so that the tabs of a
 * restarted server do not all come back at once. `random` is in [0, 1).
 */
export function backoffMs(attempt: number, random: number): number {
  const full = Math.min(CAP_MS, FIRST_MS * 2 ** Math.min(attempt, 16))
  return Math.round(full / 2 + (full / 2) * random)
}
