/** How a Pod that ended by itself comes back. Times in milliseconds. */
export const RESTART = {
  firstMs: 500,
  capMs: 30_000,
  /** So many failures within the window end it. */
  failures: 5,
  windowMs: 60_000,
} as const

/**
 * What to do after a failure: wait so long and start again, or give up. `failures` are the times of all failures so
 * far, the present one last. A Pod that was well for a minute starts counting anew.
 */
export function afterFailure(
  failures: readonly number[],
  jitter: number,
): { restartInMs: number } | { giveUp: true } {
  const now = failures.at(-1) ?? 0
  const recent = failures.filter((at) => now - at < RESTART.windowMs)
  if (recent.length >= RESTART.failures) return { giveUp: true }
  const wait = Math.min(RESTART.capMs, RESTART.firstMs * 2 ** (recent.length - 1))
  // ±20 %: replicas that fell together must not come back together.
  return { restartInMs: Math.round(wait * (0.8 + 0.4 * jitter)) }
}
