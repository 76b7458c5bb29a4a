/** How a Pod that stops answering is dealt with. Times in milliseconds. */
export const HEALTH = {
  everyMs: 5000,
  /** One that missed a check is asked more often: it comes back soon after it answers again. */
  againMs: 1000,
  /** Checks in a row that may fail before it counts as unhealthy. */
  misses: 2,
  /** So long after it became unhealthy it is killed and replaced, about as Kubernetes does by the liveness probes of Jina's exports. */
  replaceMs: 30_000,
} as const

/** What the checks so far say of a Pod that was ready. */
export interface Health {
  verdict: 'healthy' | 'unhealthy' | 'dead'
  misses: number
  /** When it became unhealthy. */
  unhealthyAt: number | null
  /** When to check next, from now. */
  nextCheckMs: number
}

export const HEALTHY: Health = {
  verdict: 'healthy',
  misses: 0,
  unhealthyAt: null,
  nextCheckMs: HEALTH.everyMs,
}

/** Takes the result of one more check into account. `now` is any clock that only goes forward. */
export function judgeHealth(before: Health, answered: boolean, now: number): Health {
  if (answered) return HEALTHY
  const misses = before.misses + 1
  if (misses < HEALTH.misses)
    return { verdict: 'healthy', misses, unhealthyAt: null, nextCheckMs: HEALTH.againMs }
  const unhealthyAt = before.unhealthyAt ?? now
  const verdict = now - unhealthyAt >= HEALTH.replaceMs ? 'dead' : 'unhealthy'
  return { verdict, misses, unhealthyAt, nextCheckMs: HEALTH.againMs }
}
