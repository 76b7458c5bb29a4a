import { create } from '@bufbuild/protobuf'
import { FlowError, type Document, type NdArray } from '@flowdeck/shared'
import {
  DenseNdArrayProtoSchema,
  DictOfAnyProtoSchema,
  DocListProtoSchema,
  DocProtoSchema,
  ListOfAnyProtoSchema,
  NdArrayProtoSchema,
  type NdArrayProto,
} from '../gen/docarray_v2_pb.ts'
import { node, originOf, valueOf, type DocProto, type NodeProto } from './docProto.ts'
import type { DocShape, FieldShape } from './docShape.ts'
import { withUnknown } from './unknownFields.ts'
import { Float, isJsonObject } from '../json/Float.ts'
import { writeJson } from '../json/writeJson.ts'
import { coerceBoolean, coerceNumber } from './coerce.ts'
import { tooManyDocuments } from './documentJson.ts'
import { fromNestedList } from './nestedList.ts'
import { fromTypedArray, isNdArray, isTypedArray } from './ndarray.ts'

const MAX_DEPTH = 64
const INT32 = 2 ** 31

interface Place {
  where: string
  depth: number
  /** How many more documents may be written, those in others included. */
  counted?: { left: number; limit: number } | undefined
  /** Within a dictionary that a class declares, objects with an `id` are no documents. */
  plain?: boolean | undefined
}

/**
 * A Document as docarray v2 sends it. `shape` is what the receiver declares: it tells a number from an integer and a list from a
 * tensor; without it the value itself decides, and what was read from the wire keeps its type.
 * @throws FlowError BAD_REQUEST that names the field when a value does not fit
 */
export function docToProto(
  doc: unknown,
  shape?: DocShape,
  { where, depth, instead, counted }: DocPlace = { where: 'document', depth: 0 },
): DocProto {
  if (counted && --counted.left < 0) throw tooManyDocuments(counted.limit)
  if (!isJsonObject(doc) || doc instanceof Uint8Array)
    throw bad(where, 'an object with the fields of the document', doc)
  if (depth > MAX_DEPTH)
    throw new FlowError('BAD_REQUEST', `${where} is nested deeper than ${MAX_DEPTH} levels`, {
      details: { where },
    })
  for (const key of shape?.required ?? [])
    if (doc[key] === undefined)
      throw new FlowError('BAD_REQUEST', `${where}.${key} is required`, {
        details: { where: `${where}.${key}` },
      })
  const origin = (originOf(doc) ?? instead?.get(doc['id'])) as DocProto | undefined
  const data: Record<string, NodeProto> = {}
  for (const [key, value] of Object.entries(doc)) {
    if (value === undefined) continue
    const before = origin && Object.hasOwn(origin.data, key) ? origin.data[key] : undefined
    if (key === 'id' && value === '') {
      // A Document that came without an id, or with one that is no text, goes back so.
      if (before) set(data, key, before)
      continue
    }
    const place = { where: `${where}.${key}`, depth: depth + 1, counted }
    const field = key === 'id' ? ID : shape?.fields.get(key)
    if (value === null && shape?.noNulls.has(key)) throw bad(place.where, WORDS[field?.kind ?? 'any'], null)
    set(
      data,
      key,
      before && valueOf(before) === value ? before : nodeOf(value, field, { ...place, before, key }),
    )
  }
  return withUnknown(create(DocProtoSchema, { data }), origin?.$unknown)
}

interface DocPlace extends Place {
  /** Documents that stood here when they were read, by id: a copy of one, such as `{...doc}`, is written like it. */
  instead?: ReadonlyMap<unknown, DocProto>
}

function byId(docs: readonly DocProto[]): ReadonlyMap<unknown, DocProto> {
  return new Map(docs.map((doc) => [doc.data['id']?.content.value, doc]))
}

const ID: FieldShape = { kind: 'text' }

interface NodePlace extends Place {
  /** The node that stood here when the Document was read. */
  before?: NodeProto | undefined
  key?: string
}

function nodeOf(value: unknown, shape: FieldShape | undefined, place: NodePlace): NodeProto {
  const { where, before, key } = place
  const wanted = shape?.kind === 'any' ? undefined : shape?.kind
  if (value === null || value === undefined) return node({ case: undefined }, before)
  if (value instanceof Uint8Array) {
    if (wanted !== undefined && wanted !== 'blob') throw bad(where, WORDS[wanted], value)
    return node({ case: 'blob', value }, before)
  }
  switch (typeof value) {
    case 'string':
      // Jina 3.x: bytes in JSON are the text's own bytes.
      if (wanted === 'blob') return node({ case: 'blob', value: Buffer.from(value) }, before)
      if (wanted !== undefined && wanted !== 'text') return coercedNode(value, wanted, place)
      return node(
        { case: 'text', value },
        key === 'id' ? { docarrayType: { case: 'type', value: 'id' }, $unknown: before?.$unknown } : before,
      )
    case 'boolean':
      if (wanted !== undefined && wanted !== 'boolean') return coercedNode(value, wanted, place)
      return node({ case: 'boolean', value }, before)
    case 'number':
      return numberNode(value, { wanted, float: !Number.isInteger(value) || Object.is(value, -0) }, place)
    case 'bigint':
      return numberNode(Number(value), { wanted, float: false, given: value }, place)
    case 'object':
      break
    default:
      throw bad(where, 'a value that can be sent', typeof value)
  }
  if (value instanceof Float) return numberNode(value.value, { wanted, float: true, given: value }, place)
  if (isNdArray(value)) return arrayNode(value, place)
  if (isTypedArray(value)) return arrayNode(fromTypedArray(value), place)
  return Array.isArray(value) ? listNode(value, shape, place) : objectNode(value, shape, place)
}

const WORDS: Record<FieldShape['kind'], string> = {
  text: 'a text',
  blob: 'bytes, as a text',
  integer: 'a whole number',
  float: 'a number',
  boolean: 'true or false',
  tensor: 'nested lists of numbers',
  dict: 'an object',
  list: 'a list',
  doc: 'a document',
  docs: 'a list of documents',
  any: 'anything',
}

/** A text, true or false where a class declares a number, or a text where it declares true or false: what pydantic makes of it. */
function coercedNode(value: string | boolean, wanted: FieldShape['kind'], place: NodePlace): NodeProto {
  if (wanted === 'integer' || wanted === 'float') {
    const number = coerceNumber(value)
    if (number !== null) return numberNode(number, { wanted, float: false }, place)
  }
  const boolean = wanted === 'boolean' ? coerceBoolean(value) : null
  if (boolean === null) throw bad(place.where, WORDS[wanted], value)
  return node({ case: 'boolean', value: boolean }, place.before)
}

interface NumberFacts {
  wanted: FieldShape['kind'] | undefined
  /** Whether it is a float even if its value is whole. */
  float: boolean
  /** As it was given, where the number has lost something. */
  given?: bigint | Float
}

function numberNode(
  value: number,
  { wanted, float, given }: NumberFacts,
  { where, before }: NodePlace,
): NodeProto {
  if (wanted === 'boolean') {
    const boolean = coerceBoolean(value)
    if (boolean !== null) return node({ case: 'boolean', value: boolean }, before)
  }
  if (wanted !== undefined && wanted !== 'integer' && wanted !== 'float')
    throw bad(where, WORDS[wanted], given ?? value)
  // A class that declares a float gets the nearest one, as from Python; where none is declared, no digit may be lost unsaid.
  if (wanted === undefined && typeof given === 'bigint' && BigInt(value) !== given)
    throw bad(where, 'a number that int32 or a float holds', given)
  const fits = Number.isInteger(value) && value >= -INT32 && value < INT32
  if (wanted === 'integer' && !fits)
    throw Number.isInteger(value)
      ? new FlowError(
          'BAD_REQUEST',
          `${where} is ${writeJson(given ?? value, 'python')}, and docarray v2 sends whole numbers as int32`,
          {
            details: { where },
          },
        )
      : bad(where, WORDS.integer, given ?? value)
  const asInteger =
    wanted === 'integer' || (wanted === undefined && fits && before?.content.case !== 'float' && !float)
  return node(asInteger ? { case: 'integer', value } : { case: 'float', value }, before)
}

function listNode(value: unknown[], shape: FieldShape | undefined, place: NodePlace): NodeProto {
  const { where, depth, counted } = place
  const before = (originOf(value) as NodeProto | undefined) ?? place.before
  const was = before?.content.case
  const wanted = shape?.kind === 'any' ? undefined : shape?.kind
  if (wanted === 'tensor') return arrayNode(fromNestedList(value, where, 'v2'), place)
  if (wanted !== undefined && wanted !== 'list' && wanted !== 'docs') throw bad(where, WORDS[wanted], value)
  if (depth > MAX_DEPTH) throw bad(where, `at most ${MAX_DEPTH} levels`, 'more')
  const asDocs =
    wanted === 'docs' ||
    (wanted === undefined &&
      (was === 'docArray' || (was === undefined && !place.plain && looksLikeDocs(value))))
  if (asDocs) {
    const inner = shape?.kind === 'docs' ? shape.doc() : undefined
    const list = before?.content.case === 'docArray' ? before.content.value : undefined
    const instead = byId(list?.docs ?? [])
    const docs = value.map((item, i) =>
      docToProto(item, inner, { where: `${where}[${i}]`, depth: depth + 1, instead, counted }),
    )
    const made = withUnknown(create(DocListProtoSchema, { docs }), list?.$unknown)
    return node({ case: 'docArray', value: made }, before)
  }
  const items = shape?.kind === 'list' ? shape.items : undefined
  const nullAt = shape?.kind === 'list' && shape.noNulls ? value.indexOf(null) : -1
  if (nullAt >= 0) throw bad(`${where}[${nullAt}]`, WORDS[items?.kind ?? 'any'], null)
  const known = isItems(before) ? before.content.value : undefined
  const data = value.map((item, i) =>
    itemNode(item, items, {
      where: `${where}[${i}]`,
      depth: depth + 1,
      before: known?.data[i],
      counted,
      plain: place.plain,
    }),
  )
  const list = withUnknown(create(ListOfAnyProtoSchema, { data }), known?.$unknown)
  return node({ case: was === 'set' || was === 'tuple' ? was : 'list', value: list }, before)
}

type Items = NodeProto & { content: Extract<NodeProto['content'], { case: 'list' | 'set' | 'tuple' }> }

function isItems(before: NodeProto | undefined): before is Items {
  const kind = before?.content.case
  return kind === 'list' || kind === 'set' || kind === 'tuple'
}

/** One item of a list or dict: the very node that stood there when it was not changed. */
function itemNode(item: unknown, shape: FieldShape | undefined, place: NodePlace): NodeProto {
  const { before } = place
  return before && valueOf(before) === item ? before : nodeOf(item, shape, place)
}

function objectNode(value: object, shape: FieldShape | undefined, place: NodePlace): NodeProto {
  const { where, depth, counted } = place
  const origin = originOf(value)
  const wanted = shape?.kind === 'any' ? undefined : shape?.kind
  if (wanted !== undefined && wanted !== 'doc' && wanted !== 'dict') throw bad(where, WORDS[wanted], value)
  const plain = place.plain || (shape?.kind === 'dict' && !shape.ofDocs)
  const dict = origin && 'content' in origin && typeof origin.content === 'object' ? origin : undefined
  const was = dict ? 'dict' : origin ? 'doc' : place.before?.content.case
  if (
    wanted === 'doc' ||
    (wanted === undefined && (was === 'doc' || (was !== 'dict' && !plain && looksLikeDocs([value]))))
  ) {
    const instead = byId(place.before?.content.case === 'doc' ? [place.before.content.value] : [])
    const doc = docToProto(value, shape?.kind === 'doc' ? shape.doc() : undefined, {
      where,
      depth: depth + 1,
      instead,
      counted,
    })
    return node({ case: 'doc', value: doc }, place.before)
  }
  if (depth > MAX_DEPTH) throw bad(where, `at most ${MAX_DEPTH} levels`, 'more')
  const data: Record<string, NodeProto> = {}
  const before = dict ?? place.before
  const known = before?.content.case === 'dict' ? before.content.value : undefined
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue
    const kept = known && Object.hasOwn(known.data, key) ? known.data[key] : undefined
    set(
      data,
      key,
      itemNode(item, undefined, {
        where: `${where}.${key}`,
        depth: depth + 1,
        before: kept,
        counted,
        plain,
      }),
    )
  }
  const made = withUnknown(create(DictOfAnyProtoSchema, { data }), known?.$unknown)
  return node({ case: 'dict', value: made }, before)
}

/** Objects with an `id` are taken for documents: docarray gives each one. */
function looksLikeDocs(items: unknown[]): boolean {
  return (
    items.length > 0 &&
    items.every(
      (item) => typeof item === 'object' && item !== null && typeof (item as Document).id === 'string',
    )
  )
}

function arrayNode(array: NdArray, { where, before }: NodePlace): NodeProto {
  const origin = originOf(array) as NdArrayProto | undefined
  if (array.shape.some((size) => !Number.isInteger(size) || size < 0))
    throw bad(`${where}.shape`, 'whole numbers', array.shape)
  const dense = create(DenseNdArrayProtoSchema, {
    buffer: array.buffer,
    shape: array.shape,
    dtype: array.dtype,
  })
  const made = create(NdArrayProtoSchema, {
    dense: withUnknown(dense, origin?.dense?.$unknown),
    ...(origin?.parameters ? { parameters: origin.parameters } : {}),
  })
  const type = { docarrayType: { case: 'type' as const, value: 'ndarray' }, $unknown: before?.$unknown }
  return node(
    { case: 'ndarray', value: withUnknown(made, origin?.$unknown) },
    before?.content.case === 'ndarray' || before?.docarrayType?.case ? before : type,
  )
}

/** `__proto__` is a field like any other. */
function set(target: Record<string, NodeProto>, key: string, value: NodeProto): void {
  Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true })
}

function bad(where: string, wanted: string, found: unknown): FlowError {
  const shown = found instanceof Uint8Array ? 'bytes' : writeJson(found, 'python').slice(0, 80)
  return new FlowError('BAD_REQUEST', `${where} must be ${wanted}, not ${shown}`, { details: { where } })
}
