import { ExactNumber, isNumber, printPythonNumber } from './exactNumber.ts'
import type { Json, JsonObject } from '../data/document.ts'
import type { YamlValue } from './yamlValue.ts'
import { setOwn } from './ownKeys.ts'

/** A JSON string, or what Python's JSON takes for a number. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?Infinity|NaN|-?\d[\d.eE+-]*/gs
const FLOAT = /[.eE]/

/**
 * Reads JSON as Python does: `1.0` stays a float, an integer keeps all its digits, and `NaN` and `Infinity` are numbers.
 * @throws SyntaxError as `JSON.parse` does
 */
export function parseExactJson(text: string): YamlValue {
  return parseWithNumbers(text, readToken) as YamlValue
}

/**
 * Reads JSON with what `read` makes of its numbers; those for which it gives null are read as by `JSON.parse`.
 * @throws SyntaxError as `JSON.parse` does
 */
export function parseWithNumbers(text: string, read: (token: string) => unknown): unknown {
  const numbers: unknown[] = []
  // A key that the text does not hold marks the numbers that `JSON.parse` would change.
  let mark = 'number'
  while (text.includes(mark)) mark += '_'
  const marked = text.replace(TOKEN, (token) => {
    if (token.startsWith('"')) return token
    const number = read(token)
    return number === null ? token : `{"${mark}":${numbers.push(number) - 1}}`
  })
  return JSON.parse(marked, (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, mark)) return value
    return numbers[(value as { [key: string]: number })[mark] as number]
  }) as unknown
}

/** A number that `JSON.parse` cannot read, or would read as another one; null for all others. */
function readToken(token: string): number | ExactNumber | null {
  if (token.endsWith('NaN')) return Number.NaN
  if (token.endsWith('Infinity'))
    return token.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  const number = Number(token)
  if (Number.isNaN(number)) return null
  if (FLOAT.test(token)) return Number.isInteger(number) ? ExactNumber.float(number) : null
  return Number.isSafeInteger(number) ? null : ExactNumber.integer(BigInt(token))
}

/** A value as JSON for people: numbers as Python writes them, everything else as `JSON.stringify` does. */
export function printExactJson(value: YamlValue): string {
  if (isNumber(value)) return printPythonNumber(value)
  if (Array.isArray(value)) return `[${value.map(printExactJson).join(',')}]`
  if (value !== null && typeof value === 'object')
    return `{${Object.entries(value)
      .map(([key, item]) => `${JSON.stringify(key)}:${printExactJson(item)}`)
      .join(',')}}`
  return JSON.stringify(value)
}

/** A value for JavaScript code: integers beyond 2^53 as `bigint`, every other number as a `number`. */
export function toJavaScript(value: YamlValue): unknown {
  if (value instanceof ExactNumber) return value.type === 'integer' ? BigInt(value.text) : value.valueOf()
  if (Array.isArray(value)) return value.map(toJavaScript)
  if (value === null || typeof value !== 'object') return value
  const out: { [key: string]: unknown } = {}
  for (const [key, item] of Object.entries(value)) setOwn(out, key, toJavaScript(item))
  return out
}

/** A value as plain JSON data: every number as the nearest JavaScript number. */
export function toPlainJson(value: YamlValue): Json {
  if (value instanceof ExactNumber) return value.valueOf()
  if (Array.isArray(value)) return value.map(toPlainJson)
  if (value === null || typeof value !== 'object') return value
  const out: JsonObject = {}
  for (const [key, item] of Object.entries(value)) setOwn(out, key, toPlainJson(item))
  return out
}
