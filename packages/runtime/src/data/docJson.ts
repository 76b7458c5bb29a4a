import type { Document, DocumentJson, Json } from '@flowdeck/shared'
import { originOf } from './docProto.ts'
import { isNdArray } from './ndarray.ts'
import { toNestedList } from './tensorItems.ts'

/** Whether a Document came from docarray v2, so that its fields are those of its class. */
export function isTyped(doc: Document): boolean {
  return originOf(doc) !== undefined
}

/**
 * A docarray v2 Document as JSON: its own fields, tensors as nested lists, bytes as the text they are (Jina 3.x) or base64 where they are
 * none.
 */
export function docToJson(doc: Document): DocumentJson {
  const { id, ...fields } = doc
  return { id: id === '' ? null : id, ...(plain(fields) as DocumentJson) }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

function plain(value: unknown): Json {
  if (value === null || value === undefined) return null
  if (value instanceof Uint8Array) return bytesToText(value)
  // JSON has no other numbers.
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object') return value as Json
  if (isNdArray(value)) return toNestedList(value) as Json
  const out: Record<string, Json> = {}
  for (const [key, item] of Object.entries(value))
    Object.defineProperty(out, key, {
      value: plain(item),
      enumerable: true,
      writable: true,
      configurable: true,
    })
  return out
}

/** Bytes as the text they are, or base64 where they are none. */
export function bytesToText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes)
  } catch {
    return Buffer.from(bytes).toString('base64')
  }
}
