import { isCollection, isNumber, printPythonNumber, type ExactNumber } from '../../value/exactNumber.ts'
import type { YamlMap, YamlValue } from '../../value/yamlValue.ts'
import { isMapValue } from '../../value/exactNumber.ts'
import { parseYaml } from '../../yaml/parseYaml.ts'
import { readTimestamp } from '../../yaml/timestamps.ts'
import { protectText } from './protectText.ts'

/** A list of plain values stays on one line up to this many characters. */
const LINE = 90

/**
 * Prints a value on one line so that Jina's two readings (YAML, then its own of every string) yield it again.
 * `flow` is true inside brackets, where commas and braces end a word. Throws `CannotWrite` for a text that no YAML says: `0` and a line end.
 */
export function printInline(value: YamlValue, flow: boolean): string {
  if (typeof value === 'string') return printText(value, flow)
  if (isNumber(value)) return printNumber(value)
  if (value === null || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return `[${value.map((item) => printInline(item, true)).join(', ')}]`
  return `{${Object.entries(value)
    .map(([key, item]) => `${printKey(key, true)}: ${printInline(item, true)}`)
    .join(', ')}}`
}

/** Prints `key: value` as lines of a block map whose keys stand `indent` columns from the left. */
export function printPair(key: string, value: YamlValue, indent: number): string[] {
  const head = `${' '.repeat(indent)}${printKey(key, false)}:`
  const lines = printBlock(value, indent + 2)
  return lines ? [head, ...lines] : [`${head} ${printInline(value, false)}`]
}

/** Prints an entry of a block list whose dash stands `indent` columns from the left. */
export function printItem(value: YamlValue, indent: number): string[] {
  const dash = `${' '.repeat(indent)}-`
  if (!isMapValue(value) || Object.keys(value).length === 0) return [`${dash} ${printInline(value, false)}`]
  const lines = Object.entries(value).flatMap(([key, item]) => printPair(key, item, indent + 2))
  return [`${dash} ${(lines[0] as string).slice(indent + 2)}`, ...lines.slice(1)]
}

/** The lines of a value that needs several, or null when it belongs on the line of its key. */
export function printBlock(value: YamlValue, indent: number): string[] | null {
  if (Array.isArray(value)) {
    const plain = value.every((item) => !isCollection(item))
    if (value.length === 0 || (plain && printInline(value, false).length <= LINE)) return null
    return value.flatMap((item) => printItem(item, indent))
  }
  if (!isMapValue(value) || Object.keys(value).length === 0) return null
  return Object.entries(value).flatMap(([key, item]) => printPair(key, item, indent))
}

/** Prints a key of a map; keys are read once only, so that quoting them once is enough. */
export function printKey(key: string, flow: boolean): string {
  if (/^[A-Za-z_][\w-]*$/.test(key) && !/^(?:yes|no|true|false|null)$/i.test(key)) return key
  if (/^[\w./$-][\w./$ -]*$/.test(key) && !key.endsWith(' ')) {
    const value = parseYaml(flow ? `{${key}: x}` : `${key}: x`).value
    if (isMapValue(value) && Object.keys(value)[0] === key) return key
  }
  return quote(key)
}

function printNumber(value: number | ExactNumber): string {
  const text = printPythonNumber(value)
  if (/^-?(?:nan|inf)$/.test(text)) return text.replace(/(?=[ni])/, '.')
  // YAML 1.1 takes an exponent only behind a point.
  return text.replace(/^(-?\d+)e/, '$1.0e')
}

function printText(value: string, flow: boolean): string {
  // Jina reads the text several times more: what would become a number, a list or a truth value is quoted for each reading.
  const inner = protectText(value)
  return isPlain(inner, flow) ? inner : quote(inner)
}

/** Whether a text can stand without quotes, decided by reading it. Jina reads a date as something that is no text. */
function isPlain(text: string, flow: boolean): boolean {
  if (readTimestamp(text)) return false
  if (/^[A-Za-z_./$][\w./$-]*$/.test(text)) {
    if (!/^(?:[._\d]|yes|no|true|false|null|on|off|y|n|inf|nan)/i.test(text)) return true
  } else if (!/^[\p{L}\d_./$~@+-]/u.test(text) || /[\p{C}\p{Zl}\p{Zp}]|!\w|[^\S ]/u.test(text)) return false
  const read = parseYaml(flow ? `[${text}]` : `- ${text}\n`)
  return read.issues.length === 0 && yamlIs(read.value, text)
}

function yamlIs(value: YamlValue, text: string): boolean {
  return Array.isArray(value) && value.length === 1 && value[0] === text
}

/** Double quotes with escapes; single quotes where that reads better. `!word` is escaped: Jina would rewrite it. */
function quote(text: string): string {
  const special = /[\p{C}\p{Zl}\p{Zp}]|!\w/u.test(text)
  if (!special && /["\\]/.test(text) && !text.includes("'")) return `'${text}'`
  return JSON.stringify(text)
    .replace(/!(?=\w)/g, String.raw`\x21`)
    .replace(/[^\P{C}\p{Co}]|[\p{Zl}\p{Zp}]/gu, (char) => {
      const code = char.codePointAt(0) as number
      return code > 0xffff
        ? `\\U${code.toString(16).padStart(8, '0')}`
        : `\\u${code.toString(16).padStart(4, '0')}`
    })
}

/** A new Executor entry with its name first and `needs` last, as people write it. */
export function orderedEntry(name: string, values: YamlMap, needs: YamlValue | undefined): YamlMap {
  const rest = Object.entries(values).filter(([key]) => key !== 'name' && key !== 'needs')
  return Object.fromEntries([
    ['name', name],
    ...rest,
    ...(needs === undefined ? [] : [['needs', needs] as const]),
  ])
}
