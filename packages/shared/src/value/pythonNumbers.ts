import { ExactNumber } from './exactNumber.ts'

const INTEGER = /^[+-]?\d+(?:_\d+)*$/
const FLOAT = /^[+-]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+(?:_\d+)*)?$/
const SPECIAL = /^[+-]?(?:inf|infinity|nan)$/i
/** What Python's `str.strip` removes, which is not quite what `trim` does. */
const isSpace = (char: string) =>
  char !== '\ufeff' && (char.trim() === '' || (char >= '\x1c' && char <= '\x1f') || char === '\x85')
/** Python reads no integer of more digits. */
export const MAX_DIGITS = 4300

/** Python's `str.strip`. */
export function strip(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isSpace(text[start] as string)) start++
  while (end > start && isSpace(text[end - 1] as string)) end--
  return text.slice(start, end)
}

/** What Python's `int(text)` makes of a text; null when it refuses it. */
export function readPythonInteger(text: string): number | ExactNumber | null {
  const trimmed = asciiDigits(strip(text))
  if (trimmed.length > MAX_DIGITS || !INTEGER.test(trimmed)) return null
  return ExactNumber.integer(readInteger(trimmed.replaceAll('_', '')))
}

/** What Python's `int(text)`, or else `float(text)`, makes of a text; null when both refuse it. */
export function readPythonNumber(text: string): number | ExactNumber | null {
  const integer = readPythonInteger(text)
  if (integer !== null) return integer
  const trimmed = asciiDigits(strip(text))
  if (FLOAT.test(trimmed)) return ExactNumber.float(Number(trimmed.replaceAll('_', '')))
  if (!SPECIAL.test(trimmed)) return null
  if (/nan$/i.test(trimmed)) return Number.NaN
  return trimmed.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
}

/** An integer in JavaScript's notation, with a sign. */
function readInteger(text: string): bigint {
  const digits = text.replace(/^[+-]/, '')
  const value = BigInt(digits)
  return text.startsWith('-') ? -value : value
}

/** Python reads the decimal digits of every script. */
function asciiDigits(text: string): string {
  if (!/\p{Nd}/u.test(text)) return text
  return text.replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)))
}

/** Decimal digits of a script stand in a row of ten, beginning with zero. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0) as number
  let zero = code
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--
  return (code - zero) % 10
}
