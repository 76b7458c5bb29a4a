import type { YamlMap, YamlValue } from '../flow/flowModel.ts'
import { isMapValue } from '../flow/readExecutors.ts'
import { rescalar } from '../yaml/rescalar.ts'

const PLAIN = /^[A-Za-z_./$][\w./:@+$ {}-]*$/
/** Words that YAML 1.1 readers take for something else than text. */
const WORD = /^(?:y|n|yes|no|on|off|true|false|null|~|nan|inf|infinity)$/i

/** A text so that Jina's second reading (`rescalar`) gives this text back: `123` becomes `'123'`, with its quotes. */
export function protectText(text: string): string {
  return rescalar(text) === text ? text : `'${text}'`
}

/** A value on one line, as it stands within a flow collection or after `key: `. */
export function printInline(value: YamlValue): string {
  if (typeof value === 'string') return printText(protectText(value))
  if (value === null) return 'null'
  if (typeof value === 'number') return printNumber(value)
  if (typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return `[${value.map(printInline).join(', ')}]`
  return `{${Object.entries(value)
    .map(([key, item]) => `${printKey(key)}: ${printInline(item)}`)
    .join(', ')}}`
}

export function printKey(key: string): string {
  return printText(key)
}

function printNumber(value: number): string {
  if (Number.isNaN(value)) return '.nan'
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf'
  return String(value)
}

function printText(text: string): string {
  const plain =
    PLAIN.test(text) &&
    !WORD.test(text) &&
    !/:(?:\s|$)|\s#|\s$|[{}]/.test(text.replace(/\$\{\{?[^{}]*\}?\}/g, '')) &&
    !/^\$\{/.test(text)
  if (plain && !/[,[\]]/.test(text)) return text
  // JSON's escapes are YAML's. Jina rewrites `!word` even within strings, which only an escape survives.
  return JSON.stringify(text).replace(/!(?=\w)/g, '\\x21')
}

const WIDTH = 80

/** The lines of a block map at an indentation; the first line is not indented (it follows `- ` or its key's line). */
export function printBlockMap(map: YamlMap, indent: number, eol: string): string {
  const pad = ' '.repeat(indent)
  return Object.entries(map)
    .map(([key, value]) => printPair(key, value, { indent, eol }))
    .join(`${eol}${pad}`)
}

/** `key: value`, over several lines when the value is a larger map or list. */
export function printPair(
  key: string,
  value: YamlValue,
  { indent, eol }: { indent: number; eol: string },
): string {
  const name = printKey(key)
  const inner = indent + 2
  const pad = ' '.repeat(inner)
  if (isMapValue(value) && Object.keys(value).length > 0)
    return `${name}:${eol}${pad}${printBlockMap(value, inner, eol)}`
  if (
    Array.isArray(value) &&
    (value.some((item) => typeof item === 'object' && item !== null) || printInline(value).length > WIDTH)
  )
    return `${name}:${value.map((item) => `${eol}${pad}- ${printItem(item, inner, eol)}`).join('')}`
  return `${name}: ${printInline(value)}`
}

/** What follows `- ` in a block list at an indentation. */
export function printItem(value: YamlValue, indent: number, eol: string): string {
  return isMapValue(value) && Object.keys(value).length > 0
    ? printBlockMap(value, indent + 2, eol)
    : printInline(value)
}
