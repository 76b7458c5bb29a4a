import { ExactNumber, isNumber, printPythonNumber } from './exactNumber.ts'
import type { YamlValue } from './yamlValue.ts'

/** JSON as Python's `json.dumps` writes it: a space behind `,` and `:`, everything beyond ASCII escaped (Jina 3.x: values of arguments). */
export function pythonJson(value: YamlValue): string {
  if (isNumber(value)) return jsonNumber(value)
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`
  if (value !== null && typeof value === 'object')
    return `{${Object.entries(value)
      .map(([key, item]) => `${jsonText(key)}: ${pythonJson(item)}`)
      .join(', ')}}`
  if (typeof value === 'string') return jsonText(value)
  return JSON.stringify(value)
}

function jsonText(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Python's JSON knows infinity and NaN. */
function jsonNumber(value: number | ExactNumber): string {
  const number = Number(value)
  if (Number.isFinite(number) || value instanceof ExactNumber) return printPythonNumber(value)
  return Number.isNaN(number) ? 'NaN' : number > 0 ? 'Infinity' : '-Infinity'
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
  if (isNumber(value)) return printPythonNumber(value)
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
