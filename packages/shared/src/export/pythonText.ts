import type { YamlValue } from '../flow/flowModel.ts'

/** JSON as Python's `json.dumps` writes it: a space behind `,` and `:`, everything beyond ASCII escaped (Jina 3.x: values of arguments). */
export function pythonJson(value: YamlValue): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`
  if (value !== null && typeof value === 'object')
    return `{${Object.entries(value)
      .map(([key, item]) => `${jsonText(key)}: ${pythonJson(item)}`)
      .join(', ')}}`
  if (typeof value === 'string') return jsonText(value)
  if (typeof value === 'number') return Number.isFinite(value) ? pythonNumber(value) : jsonNonFinite(value)
  return JSON.stringify(value)
}

function jsonText(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function jsonNonFinite(value: number): string {
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity'
}

/** Python writes exponents with two digits at least, and does so from 1e16 on for numbers that are no integers. */
function pythonNumber(value: number): string {
  return String(value).replace(/e([+-])(\d)$/, 'e$10$2')
}

/** A value as Python's `str` shows it, which is how Jina turns values into texts: `True`, `None`, `{'a': 1}`. */
export function pythonText(value: YamlValue): string {
  return typeof value === 'string' ? value : pythonRepr(value)
}

/** A value as Python's `repr` shows it. */
export function pythonRepr(value: YamlValue): string {
  if (value === null) return 'None'
  if (value === true) return 'True'
  if (value === false) return 'False'
  if (typeof value === 'number')
    return Number.isFinite(value)
      ? pythonNumber(value)
      : Number.isNaN(value)
        ? 'nan'
        : value > 0
          ? 'inf'
          : '-inf'
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([key, item]) => `${pythonRepr(key)}: ${pythonRepr(item)}`)
      .join(', ')}}`
  const quote = value.includes("'") && !value.includes('"') ? '"' : "'"
  const escaped = value
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote
}
