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
import { fromNestedList, fromTypedArray, isNdArray, isTypedArray } from './ndarray.ts'

const MAX_DEPTH = 64
const INT32 = 2 ** 31

interface Place {
  where: string
  depth: number
}

/**
 * A Document as docarray v2 sends it. `shape` is what the receiver declares: it tells a number from an integer and a list from a
 * tensor; without it the value itself decides, and what was read from the wire keeps its type.
 * @throws FlowError BAD_REQUEST that names the field when a value does not fit
 */
export function docToProto(
  doc: unknown,
  shape?: DocShape,
  { where, depth }: Place = { where: 'document', depth: 0 },
): DocProto {
  if (typeof doc !== 'object' || doc === null || Array.isArray(doc) || doc instanceof Uint8Array)
    throw bad(where, 'an object with the fields of the document', doc)
  if (depth > MAX_DEPTH)
    throw new FlowError('BAD_REQUEST', `${where} is nested deeper than ${MAX_DEPTH} levels`, {
      details: { where },
    })
  for (const key of shape?.required ?? [])
    if ((doc as Record<string, unknown>)[key] === undefined)
      throw new FlowError('BAD_REQUEST', `${where}.${key} is required`, {
        details: { where: `${where}.${key}` },
      })
  const origin = originOf(doc) as DocProto | undefined
  const data: Record<string, NodeProto> = {}
  for (const [key, value] of Object.entries(doc)) {
    // A Document that came without an id goes back without one.
    if (value === undefined || (key === 'id' && value === '')) continue
    const before = origin && Object.hasOwn(origin.data, key) ? origin.data[key] : undefined
    const place = { where: `${where}.${key}`, depth: depth + 1 }
    set(
      data,
      key,
      before && valueOf(before) === value
        ? before
        : nodeOf(value, key === 'id' ? ID : shape?.fields.get(key), { ...place, before, key }),
    )
  }
  const made = create(DocProtoSchema, { data })
  if (origin?.$unknown) made.$unknown = origin.$unknown
  return made
}

const ID: FieldShape = { kind: 'text' }

interface NodePlace extends Place {
  /** The node that stood here when the Document was read. */
  before?: NodeProto | undefined
  key?: string
}

function nodeOf(value: unknown, shape: FieldShape | undefined, place: NodePlace): NodeProto {
  const { where, before, key } = place
  const type = before?.docarrayType
  const wanted = shape?.kind === 'any' ? undefined : shape?.kind
  if (value === null || value === undefined) return node({ case: undefined }, type)
  if (value instanceof Uint8Array) {
    if (wanted !== undefined && wanted !== 'blob') throw bad(where, WORDS[wanted], value)
    return node({ case: 'blob', value }, type)
  }
  switch (typeof value) {
    case 'string':
      // Jina 3.x: bytes in JSON are the text's own bytes.
      if (wanted === 'blob') return node({ case: 'blob', value: Buffer.from(value) }, type)
      if (wanted !== undefined && wanted !== 'text') throw bad(where, WORDS[wanted], value)
      return node({ case: 'text', value }, key === 'id' ? { case: 'type', value: 'id' } : type)
    case 'boolean':
      if (wanted !== undefined && wanted !== 'boolean') throw bad(where, WORDS[wanted], value)
      return node({ case: 'boolean', value }, type)
    case 'number':
    case 'bigint':
      return numberNode(Number(value), wanted, place)
    case 'object':
      break
    default:
      throw bad(where, 'a value that can be sent', typeof value)
  }
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

function numberNode(
  value: number,
  wanted: FieldShape['kind'] | undefined,
  { where, before }: NodePlace,
): NodeProto {
  const type = before?.docarrayType
  if (wanted !== undefined && wanted !== 'integer' && wanted !== 'float')
    throw bad(where, WORDS[wanted], value)
  const fits = Number.isInteger(value) && value >= -INT32 && value < INT32
  if (wanted === 'integer' && !fits)
    throw Number.isInteger(value)
      ? new FlowError('BAD_REQUEST', `${where} is ${value}, and docarray v2 sends whole numbers as int32`, {
          details: { where },
        })
      : bad(where, WORDS.integer, value)
  const asInteger =
    wanted === 'integer' ||
    (wanted === undefined && fits && before?.content.case !== 'float' && !Object.is(value, -0))
  return node(asInteger ? { case: 'integer', value } : { case: 'float', value }, type)
}

function listNode(value: unknown[], shape: FieldShape | undefined, place: NodePlace): NodeProto {
  const { where, depth } = place
  const origin = originOf(value) as NodeProto | undefined
  const was = origin?.content.case ?? place.before?.content.case
  const type = (origin ?? place.before)?.docarrayType
  const wanted = shape?.kind === 'any' ? undefined : shape?.kind
  if (wanted === 'tensor') return arrayNode(fromNestedList(value, where), place)
  if (wanted !== undefined && wanted !== 'list' && wanted !== 'docs') throw bad(where, WORDS[wanted], value)
  if (depth > MAX_DEPTH) throw bad(where, `at most ${MAX_DEPTH} levels`, 'more')
  const asDocs =
    wanted === 'docs' ||
    (wanted === undefined && (was === 'docArray' || (was === undefined && looksLikeDocs(value))))
  if (asDocs) {
    const inner = shape?.kind === 'docs' ? shape.doc() : undefined
    const docs = value.map((item, i) =>
      docToProto(item, inner, { where: `${where}[${i}]`, depth: depth + 1 }),
    )
    return node({ case: 'docArray', value: create(DocListProtoSchema, { docs }) }, type)
  }
  const items = shape?.kind === 'list' ? shape.items : undefined
  const list = create(ListOfAnyProtoSchema, {
    data: value.map((item, i) => nodeOf(item, items, { where: `${where}[${i}]`, depth: depth + 1 })),
  })
  return node({ case: was === 'set' || was === 'tuple' ? was : 'list', value: list }, type)
}

function objectNode(value: object, shape: FieldShape | undefined, place: NodePlace): NodeProto {
  const { where, depth } = place
  const origin = originOf(value)
  const wanted = shape?.kind === 'any' ? undefined : shape?.kind
  if (wanted !== undefined && wanted !== 'doc' && wanted !== 'dict') throw bad(where, WORDS[wanted], value)
  const was =
    origin && 'content' in origin && typeof origin.content === 'object'
      ? 'dict'
      : origin
        ? 'doc'
        : place.before?.content.case
  const type = place.before?.docarrayType
  if (
    wanted === 'doc' ||
    (wanted === undefined && (was === 'doc' || (was !== 'dict' && looksLikeDocs([value]))))
  )
    return node(
      {
        case: 'doc',
        value: docToProto(value, shape?.kind === 'doc' ? shape.doc() : undefined, {
          where,
          depth: depth + 1,
        }),
      },
      type,
    )
  if (depth > MAX_DEPTH) throw bad(where, `at most ${MAX_DEPTH} levels`, 'more')
  const data: Record<string, NodeProto> = {}
  const before =
    origin && was === 'dict'
      ? ((origin as NodeProto).content.value as { data?: Record<string, NodeProto> }).data
      : undefined
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue
    const kept = before && Object.hasOwn(before, key) ? before[key] : undefined
    set(
      data,
      key,
      kept && valueOf(kept) === item
        ? kept
        : nodeOf(item, undefined, { where: `${where}.${key}`, depth: depth + 1, before: kept }),
    )
  }
  return node({ case: 'dict', value: create(DictOfAnyProtoSchema, { data }) }, type)
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
  const made = create(NdArrayProtoSchema, {
    dense: create(DenseNdArrayProtoSchema, { buffer: array.buffer, shape: array.shape, dtype: array.dtype }),
    ...(origin?.parameters ? { parameters: origin.parameters } : {}),
  })
  if (origin?.$unknown) made.$unknown = origin.$unknown
  return node(
    { case: 'ndarray', value: made },
    before?.docarrayType?.case ? before.docarrayType : { case: 'type', value: 'ndarray' },
  )
}

/** `__proto__` is a field like any other. */
function set(target: Record<string, NodeProto>, key: string, value: NodeProto): void {
  Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true })
}

function bad(where: string, wanted: string, found: unknown): FlowError {
  const shown = found instanceof Uint8Array ? 'bytes' : (JSON.stringify(found)?.slice(0, 80) ?? 'nothing')
  return new FlowError('BAD_REQUEST', `${where} must be ${wanted}, not ${shown}`, { details: { where } })
}
