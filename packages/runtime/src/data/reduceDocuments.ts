import type { Document } from '@flowdeck/shared'
import { mergeKept } from './kept.ts'

/** Never copied from a later part: identity and what is merged by itself (Jina 3.x with docarray < 0.30). */
const OWN = new Set(['id', 'parent_id', 'chunks', 'matches'])

/**
 * Merges the parts of a join into the first: union by `id`; of a shared Document only fields that are empty in the
 * first are taken, whole, from later ones; `matches` and `chunks` are merged in the same way.
 * Jina 3.x: `DocumentArray.reduce_all` of docarray v1; the first arrival wins.
 */
export function reduceDocuments(parts: readonly (readonly Document[])[]): Document[] {
  const [first = [], ...rest] = parts
  const merged = [...first]
  const byId = new Map(merged.map((doc) => [doc.id, doc]))
  for (const part of rest) {
    for (const doc of part) {
      const known = byId.get(doc.id)
      if (known) mergeInto(known, doc)
      else {
        merged.push(doc)
        byId.set(doc.id, doc)
      }
    }
  }
  return merged
}

function mergeInto(target: Document, source: Document): void {
  for (const [key, value] of Object.entries(source)) {
    if (!OWN.has(key) && isEmpty(target[key as keyof Document]) && !excluded(target, key))
      Object.assign(target, { [key]: value })
  }
  mergeKept(target, source)
  if (source.matches) target.matches = reduceDocuments([target.matches ?? [], source.matches])
  if (source.chunks) target.chunks = reduceDocuments([target.chunks ?? [], source.chunks])
}

const CONTENT = ['text', 'blob', 'tensor'] as const

/** `text`, `blob` and `tensor` exclude each other: the first content stays. */
function excluded(target: Document, key: string): boolean {
  return CONTENT.some((c) => c === key) && CONTENT.some((c) => !isEmpty(target[c]))
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === 0) return true
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length === 0
  return typeof value === 'object' && Object.keys(value).length === 0
}
