import { ExactNumber } from '../value/exactNumber.ts'
import type { YamlValue } from '../value/yamlValue.ts'
import { MAX_DIGITS } from '../value/pythonNumbers.ts'
import { readTimestamp } from './timestamps.ts'

const NULL = /^(?:~|null|Null|NULL|)$/
const BOOLEAN = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE)$/
const INTEGER = /^[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][\d_]*|0x[\da-fA-F_]+|[1-9][\d_]*(?::[0-5]?\d)+)$/
const FLOAT =
  /^(?:[-+]?\d[\d_]*(?:\.[\d_]*(?:[eE][-+]\d+)?|(?::[0-5]?\d)+\.[\d_]*)|\.\d[\d_]*(?:[eE][-+]\d+)?)$/
const SPECIAL = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/

/** What a word without quotes means to Jina's YAML reader, and why Jina cannot read it when it cannot. */
export type PlainScalar = { value: YamlValue; kind: 'value' | 'date' } | { problem: string }

/**
 * Reads a word without quotes as Jina's loader does (Jina 3.x: PyYAML with YAML 1.1, without `on` and `off`): `017` → 15, `0x10` → 16,
 * `1:30` → 90, `1_000` → 1000, `1.0` stays a float, `yes` → true. `1e3` and `08` stay texts here; Jina reads those a second time.
 */
export function readPlain(text: string): PlainScalar {
  if (NULL.test(text)) return { value: null, kind: 'value' }
  if (BOOLEAN.test(text)) return { value: /^[yt]/i.test(text), kind: 'value' }
  if (INTEGER.test(text)) return readYamlInteger(text)
  if (FLOAT.test(text))
    return { value: ExactNumber.float(readYamlFloat(text.replaceAll('_', ''))), kind: 'value' }
  if (SPECIAL.test(text)) {
    const infinity = text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
    return { value: /nan$/i.test(text) ? Number.NaN : infinity, kind: 'value' }
  }
  const date = readTimestamp(text)
  if (date) return 'problem' in date ? date : { value: date.text, kind: 'date' }
  if (text === '=') return { problem: '"=" alone needs quotes' }
  return { value: text, kind: 'value' }
}

/** Digits, or parts between colons, of which the largest number that is read has fewer: reading more would take time with their square. */
const MAX_LENGTH = 20_000
/** Python writes no integer of more digits, so that none gets to an Executor (Jina 3.x: the Flow does not load). */
const LIMIT = 10n ** BigInt(MAX_DIGITS)

function readYamlInteger(text: string): PlainScalar {
  const negative = text.startsWith('-')
  const digits = text.replace(/^[-+]/, '').replaceAll('_', '')
  if (/^0[bx]$/.test(digits)) return { problem: `"${text}" has no digits` }
  const tooLong = { problem: `a number of more than ${MAX_DIGITS} digits cannot be read` }
  if (digits.replace(/^0[bx]?0*/, '').length > MAX_LENGTH) return tooLong
  const magnitude = () => {
    if (digits === '0') return 0n
    if (/^0[bx]/.test(digits)) return BigInt(digits)
    if (digits.startsWith('0')) return BigInt(`0o${digits.slice(1)}`)
    if (digits.includes(':')) return digits.split(':').reduce((sum, part) => sum * 60n + BigInt(part), 0n)
    return BigInt(digits)
  }
  const value = magnitude()
  if (value >= LIMIT) return tooLong
  return { value: ExactNumber.integer(negative ? -value : value), kind: 'value' }
}

function readYamlFloat(text: string): number {
  const sign = text.startsWith('-') ? -1 : 1
  const digits = text.replace(/^[-+]/, '')
  return sign * digits.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
}
