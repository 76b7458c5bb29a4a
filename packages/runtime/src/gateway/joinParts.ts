import { readDocuments, writeDocuments } from '../data/documentProto.ts'
import type { Envelope } from '../data/envelope.ts'
import { reduceDocuments } from '../data/reduceDocuments.ts'
import { routeName } from '../data/status.ts'

/**
 * Merges the requests that meet at a join into the one that arrived first: documents by v1 reduce, routes by name.
 * Parts whose documents are the same bytes are not decoded.
 */
export function joinParts(parts: readonly Envelope[]): Envelope {
  const first = parts[0] as Envelope
  const different = parts.some((part) => !sameBytes(part.data, first.data))
  const data = different
    ? writeDocuments(reduceDocuments(parts.map((part) => readDocuments(part.data))))
    : first.data
  const names = new Set<string>()
  const routes = parts
    .flatMap((part) => part.routes)
    .filter((route) => {
      const name = routeName(route)
      return names.has(name) ? false : names.add(name)
    })
  return { ...first, data, routes }
}

function sameBytes(a: Buffer | null, b: Buffer | null): boolean {
  return a === b || (a !== null && b !== null && a.equals(b))
}
