import type { Document, DocumentJson } from '@flowdeck/shared'
import type { ExactJson } from '../json/Float.ts'
import { parseJson } from '../json/JsonReader.ts'
import { isTyped } from './docJson.ts'
import { documentToJson } from './documentJson.ts'
import { writeOne } from './documents.ts'
import { documentText } from './documentText.ts'

/** A Document as JSON that keeps the digits of its integers, NaN and the infinities; `documentToJson` rounds them or has null. */
export function documentToExactJson(doc: Document): DocumentJson | ExactJson {
  const plain = documentToJson(doc, false)
  if (!mayHaveLost(plain)) return plain
  const generation = isTyped(doc) ? 'v2' : 'v1'
  return parseJson(
    documentText(writeOne(doc, { generation }), generation, { nulls: false, numbers: 'python' }),
  )
}

function mayHaveLost(value: unknown): boolean {
  if (value === null) return true
  if (typeof value === 'number')
    return !Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER || Object.is(value, -0)
  if (typeof value !== 'object') return false
  return Array.isArray(value) ? value.some(mayHaveLost) : Object.values(value).some(mayHaveLost)
}
