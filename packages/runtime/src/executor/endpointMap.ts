import { FlowError } from '@flowdeck/shared'
import type { ExecutorClass } from './Executor.ts'

/**
 * Endpoint → method name of a class, own entries over inherited ones, then `uses_requests` over both.
 * Jina 3.x: a method that `uses_requests` binds loses the last endpoint it was bound to before.
 * @throws FlowError EXECUTOR_LOAD_FAILED when an endpoint or a method is wrong
 */
export function endpointMap(
  executorClass: ExecutorClass,
  usesRequests: Record<string, string> = {},
): Map<string, string> {
  const lineage: ExecutorClass[] = []
  for (
    let c: unknown = executorClass;
    typeof c === 'function' && c !== Function.prototype;
    c = Object.getPrototypeOf(c)
  )
    lineage.unshift(c as ExecutorClass)
  const endpoints = new Map<string, string>()
  for (const c of lineage) {
    if (!Object.hasOwn(c, 'requests') || c.requests === undefined) continue
    for (const [endpoint, method] of Object.entries(c.requests))
      bind(endpoints, executorClass, [endpoint, method])
  }
  for (const [endpoint, method] of Object.entries(usesRequests)) {
    const last = [...endpoints].findLast(([, bound]) => bound === method)?.[0]
    if (last !== undefined) endpoints.delete(last)
    bind(endpoints, executorClass, [endpoint, method])
  }
  return endpoints
}

function bind(
  endpoints: Map<string, string>,
  executorClass: ExecutorClass,
  [endpoint, method]: [string, unknown],
): void {
  const name = executorClass.name
  if (!endpoint.startsWith('/'))
    throw new FlowError('EXECUTOR_LOAD_FAILED', `${name}: endpoint "${endpoint}" must begin with "/"`)
  const found =
    typeof method === 'string' && method !== 'constructor'
      ? (executorClass.prototype as Record<string, unknown>)[method]
      : undefined
  if (typeof found !== 'function')
    throw new FlowError(
      'EXECUTOR_LOAD_FAILED',
      `${name}: endpoint "${endpoint}" is bound to ${JSON.stringify(method)}, but the class has no such method`,
    )
  endpoints.delete(endpoint)
  endpoints.set(endpoint, method as string)
}
