import {
  ExactNumber,
  isCollection,
  isMapValue,
  parseExactJson,
  printExactJson,
  type Field,
  type YamlValue,
} from '@flowdeck/shared'
import { t } from '../i18n/t.ts'

/** What a typed text means for a field; `clear` removes the key so that its default holds again. */
export type FieldInput =
  { type: 'value'; value: YamlValue } | { type: 'clear' } | { type: 'invalid'; message: string }

/** A variable such as `${{ ENV.PORT }}` is allowed wherever a value is. */
const VARIABLE = /^\$(\{\{.*\}\}|\{\w+\}|\w+)$/s

/** Reads what was typed into a field's box as a value of its type. Nothing typed clears it. */
export function readFieldText(
  field: Pick<Field, 'type' | 'range' | 'key' | 'values'>,
  typed: string,
): FieldInput {
  const text = typed.trim()
  if (text === '') return { type: 'clear' }
  if (VARIABLE.test(text)) return { type: 'value', value: text }
  switch (field.type) {
    case 'integer':
      return integer(field, text)
    case 'boolean':
      return /^(true|false)$/i.test(text)
        ? { type: 'value', value: text.toLowerCase() === 'true' }
        : invalid(t('{{key}} is true or false.', { key: field.key }))
    case 'integerOrList':
      if (text.startsWith('[')) return json(text, 'list')
      if (text.includes(',')) return integers(field, text)
      return integer(field, text)
    case 'stringOrList':
      if (text.startsWith('[')) return json(text, 'list')
      return { type: 'value', value: text }
    case 'list':
      return text.startsWith('[') ? json(text, 'list') : { type: 'value', value: splitList(text) }
    case 'map':
      return json(text, 'map')
    case 'stringOrMap':
      return text.startsWith('{') ? json(text, 'map') : { type: 'value', value: text }
    case 'any':
      return { type: 'value', value: readScalar(text) }
    case 'string':
      return { type: 'value', value: text }
  }
}

function integer({ key, range }: Pick<Field, 'key' | 'range'>, text: string): FieldInput {
  if (!/^[+-]?\d+$/.test(text))
    return invalid(
      t('{{key}} is a whole number, for example {{example}}.', { key, example: range ? range[0] : 1 }),
    )
  const value = Number(text)
  if (range && (value < range[0] || value > range[1]))
    return invalid(t('{{key}} lies between {{from}} and {{to}}.', { key, from: range[0], to: range[1] }))
  return { type: 'value', value }
}

function integers(field: Pick<Field, 'key' | 'range'>, text: string): FieldInput {
  const values: YamlValue[] = []
  for (const part of splitList(text)) {
    const read = VARIABLE.test(part) ? ({ type: 'value', value: part } as const) : integer(field, part)
    if (read.type !== 'value') return read
    values.push(read.value)
  }
  return { type: 'value', value: values }
}

export const splitList = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

function json(text: string, kind: 'map' | 'list'): FieldInput {
  const wrong =
    kind === 'map'
      ? t('Write a map as JSON, for example {{example}}.', { example: '{"key": "value"}' })
      : t('Write a list as JSON, for example {{example}}.', { example: '["a", "b"]' })
  try {
    const value = parseExactJson(text)
    const right = kind === 'list' ? Array.isArray(value) : isMapValue(value)
    return right ? { type: 'value', value } : invalid(wrong)
  } catch {
    return invalid(wrong)
  }
}

const invalid = (message: string): FieldInput => ({ type: 'invalid', message })

/**
 * Reads one value of a map row, where any type may stand: `32` is a number, `true` a truth value, `{…}` and `[…]` are
 * JSON, quotes keep a text a text.
 */
export function readScalar(typed: string): YamlValue {
  const text = typed.trim()
  if (text === 'null' || text === '~') return null
  if (/^(true|false)$/.test(text)) return text === 'true'
  if (/^-?\d+$/.test(text)) {
    const value = ExactNumber.integer(BigInt(text))
    // A number that changes when it is printed again (an id such as 007) stays a text.
    return String(value) === text ? value : text
  }
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) && /[.e]/i.test(text)) {
    const value = Number(text)
    return Number.isFinite(value) ? ExactNumber.float(value) : text
  }
  if (/^["[{]/.test(text))
    try {
      return parseExactJson(text)
    } catch {
      return text
    }
  return typed
}

/** The text a value has in its box: the way `readFieldText` and `readScalar` read it back. */
export function fieldText(value: YamlValue | undefined, type: Field['type'] | 'row' = 'row'): string {
  if (value === undefined || value === null) return type === 'row' && value === null ? 'null' : ''
  if (isCollection(value)) {
    const flat = Array.isArray(value) && type !== 'row' && value.every((item) => !isCollection(item))
    return flat && (type === 'list' || type === 'integerOrList')
      ? value.map(String).join(', ')
      : printExactJson(value)
  }
  if (typeof value === 'string') {
    // A text that would be read as something else is shown in quotes.
    return type === 'row' && readScalar(value) !== value ? JSON.stringify(value) : value
  }
  return String(value)
}
