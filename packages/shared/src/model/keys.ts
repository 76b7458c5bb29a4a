import { DEPRECATED, fieldFor, fieldsOf, type Field, type FieldScope } from './fields.ts'

/** What a written key means: a field, an ambiguous abbreviation, or nothing known. */
export type KeyMeaning =
  | { type: 'field'; field: Field; how: 'exact' | 'alias' | 'prefix' }
  | { type: 'ambiguous'; candidates: string[] }
  | { type: 'unknown'; nearest: string | null }

/**
 * Resolves a key as Jina's argument parser does: exact, old name, or a unique beginning of a name.
 * Jina 3.x: an ambiguous beginning ends the process with exit code 2.
 */
export function meaningOf(scope: FieldScope, key: string): KeyMeaning {
  const exact = fieldFor(scope, key)
  if (exact) return { type: 'field', field: exact, how: 'exact' }
  const { byOtherName, byFirstLetter } = getKeyIndex(scope)
  const alias = byOtherName.get(key)
  if (alias) return { type: 'field', field: alias, how: 'alias' }
  const starting =
    scope === 'flow' ? [] : (byFirstLetter.get(key.charAt(0)) ?? []).filter((f) => f.key.startsWith(key))
  if (starting.length === 1) return { type: 'field', field: starting[0] as Field, how: 'prefix' }
  if (starting.length > 1) return { type: 'ambiguous', candidates: starting.map((f) => f.key) }
  return {
    type: 'unknown',
    // Comparing with every key takes time; most callers do not ask.
    get nearest() {
      return nearestName(
        key,
        fieldsOf(scope).map((f) => f.key),
      )
    },
  }
}

interface KeyIndex {
  /** Fields by their aliases and deprecated names. */
  byOtherName: ReadonlyMap<string, Field>
  byFirstLetter: ReadonlyMap<string, readonly Field[]>
}

const indexes = new Map<FieldScope, KeyIndex>()

/** A file may have tens of thousands of keys: none of them is compared with every field. */
function indexKeys(scope: FieldScope): KeyIndex {
  const byOtherName = new Map<string, Field>()
  const byFirstLetter = new Map<string, Field[]>()
  for (const field of fieldsOf(scope)) {
    const deprecated = Object.keys(DEPRECATED).filter((old) => DEPRECATED[old] === field.key)
    for (const name of [...(field.aliases ?? []), ...deprecated])
      if (!byOtherName.has(name)) byOtherName.set(name, field)
    const letter = field.key.charAt(0)
    byFirstLetter.set(letter, [...(byFirstLetter.get(letter) ?? []), field])
  }
  return { byOtherName, byFirstLetter }
}

function getKeyIndex(scope: FieldScope): KeyIndex {
  let index = indexes.get(scope)
  if (!index) indexes.set(scope, (index = indexKeys(scope)))
  return index
}

/** The candidate within two typing errors of `name` (one for short names), or null. */
export function nearestName(name: string, candidates: readonly string[]): string | null {
  let best: string | null = null
  let bestDistance = Math.max(1, Math.min(2, Math.floor(name.length / 3))) + 1
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase(), bestDistance)
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

function editDistance(a: string, b: string, limit: number): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row[j] = Math.min(substitution, (previous[j] as number) + 1, (row[j - 1] as number) + 1)
    }
    if (Math.min(...row) >= limit) return limit
    previous = row
  }
  return previous[b.length] as number
}
