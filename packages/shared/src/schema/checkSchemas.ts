import type { JsonObject } from '../data/document.ts'
import type { GraphEdges } from '../flow/flowModel.ts'
import { propertiesOf, tellsClasses, type EndpointSchema } from './endpointSchemas.ts'

/** Two Executors in a chain whose documents do not fit each other. */
export interface SchemaMismatch {
  from: string
  to: string
  endpoints: string[]
  /** What differs, in words. */
  message: string
}

/**
 * Compares what each Executor puts out with what the next one takes, endpoint by endpoint.
 * Jina 3.x with docarray v2: names and types of the properties must be equal, and an endpoint of the first must be one of the second or
 * its `/default`. Executors that told nothing fit everything.
 */
export function checkSchemas(
  edges: GraphEdges,
  schemas: ReadonlyMap<string, ReadonlyMap<string, EndpointSchema>>,
): SchemaMismatch[] {
  const found: SchemaMismatch[] = []
  for (const [from, targets] of Object.entries(edges)) {
    const upstream = schemas.get(from)
    if (!upstream || !tellsClasses(upstream)) continue
    for (const to of targets) {
      const downstream = schemas.get(to)
      if (!downstream || !tellsClasses(downstream)) continue
      for (const [endpoint, { output }] of upstream) {
        const next = downstream.get(endpoint)
        const message = next
          ? differences(output, next.input)
          : !downstream.has('/default') && endpoint !== '/default'
            ? `"${to}" has no endpoint ${endpoint}, and no /default for it`
            : null
        if (message === null) continue
        // The same classes at several endpoints are one thing to mend.
        const same = found.find(
          (known) => known.from === from && known.to === to && known.message === message,
        )
        if (same) same.endpoints.push(endpoint)
        else found.push({ from, to, endpoints: [endpoint], message })
      }
    }
  }
  return found
}

function differences(output: JsonObject | null, input: JsonObject | null): string | null {
  if (!output || !input) return null
  const [a, b] = [propertiesOf(output), propertiesOf(input)]
  const missing = Object.keys(b).filter((key) => !(key in a))
  const extra = Object.keys(a).filter((key) => !(key in b))
  const changed = Object.keys(a).filter((key) => key in b && a[key]?.['type'] !== b[key]?.['type'])
  const parts = [
    missing.length > 0 ? `${names(missing)} ${missing.length > 1 ? 'are' : 'is'} wanted and not there` : null,
    extra.length > 0 ? `${names(extra)} ${extra.length > 1 ? 'are' : 'is'} there and not wanted` : null,
    ...changed.map((key) => `${names([key])} is ${typeName(a[key])} and should be ${typeName(b[key])}`),
  ].filter((part) => part !== null)
  return parts.length > 0 ? parts.join('; ') : null
}

const names = (keys: string[]) => keys.map((key) => `"${key}"`).join(', ')

function typeName(property: JsonObject | undefined): string {
  const type = property?.['type']
  return typeof type === 'string' ? type : property?.['anyOf'] === undefined ? 'a document' : 'optional'
}

/** One mismatch as a sentence. */
export function describeMismatch({ from, to, endpoints, message }: SchemaMismatch): string {
  return `what "${from}" puts out at ${endpoints.join(', ')} is not what "${to}" takes: ${message}`
}
