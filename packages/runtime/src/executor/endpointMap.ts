import { FlowError } from '@flowdeck/shared'
import { isDocType } from './docType.ts'
import type { EndpointBinding, ExecutorClass } from './Executor.ts'

/**
 * Endpoint → what answers it, of a class, own entries over inherited ones, then `uses_requests` over both.
 * Jina 3.x: a method that `uses_requests` binds loses the last endpoint it was bound to before.
 * @throws FlowError EXECUTOR_LOAD_FAILED when an endpoint or a method is wrong
 */
export function endpointMap(
  executorClass: ExecutorClass,
  usesRequests: Record<string, string> = {},
): Map<string, EndpointBinding> {
  const lineage: ExecutorClass[] = []
  for (
    let c: unknown = executorClass;
    typeof c === 'function' && c !== Function.prototype;
    c = Object.getPrototypeOf(c)
  )
    lineage.unshift(c as ExecutorClass)
  const endpoints = new Map<string, EndpointBinding>()
  for (const c of lineage) {
    if (!Object.hasOwn(c, 'requests') || c.requests === undefined) continue
    for (const [endpoint, bound] of Object.entries(c.requests))
      bind(endpoints, executorClass, [endpoint, typeof bound === 'string' ? { method: bound } : bound])
  }
  for (const [endpoint, method] of Object.entries(usesRequests)) {
    const last = [...endpoints].findLast(([, bound]) => bound.method === method)
    if (last !== undefined) endpoints.delete(last[0])
    bind(endpoints, executorClass, [endpoint, { ...last?.[1], method }])
  }
  return endpoints
}

function bind(
  endpoints: Map<string, EndpointBinding>,
  executorClass: ExecutorClass,
  [endpoint, binding]: [string, EndpointBinding],
): void {
  const name = executorClass.name
  if (!endpoint.startsWith('/'))
    throw new FlowError('EXECUTOR_LOAD_FAILED', `${name}: endpoint "${endpoint}" must begin with "/"`)
  const method: unknown = binding?.method
  const found =
    typeof method === 'string' && method !== 'constructor'
      ? (executorClass.prototype as Record<string, unknown>)[method]
      : undefined
  if (typeof found !== 'function')
    throw new FlowError(
      'EXECUTOR_LOAD_FAILED',
      `${name}: endpoint "${endpoint}" is bound to ${JSON.stringify(method)}, but the class has no such method`,
    )
  for (const key of ['input', 'output', 'parameters'] as const)
    if (binding[key] !== undefined && !isDocType(binding[key]))
      throw new FlowError(
        'EXECUTOR_LOAD_FAILED',
        `${name}: "${key}" of endpoint "${endpoint}" is no class of documents; make one with ${key === 'parameters' ? 'parameters' : 'doc'}(…) of @flowdeck/runtime/docs`,
      )
  endpoints.delete(endpoint)
  endpoints.set(endpoint, binding)
}
