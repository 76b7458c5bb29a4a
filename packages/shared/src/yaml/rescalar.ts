import type { YamlValue } from '../flow/flowModel.ts'

const INTEGER = /^[+-]?\d[\d_]*$/
const FLOAT = /^[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/**
 * Reads a string the way Jina reads every string scalar a second time, after YAML has read it.
 * Jina 3.x: `"123"` → 123, `"007"` → 7, `"1e3"` → 1000, `""` → null, `"true"` → true, `"[1, 2,x]"` → [1, 2, "x"],
 * `"'q'"` → `q`. Quoting in the file therefore does not protect a string; quoting twice does. Variables stay text.
 */
export function rescalar(text: string): YamlValue {
  const value = text.trim()
  if (value === '') return text === '' ? null : text
  const lower = value.toLowerCase()
  if (lower === 'true') return true
  if (lower === 'false') return false
  if (lower === 'nan') return Number.NaN
  if (lower === 'infinity' || lower === 'inf' || lower === '+inf' || lower === '+infinity')
    return Number.POSITIVE_INFINITY
  if (lower === '-inf' || lower === '-infinity') return Number.NEGATIVE_INFINITY
  if (INTEGER.test(value)) return integerOf(value, text)
  if (FLOAT.test(value)) return Number(value.replaceAll('_', ''))
  if (value.length >= 2 && value.startsWith('[') && value.endsWith(']')) {
    const inner = value.slice(1, -1).trim()
    return inner === '' ? [] : inner.split(',').map((item) => rescalar(item.trim()))
  }
  if (value.length >= 2 && (value[0] === "'" || value[0] === '"') && value.at(-1) === value[0])
    return value.slice(1, -1)
  return text
}

/** Python ints have no limit; where a double would lose digits, the text is kept. */
function integerOf(value: string, text: string): YamlValue {
  const number = Number(value.replaceAll('_', ''))
  return Number.isSafeInteger(number) ? number : text
}

/** Applies `rescalar` to every string in a value, keys excepted. */
export function rescalarDeep(value: YamlValue): YamlValue {
  if (typeof value === 'string') return rescalar(value)
  if (Array.isArray(value)) return value.map(rescalarDeep)
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rescalarDeep(item)]))
  }
  return value
}
