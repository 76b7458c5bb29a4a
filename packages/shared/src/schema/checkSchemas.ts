import type { JsonObject } from '../data/document.ts'
import type { GraphEdges } from '../model/flowModel.ts'
import { sentence, told, type Sentence, type Told } from '../words/sentence.ts'
import { propertiesOf, tellsClasses, type EndpointSchema } from './endpointSchemas.ts'

/** Two Executors in a chain whose documents do not fit each other. */
export interface SchemaMismatch extends Told {
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
        const said = next
          ? differences(output, next.input)
          : !downstream.has('/default') && endpoint !== '/default'
            ? sentence('"{{to}}" has no endpoint {{endpoint}}, and no /default for it', { to, endpoint })
            : null
        if (said === null) continue
        const what = told(said)
        // The same classes at several endpoints are one thing to mend.
        const same = found.find(
          (known) => known.from === from && known.to === to && known.message === what.message,
        )
        if (same) same.endpoints.push(endpoint)
        else found.push({ from, to, endpoints: [endpoint], ...what })
      }
    }
  }
  return found
}

function differences(output: JsonObject | null, input: JsonObject | null): Sentence | null {
  if (!output || !input) return null
  const [a, b] = [propertiesOf(output), propertiesOf(input)]
  const missing = Object.keys(b).filter((key) => !(key in a))
  const extra = Object.keys(a).filter((key) => !(key in b))
  const changed = Object.keys(a).filter((key) => key in b && a[key]?.['type'] !== b[key]?.['type'])
  const parts = [
    ...(missing.length > 1
      ? [sentence('{{names}} are wanted and not there', { names: names(missing) })]
      : missing.map((key) => sentence('"{{key}}" is wanted and not there', { key }))),
    ...(extra.length > 1
      ? [sentence('{{names}} are there and not wanted', { names: names(extra) })]
      : extra.map((key) => sentence('"{{key}}" is there and not wanted', { key }))),
    ...changed.map((key) =>
      sentence('"{{key}}" is {{is}} and should be {{wanted}}', {
        key,
        is: typeName(a[key]),
        wanted: typeName(b[key]),
      }),
    ),
  ]
  return parts.length === 0
    ? null
    : parts.reduce((before, part) => sentence('{{before}}; {{part}}', { before, part }))
}

const names = (keys: string[]) => keys.map((key) => `"${key}"`).join(', ')

function typeName(property: JsonObject | undefined): Sentence | string {
  const type = property?.['type']
  if (typeof type === 'string') return type
  return property?.['anyOf'] === undefined ? sentence('a document') : sentence('optional')
}

/** One mismatch, without a full stop. */
export function describeMismatch({ from, to, endpoints, said }: SchemaMismatch): Sentence {
  return sentence('what "{{from}}" puts out at {{endpoints}} is not what "{{to}}" takes: {{what}}', {
    from,
    endpoints: endpoints.join(', '),
    to,
    what: said,
  })
}
