import type { DocarrayGeneration, Document } from '@flowdeck/shared'
import {
  contentOf,
  generationOfOne,
  readOne,
  readSurroundings,
  writeContent,
  type Surroundings,
} from './documents.ts'
import { WIRE, bytesFieldSize, scanFields, writeBytesField } from './wire.ts'

/** The documents of a request, each as it stands in the bytes. */
interface Slices {
  field: number
  docs: Buffer[]
  beside: Surroundings
}

/** Keeps the documents that pass; the bytes of those that stay are not touched. @throws RpcError INVALID_ARGUMENT */
export function filterDocuments(
  data: Buffer | null,
  keep: (doc: Document, generation: DocarrayGeneration) => boolean,
): Buffer | null {
  const slices = readSlices(data)
  if (!slices) return data
  const docs = slices.docs.filter((bytes) => keep(readOne(bytes), generationOfOne(bytes)))
  return docs.length === slices.docs.length ? data : writeSlices({ ...slices, docs })
}

/** Ids of the documents, in order. @throws RpcError INVALID_ARGUMENT */
export function documentIds(data: Buffer | null): string[] {
  return readSlices(data)?.docs.map(idOf) ?? []
}

/** Puts documents into the order of `ids`; those that it does not name come last, in their own order. */
export function orderDocuments(data: Buffer | null, ids: readonly string[]): Buffer | null {
  const slices = readSlices(data)
  if (!slices) return data
  // The first of equal ids counts.
  const place = new Map(ids.map((id, i) => [id, i] as const).toReversed())
  const placeOf = (bytes: Buffer) => place.get(idOf(bytes)) ?? ids.length
  return writeSlices({ ...slices, docs: slices.docs.toSorted((a, b) => placeOf(a) - placeOf(b)) })
}

/** The documents of several requests one after the other. @throws RpcError INVALID_ARGUMENT */
export function concatDocuments(parts: readonly (Buffer | null)[]): Buffer {
  const docs = parts.flatMap((part) => readSlices(part)?.docs ?? [])
  return writeSlices({ field: 1, docs, beside: readSurroundings(...parts) })
}

/** The bytes of each document, in order. @throws RpcError INVALID_ARGUMENT */
export function splitDocuments(data: Buffer | null): Buffer[] {
  return readSlices(data)?.docs ?? []
}

/** DataContentProto bytes of documents that are bytes. */
export function joinDocuments(docs: Buffer[]): Buffer {
  return writeSlices({ field: 1, docs, beside: readSurroundings(null) })
}

/** Whether there are more documents than a limit, or fields that are none, without reading them. @throws RpcError INVALID_ARGUMENT */
export function holdsMoreThan(limit: number, data: Buffer | null): boolean {
  const content = contentOf(data)
  let count = 0
  if (content) scanFields(content.array, () => ++count <= limit, 'the documents')
  return count > limit
}

function readSlices(data: Buffer | null): Slices | null {
  const content = contentOf(data)
  return (
    content && {
      field: content.field,
      docs: bytesFields(content.array, 1),
      beside: readSurroundings(data),
    }
  )
}

function bytesFields(bytes: Buffer, wanted: number): Buffer[] {
  const found: Buffer[] = []
  scanFields(
    bytes,
    ({ type, number, from, to }) => {
      if (type === WIRE.BYTES && number === wanted) found.push(bytes.subarray(from, to))
    },
    'the documents',
  )
  return found
}

function writeSlices({ field, docs, beside }: Slices): Buffer {
  const array = Buffer.allocUnsafe(docs.reduce((sum, doc) => sum + bytesFieldSize(doc.length), 0))
  docs.reduce((at, doc) => writeBytesField(array, at, 1, doc), 0)
  return writeContent({ field, array, beside })
}

/** DocumentProto: field 1. DocProto: the text (1) of the node (2) under the key (1) `id`. */
function idOf(doc: Buffer): string {
  if (generationOfOne(doc) === 'v1') return bytesFields(doc, 1).at(-1)?.toString('utf8') ?? ''
  for (const entry of bytesFields(doc, 1)) {
    if (bytesFields(entry, 1).at(-1)?.toString('utf8') !== 'id') continue
    const node = bytesFields(entry, 2).at(-1)
    return (node && bytesFields(node, 1).at(-1)?.toString('utf8')) ?? ''
  }
  return ''
}
