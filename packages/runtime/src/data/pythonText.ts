import { Float } from '../json/Float.ts'

/** A number, text, true, false or null as Python's `str` writes it. */
export function pythonText(value: string | number | bigint | boolean | null | Float): string {
  if (value instanceof Float) return floatText(value.value)
  switch (typeof value) {
    case 'boolean':
      return value ? 'True' : 'False'
    case 'number':
      return Number.isInteger(value) ? String(value) : floatText(value)
    default:
      return value === null ? 'None' : String(value)
  }
}

/** Python: an exponent below 1e-4 and from 1e16 on, of two digits at least. */
function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf'
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const size = Math.abs(value)
  if (size >= 1e-4 && size < 1e16) {
    const text = String(value)
    return text.includes('.') ? text : `${text}.0`
  }
  const [digits = '', exponent = ''] = value.toExponential().split('e')
  return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`
}
