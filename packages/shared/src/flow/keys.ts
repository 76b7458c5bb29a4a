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
  const fields = fieldsOf(scope)
  const alias = fields.find((f) => f.aliases?.includes(key) || DEPRECATED[key] === f.key)
  if (alias) return { type: 'field', field: alias, how: 'alias' }
  const starting = scope === 'flow' ? [] : fields.filter((f) => f.key.startsWith(key))
  if (starting.length === 1) return { type: 'field', field: starting[0] as Field, how: 'prefix' }
  if (starting.length > 1) return { type: 'ambiguous', candidates: starting.map((f) => f.key) }
  return {
    type: 'unknown',
    // Comparing with every key takes time; most callers do not ask.
    get nearest() {
      return nearestName(
        key,
        fields.map((f) => f.key),
      )
    },
  }
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
