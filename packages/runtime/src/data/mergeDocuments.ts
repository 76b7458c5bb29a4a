import { fromBinary } from '@bufbuild/protobuf'
import type { DocarrayGeneration } from '@flowdeck/shared'
import { DocListProtoSchema } from '../gen/docarray_v2_pb.ts'
import { writeDocList, type DocProto } from './docProto.ts'
import { contentOf, generationOf, readDocuments, readSurroundings, writeContent } from './documents.ts'
import { writeDocumentArray } from './documentProto.ts'
import { reduceDocs } from './reduceDocs.ts'
import { reduceDocuments } from './reduceDocuments.ts'
import { decoding } from './status.ts'

/**
 * Merges the documents of several requests (DataContentProto bytes) by the rules of the docarray that wrote them, in the order given.
 * v1 documents that are the same bytes are not decoded. @throws RpcError INVALID_ARGUMENT
 */
export function mergeDocuments(parts: readonly (Buffer | null)[]): Buffer | null {
  const first = parts[0] ?? null
  if (areSame(parts)) return first
  const generation = generationIn(parts)
  const array =
    generation === 'v2'
      ? writeDocList(reduceDocs(parts.map(readProtos)))
      : writeDocumentArray(reduceDocuments(parts.map(readDocuments)))
  return writeContent({ field: contentOf(first)?.field ?? 1, array, beside: readSurroundings(...parts) })
}

/** Whether merging leaves the first as it is, because all of docarray v1 are the same bytes. */
export function areSame(parts: readonly (Buffer | null)[]): boolean {
  const first = parts[0] ?? null
  return generationIn(parts) !== 'v2' && parts.every((part) => sameBytes(part, first))
}

function generationIn(parts: readonly (Buffer | null)[]): DocarrayGeneration | undefined {
  return parts.map(generationOf).find((found) => found !== null) ?? undefined
}

function readProtos(part: Buffer | null): DocProto[] {
  const array = contentOf(part)?.array
  return array
    ? decoding('the documents (docarray v2)', () => fromBinary(DocListProtoSchema, array)).docs
    : []
}

function sameBytes(a: Buffer | null, b: Buffer | null): boolean {
  return a === b || (a !== null && b !== null && a.equals(b))
}
