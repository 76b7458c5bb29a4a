import {
  create,
  createRegistry,
  equals,
  fromBinary,
  ScalarType,
  toBinary,
  type DescField,
  type DescMessage,
  type Message,
} from '@bufbuild/protobuf'
import type { Document } from '@flowdeck/shared'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DocumentArrayProtoSchema, DocumentProtoSchema } from '../gen/docarray_v1_pb.ts'
import { DocListProtoSchema, DocProtoSchema, NodeProtoSchema } from '../gen/docarray_v2_pb.ts'
import { DataRequestProtoSchema } from '../gen/jina_pb.ts'
import { joinParts } from '../gateway/joinParts.ts'
import { DocumentThreads } from '../threads/DocumentThreads.ts'
import { adoptOrigins } from './docProto.ts'
import { contentOf, readDocuments, writeDocuments } from './documents.ts'
import { readDocumentsInSlices, writeDocumentsInSlices } from './documentsInSlices.ts'
import { concatDocuments, filterDocuments, orderDocuments } from './documentSlices.ts'
import { emptyEnvelope, readEnvelope, writeEnvelope } from './envelope.ts'
import { mergeDocuments } from './mergeDocuments.ts'
import { bytesFieldSize, writeBytesField } from './wire.ts'

/** Numbers that no message has. */
const UNKNOWN = fc.constantFrom(1001, 2002, 536_870_911)
const unknown = fc.uniqueArray(
  fc.record({
    no: UNKNOWN,
    wireType: fc.constant(2),
    data: fc.uint8Array({ maxLength: 3 }).map((bytes) => Uint8Array.of(bytes.length, ...bytes)),
  }),
  { selector: ({ no }) => no, maxLength: 2 },
)

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 5 })
// Names of members of every object are names like any other.
const key = fc.oneof(text, fc.constantFrom('constructor', 'toString', 'id'))

function scalar(type: ScalarType): fc.Arbitrary<unknown> {
  switch (type) {
    case ScalarType.STRING:
      return text
    case ScalarType.BYTES:
      return fc.uint8Array({ minLength: 1, maxLength: 4 })
    case ScalarType.BOOL:
      return fc.constant(true)
    case ScalarType.FLOAT:
      return fc.float({ noNaN: true, min: 1, max: 1000 })
    case ScalarType.DOUBLE:
      return fc.double({ noNaN: true, min: -1e9, max: 1e9 }).filter((value) => !Object.is(value, -0))
    case ScalarType.UINT32:
      return fc.integer({ min: 1, max: 2 ** 32 - 1 })
    case ScalarType.INT64:
      return fc.bigInt({ min: 1n, max: 2n ** 40n })
    default:
      return fc.integer({ min: 1, max: 2 ** 31 - 1 })
  }
}

/** A Struct is plain JSON. */
const struct = fc.dictionary(
  key,
  fc.oneof(
    text,
    fc.double({ noNaN: true, min: -1e9, max: 1e9 }).map((n) => n + 0 || 0),
    fc.constant(null),
    fc.constant([1, { a: 'b' }]),
  ),
  { minKeys: 1, maxKeys: 3 },
)

function messageOf(desc: DescMessage, depth: number): fc.Arbitrary<Message> {
  if (desc.typeName === 'google.protobuf.Struct') return struct as unknown as fc.Arbitrary<Message>
  const own = depth > 0 ? desc.fields : desc.fields.filter((field) => !isNested(field))
  const single = own.filter(({ oneof }) => !oneof || oneof.fields.length === 1)
  const set = fc.record(Object.fromEntries(single.map((field) => [field.localName, valueOf(field, depth)])))
  const oneofs = desc.oneofs
    .map((oneof) => ({
      oneof,
      fields: own.filter((field) => field.oneof === oneof && oneof.fields.length > 1),
    }))
    .filter(({ fields }) => fields.length > 0)
    .map(({ oneof, fields }) =>
      fc
        .oneof(
          ...fields.map((field) => valueOf(field, depth).map((value) => ({ case: field.localName, value }))),
        )
        .map((content) => ({ [oneof.localName]: content })),
    )
  return fc.tuple(set, fc.tuple(...oneofs), unknown).map(([fields, chosen, $unknown]) => {
    const made = create(desc, Object.assign({}, fields, ...chosen) as never)
    if ($unknown.length > 0) made.$unknown = $unknown
    return consistent(made)
  })
}

function isNested({ fieldKind, message, ...field }: DescField): boolean {
  const found = message ?? (fieldKind === 'map' && 'message' in field ? field.message : undefined)
  return found !== undefined && /Document|Doc|NodeProto|OfAny/.test((found as DescMessage).typeName)
}

function valueOf(field: DescField, depth: number): fc.Arbitrary<unknown> {
  if (field.fieldKind === 'list') {
    const item =
      field.listKind === 'message' ? messageOf(field.message, depth - 1) : scalar(field.scalar as ScalarType)
    return fc.array(item, { minLength: 1, maxLength: 2 })
  }
  if (field.fieldKind === 'map') {
    const value =
      field.mapKind === 'message' ? messageOf(field.message, depth - 1) : scalar(field.scalar as ScalarType)
    return fc.dictionary(key, value, { minKeys: 1, maxKeys: 3 })
  }
  if (field.fieldKind === 'message') return messageOf(field.message, depth - 1)
  return field.fieldKind === 'enum' ? fc.constant(1) : scalar(field.scalar)
}

/** An array whose shape says something else than its bytes is no array. */
function consistent(message: Message): Message {
  if (message.$typeName.endsWith('DenseNdArrayProto'))
    Object.assign(message, { shape: [2], dtype: '<f4', buffer: new Uint8Array(8).fill(1) })
  return message
}

const LISTS = { v1: DocumentArrayProtoSchema, v2: DocListProtoSchema }

/** Documents with ids of their own, inside DataContentProto bytes with a field beside them. */
function dataOf(generation: 'v1' | 'v2'): fc.Arbitrary<Buffer> {
  const schema = LISTS[generation]
  return messageOf(schema, generation === 'v1' ? 3 : 5).map((list) => {
    for (const [i, doc] of (
      list as unknown as { docs: { id?: string; data?: Record<string, unknown> }[] }
    ).docs.entries()) {
      if (generation === 'v1') doc.id = `doc${i}`
      else if (doc.data)
        doc.data['id'] = create(NodeProtoSchema, { content: { case: 'text', value: `doc${i}` } })
    }
    const array = toBinary(schema, list as never)
    const content = Buffer.alloc(bytesFieldSize(array.length))
    writeBytesField(content, 0, 1, array)
    return Buffer.concat([content, BESIDE])
  })
}

/** Field 1001 of DataContentProto. */
const BESIDE = Buffer.from([0xca, 0x3e, 1, 7])

/** The first document again and again; with v1 within another one. */
function manyOf(generation: 'v1' | 'v2', data: Buffer): Buffer {
  const schema = LISTS[generation]
  const list = fromBinary(schema, contentOf(data)?.array as Buffer) as Message & { docs: Message[] }
  const [own = create(generation === 'v1' ? DocumentProtoSchema : DocProtoSchema)] = list.docs
  const many = Array<Message>(200).fill(own)
  list.docs =
    generation === 'v2' ? many : [create(DocumentProtoSchema, { id: 'outer', matches: many } as object), own]
  const array = toBinary(schema, list as never)
  const content = Buffer.alloc(bytesFieldSize(array.length))
  writeBytesField(content, 0, 1, array)
  return Buffer.concat([content, BESIDE])
}

function expectSame(generation: 'v1' | 'v2', got: Buffer | null, given: Buffer): void {
  const schema = LISTS[generation] as DescMessage
  const [a, b] = [got, given].map((data) => fromBinary(schema, contentOf(data)?.array as Buffer))
  if (!equals(schema, a as Message, b as Message, { unknown: true, registry: createRegistry() }))
    expect(a).toEqual(b)
  expect(got?.includes(BESIDE)).toBe(true)
}

describe.each(['v1', 'v2'] as const)('every field of docarray %s documents, known or not,', (generation) => {
  const options = (instead: Buffer) => ({ generation, instead })
  const holds = (check: (data: Buffer) => void | Promise<void>, numRuns = 60) =>
    fc.assert(
      fc.asyncProperty(dataOf(generation), async (data) => check(data)),
      { numRuns },
    )

  test('goes through documents that are read and written [FI-29]', async () => {
    await holds((data) => expectSame(generation, writeDocuments(readDocuments(data), options(data)), data))
  })

  test('goes through many documents that are read and written in slices', async () => {
    await holds(async (data) => {
      const many = manyOf(generation, data)
      const written = await writeDocumentsInSlices(await readDocumentsInSlices(many), options(many))
      expectSame(generation, written, many)
    }, 3)
  })

  test('goes through copies of documents, as an Executor may return them', async () => {
    await holds((data) => {
      const docs = readDocuments(data)
      const copies = docs.map((doc): Document => ({ ...doc }))
      if (generation === 'v2') adoptOrigins(copies, docs)
      expectSame(generation, writeDocuments(copies, options(data)), data)
    })
  })

  test('goes through a merge with documents that only have an id', async () => {
    await holds((data) => {
      const bare = readDocuments(data).map(({ id }) => ({ id }))
      const other = writeDocuments(bare, { generation })
      expectSame(generation, mergeDocuments([data, other]), data)
    })
  })

  test('goes through a filter, a new order and several requests in one', async () => {
    await holds(async (data) => {
      expectSame(
        generation,
        filterDocuments(data, () => true),
        data,
      )
      expectSame(generation, orderDocuments(data, ['doc0', 'doc1']), data)
      expectSame(generation, concatDocuments([data, null]), data)
    })
  })
})

test('every field of a request, known or not, goes through a Gateway that reads and joins it [FI-29]', async () => {
  const threads = new DocumentThreads()
  await fc.assert(
    fc.asyncProperty(messageOf(DataRequestProtoSchema, 4), async (message) => {
      // Documents have their own tests.
      Object.assign(message, { data: undefined })
      const bytes = Buffer.from(toBinary(DataRequestProtoSchema, message as never))
      const there = writeEnvelope(await joinParts([readEnvelope(bytes), emptyEnvelope('other')], threads))
      for (const written of [writeEnvelope(readEnvelope(bytes)), there]) {
        const again = fromBinary(DataRequestProtoSchema, written)
        if (
          !equals(DataRequestProtoSchema, again, message as never, {
            unknown: true,
            registry: createRegistry(),
          })
        )
          expect(again).toEqual(message)
      }
    }),
    { numRuns: 60 },
  )
})
