import { fromBinary } from '@bufbuild/protobuf'
import type { Document } from '@flowdeck/shared'
import { DocumentProtoSchema } from '../gen/docarray_v1_pb.ts'
import { documentFromProto } from './documentProto.ts'
import { decoding } from './status.ts'
import { WIRE, bytesFieldSize, scanFields, writeBytesField } from './wire.ts'

/** The documents of a request, each as it stands in the bytes (Jina 3.x: DataContentProto with docarray < 0.30). */
interface Slices {
  /** Field of DataContentProto that holds them: `docs` (1) or `docs_bytes` (2). */
  field: number
  docs: Buffer[]
}

/** Keeps the documents that pass; the bytes of those that stay are not touched. @throws RpcError INVALID_ARGUMENT */
export function filterDocuments(data: Buffer | null, keep: (doc: Document) => boolean): Buffer | null {
  const slices = readSlices(data)
  if (!slices) return data
  const docs = slices.docs.filter((bytes) =>
    keep(
      documentFromProto(
        decoding('the documents (docarray v1)', () => fromBinary(DocumentProtoSchema, bytes)),
      ),
    ),
  )
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
  const place = new Map(ids.map((id, i) => [id, i]))
  const placeOf = (bytes: Buffer) => place.get(idOf(bytes)) ?? ids.length
  return writeSlices({ ...slices, docs: slices.docs.toSorted((a, b) => placeOf(a) - placeOf(b)) })
}

function readSlices(data: Buffer | null): Slices | null {
  if (data === null || data.length === 0) return null
  let field = 0
  let array: Buffer | null = null
  scanFields(
    data,
    ({ type, number, from, to }) => {
      if (type !== WIRE.BYTES || (number !== 1 && number !== 2)) return
      field = number
      array = data.subarray(from, to)
    },
    'the documents',
  )
  if (array === null) return null
  return { field, docs: bytesFields(array, 1) }
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

function writeSlices({ field, docs }: Slices): Buffer {
  const array = Buffer.allocUnsafe(docs.reduce((sum, doc) => sum + bytesFieldSize(doc.length), 0))
  docs.reduce((at, doc) => writeBytesField(array, at, 1, doc), 0)
  const data = Buffer.allocUnsafe(bytesFieldSize(array.length))
  writeBytesField(data, 0, field, array)
  return data
}

/** DocumentProto: field 1. */
const idOf = (doc: Buffer) => bytesFields(doc, 1).at(-1)?.toString('utf8') ?? ''
