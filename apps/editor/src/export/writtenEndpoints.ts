import { isMapValue, type CatalogEntry, type Endpoints, type ExecutorSpec } from '@flowdeck/shared'
import { knownEndpoints } from '../inspector/parametersOf.ts'

/**
 * The endpoints of a Flow that does not run, as far as the sources of the workspace and `uses_requests` tell; none is made up. Jina 3.x:
 * `uses_requests` adds to what the class binds.
 */
export function writtenEndpoints(
  executors: readonly ExecutorSpec[],
  entries: readonly CatalogEntry[],
): Endpoints['endpoints'] {
  const reached = new Map<string, string[]>()
  for (const executor of executors) {
    const requests = executor.args['uses_requests']
    const written = isMapValue(requests) ? Object.keys(requests) : []
    for (const endpoint of new Set([...knownEndpoints(executor, entries), ...written]))
      if (endpoint.startsWith('/')) reached.set(endpoint, [...(reached.get(endpoint) ?? []), executor.name])
  }
  return [...reached]
    .map(([endpoint, names]) => ({ endpoint, executors: names }))
    .sort((a, b) => a.endpoint.localeCompare(b.endpoint))
}
