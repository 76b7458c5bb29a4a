import { toDouble } from '../json/Float.ts'

/** The number that pydantic makes of a value: of texts such as "5", and of true and false; null when it makes none. */
export function coerceNumber(value: unknown): number | null {
  if (typeof value === 'boolean') return Number(value)
  if (typeof value !== 'string') return toDouble(value)
  return /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/.test(value) ? Number(value) : null
}

const YES = new Set(['true', 't', 'yes', 'y', 'on', '1'])
const NO = new Set(['false', 'f', 'no', 'n', 'off', '0'])

/** True or false as pydantic makes it of a value: of 0, 1 and words such as "yes"; null when it makes none. */
export function coerceBoolean(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value
  const text = typeof value === 'string' ? value.toLowerCase() : String(toDouble(value))
  return YES.has(text) ? true : NO.has(text) ? false : null
}
