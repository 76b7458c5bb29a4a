/** How a Pod that ended by itself comes back. Times in milliseconds. */
export const RESTART = {
  firstMs: 500,
  capMs: 30_000,
  /** The longest wait of a replica while no other replica of its Executor is up. */
  lastReplicaMs: 2000,
} as const

/**
 * How long a Pod that was ready waits before it is started again. It waits twice as long each time, up to 30 s, and never gives up (as in
 * Kubernetes); one that ran for at least as long as it had waited before begins with the first wait again.
 */
export function nextRestartMs(ended: {
  /** The wait before the process that ended now; 0 when it was the first one. */
  lastWaitMs: number
  /** For how long it was ready. */
  readyForMs: number
}): number {
  const { lastWaitMs, readyForMs } = ended
  if (lastWaitMs === 0 || readyForMs >= Math.max(lastWaitMs, RESTART.firstMs)) return RESTART.firstMs
  return Math.min(RESTART.capMs, lastWaitMs * 2)
}

/** A wait, ±20 %: replicas that fell together must not come back together. `random` is between 0 and 1. */
export function spread(waitMs: number, random: number): number {
  return Math.round(waitMs * (0.8 + 0.4 * random))
}
