/** JSON as it was written: with the digits of its numbers and with keys that stand there twice. */
export type WrittenJson = string | boolean | null | WrittenNumber | WrittenJson[] | WrittenObject

export class WrittenNumber {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export class WrittenObject {
  /** In the order of the text; `offset` is where the value begins in it. */
  readonly entries: { key: string; offset: number; value: WrittenJson }[]

  constructor(entries: WrittenObject['entries']) {
    this.entries = entries
  }
}

/** Half of a character that takes two units: nothing but text in memory can hold it. */
const HALF_CHARACTER = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g

/** The halves of characters in a text, as they are written in JSON: `\ud83d`. */
export function findHalfCharacters(text: string): string[] {
  return Array.from(text.matchAll(HALF_CHARACTER), ([half]) => `\\u${half.charCodeAt(0).toString(16)}`)
}

/** A text that can be sent: `�` in place of each half of a character. */
export function repairText(text: string): string {
  return text.replaceAll(HALF_CHARACTER, '\uFFFD')
}

/** Whether `JSON.parse` and `JSON.stringify` together change what is written: `1.0`, `-0`, 2^53 + 1, half a character. */
export function losesByParsing(written: WrittenJson): boolean {
  if (typeof written === 'string') return findHalfCharacters(written).length > 0
  if (written instanceof WrittenNumber) return JSON.stringify(Number(written.text)) !== written.text
  if (Array.isArray(written)) return written.some(losesByParsing)
  if (!(written instanceof WrittenObject)) return false
  return written.entries.some(({ key, value }) => losesByParsing(key) || losesByParsing(value))
}

/** The text to send. A minus sign of zero is one of a float: JSON has no other. */
export function printWritten(written: WrittenJson, indent = ''): string {
  if (typeof written === 'string') return JSON.stringify(repairText(written))
  if (written instanceof WrittenNumber) return written.text === '-0' ? '-0.0' : written.text
  if (written === null || typeof written === 'boolean') return String(written)
  const inner = `${indent}  `
  const lines = Array.isArray(written)
    ? written.map((item) => printWritten(item, inner))
    : written.entries.map(({ key, value }) => `${printWritten(key)}: ${printWritten(value, inner)}`)
  const [open, close] = Array.isArray(written) ? '[]' : '{}'
  return lines.length === 0
    ? `${open}${close}`
    : `${open}\n${lines.map((line) => inner + line).join(',\n')}\n${indent}${close}`
}
