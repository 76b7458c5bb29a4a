import type { Envelope } from '../data/envelope.ts'
import { mergeFields } from '../data/wire.ts'
import type { DocumentThreads } from '../threads/DocumentThreads.ts'

/**
 * The requests that meet at a join as one: the first, with the documents of all.
 * Jina 3.x: its routes are those of the first, so that `docs_map` has one entry, named after what gave that one.
 */
export async function joinParts(parts: readonly Envelope[], threads: DocumentThreads): Promise<Envelope> {
  return {
    ...(parts[0] as Envelope),
    data: await threads.merge(parts.map((part) => part.data)),
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
