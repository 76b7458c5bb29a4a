import type { Envelope } from '../data/envelope.ts'
import { mergeDocuments } from '../data/mergeDocuments.ts'
import { mergeFields } from '../data/wire.ts'

/**
 * The requests that meet at a join as one: the first, with the documents of all.
 * Jina 3.x: its routes are those of the first, so that `docs_map` has one entry, named after what gave that one.
 */
export function joinParts(parts: readonly Envelope[]): Envelope {
  return {
    ...(parts[0] as Envelope),
    data: mergeDocuments(parts.map((part) => part.data)),
    rest: mergeFields(
      parts.map((part) => part.rest),
      'the request',
    ),
    headerRest: mergeFields(
      parts.map((part) => part.headerRest),
      'the header of the request',
    ),
  }
}
