import type { Document } from '@flowdeck/shared'
import { SliceClock } from '../json/slices.ts'
import { readDoc } from './docProto.ts'
import { readDocument, writeDocument } from './documentProto.ts'
import {
  contentOf,
  generationOf,
  readDocuments,
  readSurroundings,
  writeContent,
  writeDocuments,
  writeOne,
  type WriteOptions,
} from './documents.ts'
import { WIRE, bytesFieldSize, otherFields, scanFields, writeBytesField } from './wire.ts'

/** Bytes, and documents with those in them, from which reading and writing is cut into slices. */
const MANY_BYTES = 32 * 1024
const MANY = 200
/** Documents within documents beyond this depth are left to the reader of protobuf, which has a limit of its own. */
const MAX_DEPTH = 50

/** Fields of DocumentProto (v1) that hold documents. */
const INNER = [
  [14, 'chunks'],
  [15, 'matches'],
] as const

/** As `readDocuments`; many in slices, between which the event loop goes on. @throws RpcError INVALID_ARGUMENT */
export async function readDocumentsInSlices(data: Buffer | null): Promise<Document[]> {
  const content = contentOf(data)
  if (!content || content.array.length < MANY_BYTES) return readDocuments(data)
  const clock = new SliceClock()
  if (generationOf(data) === 'v1')
    return await readEach(content.array, 1, { clock, read: (bytes) => readV1(bytes, clock, 1) })
  return await readEach(content.array, 1, { clock, read: readDoc })
}

async function readV1(bytes: Buffer, clock: SliceClock, depth: number): Promise<Document> {
  if (bytes.length < MANY_BYTES || depth > MAX_DEPTH) return readDocument(bytes)
  const doc = readDocument(otherFields(bytes, [14, 15], 'the document (docarray v1)'))
  for (const [field, key] of INNER) {
    const inner = await readEach(bytes, field, { clock, read: (one) => readV1(one, clock, depth + 1) })
    if (inner.length > 0) doc[key] = inner
  }
  return doc
}

async function readEach(
  bytes: Buffer,
  wanted: number,
  { clock, read }: { clock: SliceClock; read: (bytes: Buffer) => Document | Promise<Document> },
): Promise<Document[]> {
  const ends: number[] = []
  scanFields(
    bytes,
    ({ number, type, from, to }) => {
      if (number === wanted && type === WIRE.BYTES) ends.push(from, to)
    },
    'the documents',
  )
  const docs: Document[] = []
  for (let i = 0; i < ends.length; i += 2) {
    docs.push(await read(bytes.subarray(ends[i], ends[i + 1])))
    const rest = clock.rest()
    if (rest) await rest
  }
  return docs
}

/** As `writeDocuments`; many in slices, between which the event loop goes on. @throws as `writeDocuments` */
export async function writeDocumentsInSlices(
  docs: readonly Document[],
  options: WriteOptions,
): Promise<Buffer> {
  if (!areMany(docs)) return writeDocuments(docs, options)
  const clock = new SliceClock()
  const write = (doc: Document, i: number) =>
    options.generation === 'v1'
      ? writeV1(doc, { options, clock, depth: 1 })
      : writeOne(doc, { ...options, where: `data[${i}]` })
  const { instead = null } = options
  const array = Buffer.concat(await writeEach(docs, 1, { clock, write }))
  return writeContent({ field: contentOf(instead)?.field ?? 1, array, beside: readSurroundings(instead) })
}

interface Writing {
  options: WriteOptions
  clock: SliceClock
  depth: number
}

async function writeV1(doc: Document, { options, clock, depth }: Writing): Promise<Buffer> {
  if (depth > MAX_DEPTH || !areMany([doc])) return writeOne(doc, options)
  const alone = Object.create(doc, { chunks: { value: [] }, matches: { value: [] } }) as Document
  const pieces: Uint8Array[] = [writeDocument(alone, options.arrayType)]
  for (const [field, key] of INNER) {
    const write = (one: Document) => writeV1(one, { options, clock, depth: depth + 1 })
    pieces.push(...(await writeEach(doc[key] ?? [], field, { clock, write })))
  }
  return Buffer.concat(pieces)
}

async function writeEach(
  docs: readonly Document[],
  field: number,
  { clock, write }: { clock: SliceClock; write: (doc: Document, index: number) => Buffer | Promise<Buffer> },
): Promise<Buffer[]> {
  const pieces: Buffer[] = []
  for (const [i, doc] of docs.entries()) {
    const bytes = await write(doc, i)
    const piece = Buffer.allocUnsafe(bytesFieldSize(bytes.length))
    writeBytesField(piece, 0, field, bytes)
    pieces.push(piece)
    const rest = clock.rest()
    if (rest) await rest
  }
  return pieces
}

/** Whether there are many documents, those in `chunks` and `matches` included. */
function areMany(docs: readonly Document[]): boolean {
  let count = 0
  const open: unknown[] = [docs]
  while (open.length > 0) {
    const list = open.pop()
    // A document of an Executor may be anything, and only its writer says what is wrong with it.
    if (!Array.isArray(list)) continue
    count += list.length
    if (count >= MANY) return true
    for (const doc of list as (Partial<Document> | null)[]) open.push(doc?.chunks, doc?.matches)
  }
  return false
}
