import { isFloat } from '@flowdeck/runtime'
import type { PlacedNumber } from '@flowdeck/shared'

/** Numbers of one answer that are told on; more are rounded, or null. */
const MAX_NUMBERS = 1000

/**
 * A value as plain JSON, and the numbers in it that JSON or JavaScript cannot hold, with their places: integers beyond 2^53, NaN, the
 * infinities, and a zero with a minus sign.
 */
export function splitNumbers(value: unknown, path: PlacedNumber['path'], found: PlacedNumber[]): unknown {
  const text = textApart(value)
  if (text !== null) {
    if (found.length < MAX_NUMBERS) found.push({ path, text })
    return Number.isFinite(Number(value)) ? Number(value) : null
  }
  if (typeof value !== 'object' || value === null) return value
  if (isFloat(value)) return splitNumbers(value.value, path, found)
  if (Array.isArray(value)) return value.map((item, i) => splitNumbers(item, [...path, i], found))
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, splitNumbers(item, [...path, key], found)]),
  )
}

function textApart(value: unknown): string | null {
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'number') return null
  if (Object.is(value, -0)) return '-0.0'
  return Number.isFinite(value) ? null : String(value)
}
