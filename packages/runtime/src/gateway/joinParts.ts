import type { Envelope } from '../data/envelope.ts'
import { mergeDocuments } from '../data/mergeDocuments.ts'
import { routeName } from '../data/status.ts'

/** Merges the requests that meet at a join into the one that arrived first: documents by docarray's reduce, routes by name. */
export function joinParts(parts: readonly Envelope[]): Envelope {
  const first = parts[0] as Envelope
  const data = mergeDocuments(parts.map((part) => part.data))
  const names = new Set<string>()
  const routes = parts
    .flatMap((part) => part.routes)
    .filter((route) => {
      const name = routeName(route)
      return names.has(name) ? false : names.add(name)
    })
  return { ...first, data, routes }
}
