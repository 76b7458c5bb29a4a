import {
  FlowError,
  type Document,
  type DocumentJson,
  type Json,
  type JsonObject,
  type NamedScore,
  type NdArray,
} from '@flowdeck/shared'
import { docToJson, isTyped } from './docJson.ts'
import { fromNestedList, toNestedList } from './ndarray.ts'

const KEYS = [
  'id',
  'parent_id',
  'granularity',
  'adjacency',
  'blob',
  'tensor',
  'mime_type',
  'text',
  'weight',
  'uri',
  'tags',
  'offset',
  'location',
  'embedding',
  'modality',
  'evaluations',
  'scores',
  'chunks',
  'matches',
  '_metadata',
] as const satisfies readonly (keyof Document)[]

/**
 * A Document as JSON. One of docarray v2 has the fields of its class; one of v1 is as Jina's v1 HTTP surface shows it: snake_case keys, `blob` as base64, tensors as nested lists.
 * `nulls` writes absent fields as null (HTTP); without it they are left out (WebSocket). Source: Jina 3.x.
 */
export function documentToJson(doc: Document, nulls: boolean): DocumentJson {
  if (isTyped(doc)) return docToJson(doc)
  const out: DocumentJson = {}
  for (const key of KEYS) {
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

function valueToJson(key: (typeof KEYS)[number], value: unknown, nulls: boolean): Json {
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

const NUMBERS = new Set(['granularity', 'adjacency', 'weight', 'offset'])
const TEXTS = new Set(['id', 'parent_id', 'mime_type', 'text', 'uri', 'modality'])
const MAX_DEPTH = 64

/**
 * Reads a Document from JSON. Unknown keys are dropped (Jina 3.x does so silently); a wrong type is an error that names the field.
 * @throws FlowError BAD_REQUEST
 */
export function documentFromJson(value: unknown, where: string, newId: () => string, depth = 0): Document {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw bad(where, 'an object with fields such as "text"', value)
  if (depth > MAX_DEPTH)
    throw new FlowError('BAD_REQUEST', `${where} is nested deeper than ${MAX_DEPTH} levels`)
  const source = value as Record<string, unknown>
  const doc: Document = { id: '' }
  for (const key of KEYS) {
    const field = Object.hasOwn(source, key) ? source[key] : undefined
    if (field === undefined || field === null) continue
    const at = `${where}.${key}`
    if (TEXTS.has(key)) Object.assign(doc, { [key]: textOf(field, at) })
    else if (NUMBERS.has(key)) Object.assign(doc, { [key]: numberOf(field, at) })
    else if (key === 'blob') doc.blob = Buffer.from(textOf(field, at), 'base64')
    else if (key === 'tensor' || key === 'embedding') doc[key] = tensorOf(field, at)
    else if (key === 'tags' || key === '_metadata') doc[key] = objectOf(field, at) as JsonObject
    else if (key === 'location')
      doc.location = listOf(field, at).map((item, i) => numberOf(item, `${at}[${i}]`))
    else if (key === 'chunks' || key === 'matches')
      doc[key] = listOf(field, at).map((item, i) => documentFromJson(item, `${at}[${i}]`, newId, depth + 1))
    else if (key === 'scores' || key === 'evaluations') doc[key] = scoresOf(field, at)
  }
  if (doc.id === '') doc.id = newId()
  return doc
}

function bad(where: string, wanted: string, found: unknown): FlowError {
  return new FlowError(
    'BAD_REQUEST',
    `${where} must be ${wanted}, not ${JSON.stringify(found)?.slice(0, 80) ?? 'nothing'}`,
    {
      details: { where },
    },
  )
}

function textOf(value: unknown, where: string): string {
  if (typeof value === 'string') return value
  throw bad(where, 'a text', value)
}

function numberOf(value: unknown, where: string): number {
  if (typeof value === 'number') return value
  throw bad(where, 'a number', value)
}

function listOf(value: unknown, where: string): unknown[] {
  if (Array.isArray(value)) return value
  throw bad(where, 'a list', value)
}

function objectOf(value: unknown, where: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>
  throw bad(where, 'an object', value)
}

function tensorOf(value: unknown, where: string): NdArray {
  if (Array.isArray(value)) return fromNestedList(value, where)
  const source = objectOf(value, where)
  return {
    shape: listOf(source['shape'], `${where}.shape`).map((item, i) => numberOf(item, `${where}.shape[${i}]`)),
    dtype: textOf(source['dtype'], `${where}.dtype`),
    buffer: Buffer.from(textOf(source['base64'], `${where}.base64`), 'base64'),
  }
}

function scoresOf(value: unknown, where: string): Record<string, NamedScore> {
  return Object.fromEntries(
    Object.entries(objectOf(value, where)).map(([name, score]) => {
      const source = objectOf(score, `${where}.${name}`)
      const parsed: NamedScore = { value: numberOf(source['value'] ?? 0, `${where}.${name}.value`) }
      for (const key of ['op_name', 'description', 'ref_id'] as const) {
        const text = source[key]
        if (text !== undefined && text !== null) parsed[key] = textOf(text, `${where}.${name}.${key}`)
      }
      return [name, parsed]
    }),
  )
}
