import { Float } from './Float.ts'

/** How NaN and the infinities are written: as null, which every reader takes, or as Python writes and reads them. */
export type JsonStyle = 'standard' | 'python'

/** A float in JSON: with a point or an exponent, so that readers with two kinds of numbers take it for a float. */
export function floatText(value: number, style: JsonStyle): string {
  if (value % 1 !== 0) return Number.isFinite(value) ? String(value) : notFinite(value, style)
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const text = String(value)
  return text.includes('e') ? text : `${text}.0`
}

function notFinite(value: number, style: JsonStyle): string {
  return style === 'python' ? String(value) : 'null'
}

/** What the numbers of a value are. A `Float` is a float in any case. */
export type Numbers =
  /** All are floats, as in `google.protobuf.Struct`. */
  | 'floats'
  /** Those with a whole value are integers. */
  | 'integers'

/** A JSON text of plain data that keeps the types of its numbers. Keys whose value is undefined are left out. */
export function writeJson(value: unknown, style: JsonStyle, numbers: Numbers = 'integers'): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'number':
      return numbers === 'floats' || !Number.isInteger(value) ? floatText(value, style) : wholeText(value)
    case 'bigint':
      return numbers === 'floats' ? floatText(Number(value), style) : String(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      break
    default:
      return 'null'
  }
  if (value === null) return 'null'
  if (value instanceof Float) return floatText(value.value, style)
  if (Array.isArray(value)) return `[${value.map((item) => writeJson(item, style, numbers)).join(',')}]`
  let out = ''
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue
    out += `${out === '' ? '' : ','}${JSON.stringify(key)}:${writeJson(item, style, numbers)}`
  }
  return `{${out}}`
}

/** Large numbers are written without an exponent, which would make them floats. */
function wholeText(value: number): string {
  return Math.abs(value) < 1e21 ? String(value) : String(BigInt(value))
}
