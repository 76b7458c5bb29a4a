import type { DocarrayGeneration, Document } from '@flowdeck/shared'
import { toBinary } from '@bufbuild/protobuf'
import { DocProtoSchema } from '../gen/docarray_v2_pb.ts'
import { readDoc, readDocList, writeDocList } from './docProto.ts'
import type { DocShape } from './docShape.ts'
import {
  readDocument,
  readDocumentArray,
  type ArrayType,
  writeDocument,
  writeDocumentArray,
} from './documentProto.ts'
import {
  WIRE,
  bytesFieldSize,
  mergeFields,
  otherFields,
  scanFewFields,
  scanFields,
  writeBytesField,
} from './wire.ts'
import { docToProto } from './writeDoc.ts'

/** Where the documents of a request stand: a DocumentArrayProto (v1) or a DocListProto (v2), and the field that holds it. */
export interface DocumentsContent {
  /** Field of DataContentProto: `docs` (1) or `docs_bytes` (2). */
  field: number
  array: Buffer
}

/** Fields beside the documents that no schema here knows, tags included. */
export interface Surroundings {
  /** Of DataContentProto. */
  content: Buffer
  /** Of the list of documents. */
  list: Buffer
}

const NOTHING = Buffer.alloc(0)

/** What stands beside the documents in DataContentProto bytes of one or several requests. @throws RpcError INVALID_ARGUMENT */
export function readSurroundings(...parts: readonly (Buffer | null)[]): Surroundings {
  const contents = parts.map((part) => (part ? otherFields(part, [1, 2], 'the documents') : NOTHING))
  const lists = parts.map((part) => otherFields(contentOf(part)?.array ?? NOTHING, [1], 'the documents'))
  return { content: mergeFields(contents, 'the documents'), list: mergeFields(lists, 'the documents') }
}

/** The content of DataContentProto bytes; null when it holds no documents. @throws RpcError INVALID_ARGUMENT */
export function contentOf(data: Buffer | null): DocumentsContent | null {
  if (data === null || data.length === 0) return null
  let field = 0
  let array: Buffer | null = null
  scanFewFields(
    data,
    ({ type, number, from, to }) => {
      if (type !== WIRE.BYTES || (number !== 1 && number !== 2)) return
      field = number
      array = data.subarray(from, to)
    },
    'the documents',
  )
  return array === null ? null : { field, array }
}

/**
 * Which docarray wrote documents, told by their bytes; null when there are none.
 * Jina 3.x: both send a list of messages; a v1 document begins with its id, a v2 document is a map and nothing else.
 */
export function generationOf(data: Buffer | null): DocarrayGeneration | null {
  const content = contentOf(data)
  return content ? generationOfArray(content.array) : null
}

function generationOfArray(array: Buffer): DocarrayGeneration | null {
  // Every request comes through here: the first document alone tells, and mostly its first bytes do.
  if (array.length === 0) return null
  if (array[0] === LIST_ITEM && (array[1] as number) < 0x80)
    return generationOfOne(array.subarray(2, 2 + (array[1] as number)))
  let found: DocarrayGeneration | null = null
  scanFields(
    array,
    ({ number, type, from, to }) => {
      if (found === null && number === 1 && type === WIRE.BYTES)
        found = generationOfOne(array.subarray(from, to))
    },
    'the documents',
  )
  return found
}

/** The tag of field 1, length-delimited. */
const LIST_ITEM = 0x0a

/** Which docarray wrote one document (DocumentProto or DocProto bytes). @throws RpcError INVALID_ARGUMENT */
export function generationOfOne(bytes: Buffer): DocarrayGeneration {
  // A map entry begins with its key, field 1; the id of a v1 document is a text, and none begins with a line feed.
  if (bytes[0] !== LIST_ITEM || ((bytes[1] as number) < 0x80 && bytes[2] !== LIST_ITEM)) return 'v1'
  let entries = 0
  let maps = true
  let others = false
  scanFields(
    bytes,
    ({ number, type, from, to }) => {
      if (number === 1 && type === WIRE.BYTES) maps &&= entries++ > 0 || isMapEntry(bytes.subarray(from, to))
      else others ||= number <= LAST_OF_V1
    },
    'a document',
  )
  // A v1 document has one id, and fields beside it; fields of a v2 document that are not known here have other numbers.
  return maps && entries > 0 && (entries > 1 || !others) ? 'v2' : 'v1'
}

/** The highest number of a field of DocumentProto (v1). */
const LAST_OF_V1 = 20

/** A key and a value, both length-delimited, before anything else: no id of a v1 document looks like this. */
function isMapEntry(bytes: Buffer): boolean {
  const numbers: number[] = []
  try {
    scanFields(bytes, ({ number, type }) => numbers.push(type === WIRE.BYTES ? number : -1), 'a document')
  } catch {
    return false
  }
  return numbers[0] === 1 && numbers[1] === 2 && numbers.slice(2).every((number) => number < 0 || number > 2)
}

/** Reads the documents of a request, whichever docarray wrote them. @throws RpcError INVALID_ARGUMENT */
export function readDocuments(data: Buffer | null): Document[] {
  const content = contentOf(data)
  if (!content) return []
  return generationOfArray(content.array) === 'v2'
    ? readDocList(content.array)
    : readDocumentArray(content.array)
}

/** What the reader of documents expects. */
export interface WriteOptions {
  generation: DocarrayGeneration
  /** Fields that a v2 receiver declares. */
  shape?: DocShape | undefined
  /** What v1 arrays are called; what they were unless told. */
  arrayType?: ArrayType | null | undefined
  /** The documents that these stand for: unknown fields beside them, and the field that holds them, stay (DataContentProto bytes). */
  instead?: Buffer | null
  /** Where the document stands, for errors. */
  where?: string
  /** How many more documents may be written, those in others included. */
  counted?: { left: number; limit: number }
}

const V1: WriteOptions = { generation: 'v1' }

/** DataContentProto bytes of documents. @throws RpcError INVALID_ARGUMENT, FlowError BAD_REQUEST for a value that does not fit its field */
export function writeDocuments(
  docs: readonly Document[],
  { generation, shape, arrayType, instead = null }: WriteOptions = V1,
): Buffer {
  const array =
    generation === 'v2'
      ? writeDocList(docs.map((doc, i) => docToProto(doc, shape, { where: `data[${i}]`, depth: 0 })))
      : writeDocumentArray(docs, arrayType)
  return writeContent({ field: contentOf(instead)?.field ?? 1, array, beside: readSurroundings(instead) })
}

/** DataContentProto bytes of a list of documents. */
export function writeContent({
  field,
  array,
  beside,
}: {
  field: number
  array: Uint8Array
  beside: Surroundings
}): Buffer {
  const list = beside.list.length === 0 ? array : Buffer.concat([array, beside.list])
  const data = Buffer.allocUnsafe(bytesFieldSize(list.length))
  writeBytesField(data, 0, field, list)
  return beside.content.length === 0 ? data : Buffer.concat([data, beside.content])
}

/** One document of a stream (Jina 3.x: SingleDocumentRequestProto). @throws RpcError INVALID_ARGUMENT */
export function readOne(bytes: Buffer): Document {
  return generationOfOne(bytes) === 'v2' ? readDoc(bytes) : readDocument(bytes)
}

/** DocumentProto or DocProto bytes of one document. @throws as writeDocuments */
export function writeOne(
  doc: Document,
  { generation, shape, arrayType, where = 'document', counted }: WriteOptions,
): Buffer {
  if (generation === 'v2')
    return Buffer.from(toBinary(DocProtoSchema, docToProto(doc, shape, { where, depth: 0, counted })))
  return Buffer.from(writeDocument(doc, arrayType))
}
