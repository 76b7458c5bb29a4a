import { PatternError, PythonPattern, type PatternLimits } from '@flowdeck/shared'
import { RpcError, STATUS } from '../transport/rpcError.ts'

/** Which Executors a request is for. */
export type TargetPattern = Pick<PythonPattern, 'match'>

/** Any caller can send one, so it stays cheap: a thousand steps for each character of an Executor's name. */
const LIMITS: PatternLimits = { length: 1000, steps: 1000 }
const MAX_KEPT = 200
/** The least recently used first. */
const kept = new Map<string, PythonPattern>()

/**
 * The pattern of `target_executor`; null when every Executor is meant. Jina 3.x: `re.match`, so it is anchored at the start only.
 * @throws RpcError INVALID_ARGUMENT when it is no regular expression of Python, or one that is not supported
 */
export function targetPattern(target: string | undefined): TargetPattern | null {
  if (!target) return null
  const known = kept.get(target)
  const pattern = known ?? compile(target)
  kept.delete(target)
  kept.set(target, pattern)
  const [oldest] = kept.keys()
  if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest)
  return pattern
}

function compile(target: string): PythonPattern {
  try {
    return new PythonPattern(target, LIMITS)
  } catch (thrown) {
    if (!(thrown instanceof PatternError)) throw thrown
    const shown = target.length > 200 ? `${target.slice(0, 200)}…` : target
    throw new RpcError(
      STATUS.INVALID_ARGUMENT,
      `target_executor "${shown}" is no regular expression that can be used: ${thrown.message}`,
    )
  }
}
