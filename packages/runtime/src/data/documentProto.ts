import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import type { Document, JsonObject, NamedScore, NdArray } from '@flowdeck/shared'
import {
  DocumentArrayProtoSchema,
  DocumentProtoSchema,
  type DocumentProto,
  DenseNdArrayProtoSchema,
  NamedScoreProtoSchema,
  NdArrayProtoSchema,
  type NamedScoreProto,
  type NdArrayProto,
} from '../gen/docarray_v1_pb.ts'
import { RpcError, STATUS } from '../transport/rpcError.ts'
import { decoding } from './status.ts'
import { keepBeside, readKept } from './kept.ts'
import { denseArray } from './ndarray.ts'
import { withUnknown } from './unknownFields.ts'
import { toPlainJson } from './struct.ts'

/** What a reader in Python makes of an array. */
export type ArrayType = 'numpy' | 'list'

/** Documents of a DocumentArrayProto (Jina 3.x with docarray < 0.30). @throws RpcError INVALID_ARGUMENT */
export function readDocumentArray(bytes: Uint8Array): Document[] {
  return decoding('the documents (docarray v1)', () => fromBinary(DocumentArrayProtoSchema, bytes)).docs.map(
    documentFromProto,
  )
}

/** One Document from DocumentProto bytes. @throws RpcError INVALID_ARGUMENT */
export function readDocument(bytes: Uint8Array): Document {
  return documentFromProto(
    decoding('the document (docarray v1)', () => fromBinary(DocumentProtoSchema, bytes)),
  )
}

/** DocumentProto bytes of one Document. @throws as `writeDocumentArray` */
export function writeDocument(doc: Document, arrayType: ArrayType | null = null): Uint8Array {
  const proto = toProto(doc)
  if (arrayType !== null) nameArrays(proto, arrayType)
  return decodingOut(() => toBinary(DocumentProtoSchema, proto))
}

/** DocumentArrayProto bytes. @throws RpcError INVALID_ARGUMENT when a value does not fit its field */
export function writeDocumentArray(
  docs: readonly Document[],
  arrayType: ArrayType | null = null,
): Uint8Array {
  const array = create(DocumentArrayProtoSchema, { docs: docs.map(toProto) })
  if (arrayType !== null) for (const doc of array.docs) nameArrays(doc, arrayType)
  return decodingOut(() => toBinary(DocumentArrayProtoSchema, array))
}

/** Jina 3.x: `output_array_type` decides what a reader in Python makes of an array; the numbers are the same. */
function nameArrays({ content, embedding, chunks, matches }: DocumentProto, arrayType: ArrayType): void {
  for (const array of [content.case === 'tensor' ? content.value : undefined, embedding])
    if (array?.content.case === 'dense') array.clsName = arrayType
  for (const doc of [...chunks, ...matches]) nameArrays(doc, arrayType)
}

function decodingOut<T>(encode: () => T): T {
  try {
    return encode()
  } catch (thrown) {
    throw new RpcError(STATUS.INVALID_ARGUMENT, `a document cannot be sent: ${(thrown as Error).message}`)
  }
}

/** A decoded DocumentProto as plain data. */
function documentFromProto(proto: DocumentProto): Document {
  const doc: Document = { id: proto.id }
  if (proto.content.case === 'text') doc.text = proto.content.value
  else if (proto.content.case === 'blob') doc.blob = proto.content.value
  else if (proto.content.case === 'tensor') assign(doc, 'tensor', fromNdArray(proto.content.value))
  if (proto.embedding) assign(doc, 'embedding', fromNdArray(proto.embedding))
  if (proto.granularity) doc.granularity = proto.granularity
  if (proto.adjacency) doc.adjacency = proto.adjacency
  if (proto.parentId) doc.parent_id = proto.parentId
  if (proto.weight) doc.weight = proto.weight
  if (proto.uri) doc.uri = proto.uri
  if (proto.modality) doc.modality = proto.modality
  if (proto.mimeType) doc.mime_type = proto.mimeType
  if (proto.offset) doc.offset = proto.offset
  if (proto.location.length > 0) doc.location = proto.location
  if (proto.chunks.length > 0) doc.chunks = proto.chunks.map(documentFromProto)
  if (proto.matches.length > 0) doc.matches = proto.matches.map(documentFromProto)
  if (proto.tags) doc.tags = proto.tags
  if (Object.keys(proto.scores).length > 0) doc.scores = mapScores(proto.scores, fromScore)
  if (Object.keys(proto.evaluations).length > 0) doc.evaluations = mapScores(proto.evaluations, fromScore)
  if (proto.Metadata) doc._metadata = proto.Metadata
  return keepBeside(doc, {
    unknown: proto.$unknown,
    ...(proto.content.case === 'tensor' && doc.tensor === undefined ? { tensor: proto.content.value } : {}),
    ...(proto.embedding && doc.embedding === undefined ? { embedding: proto.embedding } : {}),
  })
}

function assign(doc: Document, key: 'tensor' | 'embedding', value: NdArray | null): void {
  if (value !== null) doc[key] = value
}

function toProto(doc: Document): DocumentProto {
  if (typeof doc !== 'object' || doc === null)
    throw new RpcError(STATUS.INVALID_ARGUMENT, `a document must be an object, not ${JSON.stringify(doc)}`)
  const proto = create(DocumentProtoSchema, { id: doc.id ?? '' })
  if (doc.text !== undefined) proto.content = { case: 'text', value: doc.text }
  else if (doc.blob !== undefined) proto.content = { case: 'blob', value: doc.blob }
  else if (doc.tensor !== undefined) proto.content = { case: 'tensor', value: toNdArray(doc.tensor) }
  const kept = readKept(doc)
  if (proto.content.case === undefined && kept.tensor) proto.content = { case: 'tensor', value: kept.tensor }
  if (doc.embedding !== undefined) proto.embedding = toNdArray(doc.embedding)
  else if (kept.embedding) proto.embedding = kept.embedding
  if (doc.granularity !== undefined) proto.granularity = doc.granularity
  if (doc.adjacency !== undefined) proto.adjacency = doc.adjacency
  if (doc.parent_id !== undefined) proto.parentId = doc.parent_id
  if (doc.weight !== undefined) proto.weight = doc.weight
  if (doc.uri !== undefined) proto.uri = doc.uri
  if (doc.modality !== undefined) proto.modality = doc.modality
  if (doc.mime_type !== undefined) proto.mimeType = doc.mime_type
  if (doc.offset !== undefined) proto.offset = doc.offset
  if (doc.location !== undefined) proto.location = doc.location
  if (doc.chunks !== undefined) proto.chunks = doc.chunks.map(toProto)
  if (doc.matches !== undefined) proto.matches = doc.matches.map(toProto)
  if (doc.tags !== undefined) proto.tags = toPlainJson(doc.tags) as JsonObject
  if (doc.scores !== undefined) proto.scores = mapScores(doc.scores, toScore)
  if (doc.evaluations !== undefined) proto.evaluations = mapScores(doc.evaluations, toScore)
  if (doc._metadata !== undefined) proto.Metadata = toPlainJson(doc._metadata) as JsonObject
  return withUnknown(proto, kept.unknown)
}

function mapScores<A, B>(scores: Record<string, A>, convert: (score: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(scores).map(([name, score]) => [name, convert(score)]))
}

function fromScore(proto: NamedScoreProto): NamedScore {
  const score: NamedScore = {
    value: proto.value,
    ...(proto.opName ? { op_name: proto.opName } : {}),
    ...(proto.description ? { description: proto.description } : {}),
    ...(proto.refId ? { ref_id: proto.refId } : {}),
  }
  return keepBeside(score, { unknown: proto.$unknown })
}

function toScore(score: NamedScore): NamedScoreProto {
  const proto = create(NamedScoreProtoSchema, {
    value: score.value,
    opName: score.op_name ?? '',
    description: score.description ?? '',
    refId: score.ref_id ?? '',
  })
  return withUnknown(proto, readKept(score).unknown)
}

function fromNdArray(proto: NdArrayProto): NdArray | null {
  if (proto.content.case !== 'dense') return null
  const plain = proto.clsName === 'numpy' && !proto.parameters && !proto.$unknown
  const array = denseArray(proto.content.value)
  return plain && !proto.content.value.$unknown ? array : keepBeside(array, { array: proto })
}

function toNdArray(array: NdArray): NdArrayProto {
  const before = readKept(array).array
  const dense = create(DenseNdArrayProtoSchema, {
    buffer: array.buffer,
    shape: array.shape,
    dtype: array.dtype,
  })
  const was = before?.content.case === 'dense' ? before.content.value.$unknown : undefined
  const proto = create(NdArrayProtoSchema, {
    content: { case: 'dense', value: withUnknown(dense, was) },
    // Jina 3.x: an array made here has to be called something; with an empty cls_name it reads as no value in Python.
    clsName: before ? before.clsName : 'numpy',
    ...(before?.parameters ? { parameters: before.parameters } : {}),
  })
  return withUnknown(proto, before?.$unknown)
}
