import type { Document } from '../data/document.ts'
import type { DocarrayGeneration } from '../run/runState.ts'
import { PythonPattern } from '../pattern/PythonPattern.ts'
import type { Condition } from './parseCondition.ts'

/** What a field has in a Document that does not set it (Jina 3.x with docarray < 0.30). */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  text: '',
  blob: new Uint8Array(),
  tags: {},
  uri: '',
  mime_type: '',
  modality: '',
  weight: 0,
  granularity: 0,
  adjacency: 0,
  parent_id: '',
  offset: 0,
  location: [],
  chunks: [],
  matches: [],
  scores: {},
  evaluations: {},
}

/**
 * Whether a Document passes a `when` filter. Orders of a missing value, or of values that have no order, do not hold.
 * Jina 3.x: a missing field is null with docarray v1, so that `$neq` holds; with v2 it fails all but `$exists: false`.
 * There the request fails when a text is compared with a number.
 * @throws PatternError when a pattern of `$regex` cannot be read, which `checkPatterns` finds before
 */
export function matchesCondition(
  condition: Condition,
  doc: Document,
  generation: DocarrayGeneration = 'v1',
): boolean {
  const holds = (part: Condition) => matchesCondition(part, doc, generation)
  switch (condition.type) {
    case 'all':
      return condition.of.every(holds)
    case 'any':
      return condition.of.some(holds)
    case 'not':
      return !condition.of.every(holds)
    case 'field':
      return compare(condition, doc, generation)
    case 'pattern': {
      const value = valueAt(doc, condition.field, generation === 'v1' ? DEFAULTS : {})
      return typeof value === 'string' && patternFor(condition).search(value)
    }
  }
}

/** Of each condition, read when the first document is compared. */
const patterns = new WeakMap<Condition, PythonPattern>()

function patternFor(condition: Extract<Condition, { type: 'pattern' }>): PythonPattern {
  const pattern = patterns.get(condition) ?? new PythonPattern(condition.pattern)
  patterns.set(condition, pattern)
  return pattern
}

function compare(
  { field, operator, value: written, other }: Extract<Condition, { type: 'field' }>,
  doc: Document,
  generation: DocarrayGeneration,
): boolean {
  const defaults = generation === 'v1' ? DEFAULTS : {}
  const value = valueAt(doc, field, defaults)
  const wanted = other ? valueAt(doc, other, defaults) : written
  if (generation === 'v2') {
    if (operator === '$exists') return (value !== undefined) === wanted
    if (value === undefined) return false
  }
  switch (operator) {
    case '$eq':
      return equal(value, wanted)
    case '$neq':
      return !equal(value, wanted)
    case '$lt':
      return ordered(value, wanted, (order) => order < 0)
    case '$lte':
      return ordered(value, wanted, (order) => order <= 0)
    case '$gt':
      return ordered(value, wanted, (order) => order > 0)
    case '$gte':
      return ordered(value, wanted, (order) => order >= 0)
    case '$in':
      return isIn(value, wanted)
    case '$nin':
      return !isIn(value, wanted)
    case '$size':
      return getSize(value) === wanted
    case '$exists':
      return (field.length > 1 ? value !== null && value !== undefined : !isEmpty(value)) === wanted
  }
}

function valueAt(
  doc: Document,
  [first = '', ...rest]: readonly string[],
  defaults: Readonly<Record<string, unknown>>,
): unknown {
  const own = (doc as unknown as Record<string, unknown>)[first]
  let value: unknown =
    first === 'content' && own === undefined
      ? (doc.text ?? doc.blob ?? doc.tensor)
      : (own ?? defaults[first] ?? own)
  for (const key of rest) {
    if (value === null) return null
    if (typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<string, unknown>)[key]
  }
  return value
}

/** Python's `==`: true is 1, and an absent value equals null. */
function equal(a: unknown, b: unknown): boolean {
  const [x, y] = [plain(a), plain(b)]
  if (typeof x !== 'object' || x === null || typeof y !== 'object' || y === null) return x === y
  const [xs, ys] = [Object.entries(x), Object.entries(y)]
  return (
    Array.isArray(x) === Array.isArray(y) &&
    xs.length === ys.length &&
    xs.every(([key, value]) => Object.hasOwn(y, key) && equal(value, (y as Record<string, unknown>)[key]))
  )
}

const plain = (value: unknown) => (typeof value === 'boolean' ? Number(value) : (value ?? null))

function ordered(a: unknown, b: unknown, holds: (order: number) => boolean): boolean {
  const [x, y] = [plain(a), plain(b)]
  if (typeof x === 'number' && typeof y === 'number') return holds(x - y)
  if (typeof x === 'string' && typeof y === 'string') return holds(x < y ? -1 : x > y ? 1 : 0)
  return false
}

function isIn(value: unknown, list: unknown): boolean {
  if (Array.isArray(list)) return list.some((item) => equal(value, item))
  return typeof list === 'string' && typeof value === 'string' && list.includes(value)
}

function getSize(value: unknown): number | null {
  if (typeof value === 'string' || Array.isArray(value) || value instanceof Uint8Array) return value.length
  return typeof value === 'object' && value !== null ? Object.keys(value).length : null
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || value === 0 || getSize(value) === 0
}
