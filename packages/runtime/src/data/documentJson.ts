import {
  DOCUMENT_KEYS,
  FlowError,
  type Document,
  type DocumentJson,
  type Json,
  type JsonObject,
  type NamedScore,
  type NdArray,
} from '@flowdeck/shared'
import { RpcError, STATUS } from '../transport/rpcError.ts'
import { isJsonObject, setKey, toDouble, type Float } from '../json/Float.ts'
import { decodeBase64 } from './base64.ts'
import { coerceNumber } from './coerce.ts'
import { docToJson, isTyped } from './docJson.ts'
import { parseDtype } from './dtype.ts'
import { fromNestedList } from './nestedList.ts'
import { pythonText } from './pythonText.ts'
import { toPlainJson } from './struct.ts'
import { toNestedList } from './tensorItems.ts'

/**
 * A Document as JSON. One of docarray v2 has the fields of its class; one of v1 is as Jina's v1 HTTP surface shows it: snake_case keys, `blob` as base64, tensors as nested lists.
 * `nulls` writes absent fields as null (HTTP); without it they are left out (WebSocket). Source: Jina 3.x.
 * Integers in tensors beyond 2^53 are rounded, because plain JSON has no others; `documentText` keeps them.
 */
export function documentToJson(doc: Document, nulls: boolean): DocumentJson {
  if (isTyped(doc)) return docToJson(doc)
  const out: DocumentJson = {}
  for (const key of DOCUMENT_KEYS) {
    const value = doc[key]
    if (value === undefined) {
      // Jina 3.x: pydantic leaves out what begins with `_` and is not set.
      if (nulls && key !== '_metadata') out[key] = null
      continue
    }
    if (key === '_metadata' && Object.keys(value).length === 0) continue
    out[key] = valueToJson(key, value, nulls)
  }
  return out
}

function valueToJson(key: (typeof DOCUMENT_KEYS)[number], value: unknown, nulls: boolean): Json {
  switch (key) {
    case 'blob':
      return Buffer.from(value as Uint8Array).toString('base64')
    case 'tensor':
    case 'embedding':
      return toNestedList(value as NdArray) as Json
    case 'chunks':
    case 'matches':
      return (value as Document[]).map((child) => documentToJson(child, nulls))
    default:
      return value as Json
  }
}

const FLOATS = new Set(['weight', 'offset'])
const INTEGERS = new Set(['granularity', 'adjacency'])
const TEXTS = new Set(['id', 'parent_id', 'mime_type', 'text', 'uri', 'modality'])
const MAX_DEPTH = 64
const UINT32 = 2 ** 32
/** What is above is infinite as a float of 32 bits. */
const FLOAT32_LIMIT = (2 - 2 ** -24) * 2 ** 127

/** How Documents are read from JSON. */
export interface JsonReading {
  /** Gives a Document without an id one. */
  newId: () => string
  /** How many more Documents may be read, those in others included. */
  left: number
  /** Told to those who send too many. */
  limit: number
}

/**
 * Reads a Document from JSON, plain or as `JsonReader` gives it. Unknown keys are dropped (Jina 3.x does so silently); a wrong type is an error that names the field.
 * @throws FlowError BAD_REQUEST
 */
export function documentFromJson(value: unknown, where: string, newId: () => string): Document {
  return readDocumentJson(value, { newId, left: Infinity, limit: Infinity }, where)
}

/** As `documentFromJson`, with a limit. @throws RpcError RESOURCE_EXHAUSTED when there are too many Documents */
export function readDocumentJson(value: unknown, reading: JsonReading, where: string, depth = 0): Document {
  if (!isJsonObject(value)) throw bad(where, 'an object with fields such as "text"', value)
  if (depth > MAX_DEPTH)
    throw new FlowError('BAD_REQUEST', `${where} is nested deeper than ${MAX_DEPTH} levels`, {
      details: { where },
    })
  if (--reading.left < 0) throw tooManyDocuments(reading.limit)
  const doc: Document = { id: '' }
  for (const key of DOCUMENT_KEYS) {
    const field = Object.hasOwn(value, key) ? value[key] : undefined
    if (field === undefined || field === null) continue
    const at = `${where}.${key}`
    if (TEXTS.has(key)) Object.assign(doc, { [key]: writtenText(field, at) })
    else if (FLOATS.has(key)) Object.assign(doc, { [key]: floatOf(field, at) })
    else if (INTEGERS.has(key)) Object.assign(doc, { [key]: wholeOf(field, at) })
    else if (key === 'blob') doc.blob = bytesOf(field, at)
    else if (key === 'tensor' || key === 'embedding') doc[key] = tensorOf(field, at)
    else if (key === 'tags' || key === '_metadata') doc[key] = tagsOf(field, at)
    else if (key === 'location')
      doc.location = listOf(field, at).map((item, i) => floatOf(item, `${at}[${i}]`))
    else if (key === 'chunks' || key === 'matches')
      doc[key] = listOf(field, at).map((item, i) => readDocumentJson(item, reading, `${at}[${i}]`, depth + 1))
    else if (key === 'scores' || key === 'evaluations') doc[key] = scoresOf(field, at)
  }
  if (doc.id === '') doc.id = reading.newId()
  return keepOneContent(doc)
}

/** Jina 3.x: of several contents a tensor counts, or else a blob. */
function keepOneContent(doc: Document): Document {
  const { tensor, blob } = doc
  if (tensor !== undefined) delete doc.blob
  if (tensor !== undefined || (blob && blob.length > 0)) delete doc.text
  return doc
}

/** More documents in one request than the operator allows. */
export function tooManyDocuments(limit: number): RpcError {
  return new RpcError(
    STATUS.RESOURCE_EXHAUSTED,
    `a request may hold ${limit} documents at most: send them in several requests, or raise FLOWDECK_MAX_DOCUMENTS`,
  )
}

function bad(where: string, wanted: string, found: unknown): FlowError {
  const shown = typeof found === 'bigint' ? String(found) : JSON.stringify(found)
  return new FlowError('BAD_REQUEST', `${where} must be ${wanted}, not ${shown?.slice(0, 80) ?? 'nothing'}`, {
    details: { where },
  })
}

function textOf(value: unknown, where: string): string {
  if (typeof value === 'string') return value
  throw bad(where, 'a text', value)
}

/** Jina 3.x: numbers, true and false become the text that Python makes of them. */
function writtenText(value: unknown, where: string): string {
  if (typeof value === 'boolean' || toDouble(value) !== null)
    return pythonText(value as number | bigint | boolean | Float)
  return textOf(value, where)
}

/** Jina 3.x: texts that are numbers are taken, true is 1. */
function numberOf(value: unknown, where: string): number {
  const number = coerceNumber(value)
  if (number === null) throw bad(where, 'a number', value)
  return number
}

/** A float of 32 bits. Jina 3.x: what is too large for it is infinite. */
function floatOf(value: unknown, where: string): number {
  const number = numberOf(value, where)
  return Math.abs(number) >= FLOAT32_LIMIT ? Math.sign(number) * Infinity : number
}

/** Jina 3.x: a fraction is cut off a number, and not off a text. */
function wholeOf(value: unknown, where: string): number {
  return unsignedOf(typeof value === 'number' ? Math.trunc(value) + 0 : value, where)
}

function unsignedOf(value: unknown, where: string): number {
  const number = numberOf(value, where)
  if (!Number.isInteger(number) || number < 0 || number >= UINT32)
    throw bad(where, 'a whole number from 0 to 4294967295', value)
  return number
}

function listOf(value: unknown, where: string): unknown[] {
  if (Array.isArray(value)) return value
  throw bad(where, 'a list', value)
}

function objectOf(value: unknown, where: string): Record<string, unknown> {
  if (isJsonObject(value)) return value
  throw bad(where, 'an object', value)
}

function bytesOf(value: unknown, where: string): Buffer {
  const bytes = decodeBase64(textOf(value, where))
  if (bytes === null) throw bad(where, 'bytes in base64', value)
  return bytes
}

function tagsOf(value: unknown, where: string): JsonObject {
  try {
    return toPlainJson(objectOf(value, where)) as JsonObject
  } catch (thrown) {
    if (thrown instanceof FlowError) throw thrown
    throw new FlowError('BAD_REQUEST', `${where}: ${(thrown as Error).message}`, { details: { where } })
  }
}

function tensorOf(value: unknown, where: string): NdArray {
  if (Array.isArray(value)) return fromNestedList(value, where)
  if (!isJsonObject(value)) throw bad(where, 'nested lists, or {shape, dtype, base64}', value)
  const shape = listOf(value['shape'], `${where}.shape`).map((item, i) =>
    unsignedOf(item, `${where}.shape[${i}]`),
  )
  const buffer = bytesOf(value['base64'], `${where}.base64`)
  const dtype = textOf(value['dtype'], `${where}.dtype`)
  const bytes = shape.reduce((product, size) => product * size, getItemSize(dtype, `${where}.dtype`))
  if (buffer.length !== bytes)
    throw new FlowError(
      'BAD_REQUEST',
      `${where}.base64 holds ${buffer.length} bytes, and shape [${shape.join(', ')}] of dtype ${dtype} takes ${bytes}`,
      { details: { where: `${where}.base64` } },
    )
  return { shape, dtype, buffer }
}

function getItemSize(dtype: string, where: string): number {
  try {
    return parseDtype(dtype).size
  } catch (thrown) {
    throw new FlowError('BAD_REQUEST', `${where}: ${(thrown as Error).message}`, { details: { where } })
  }
}

function scoresOf(value: unknown, where: string): Record<string, NamedScore> {
  const scores: Record<string, NamedScore> = {}
  for (const [name, score] of Object.entries(objectOf(value, where))) {
    const source = objectOf(score, `${where}.${name}`)
    const parsed: NamedScore = { value: floatOf(source['value'] ?? 0, `${where}.${name}.value`) }
    for (const key of ['op_name', 'description', 'ref_id'] as const) {
      const text = source[key]
      if (text !== undefined && text !== null) parsed[key] = writtenText(text, `${where}.${name}.${key}`)
    }
    setKey(scores, name, parsed)
  }
  return scores
}
