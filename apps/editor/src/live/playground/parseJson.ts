import { WrittenNumber, WrittenObject, type WrittenJson } from './writtenJson.ts'
import { t } from '../../i18n/t.ts'

export interface JsonProblem {
  message: string
  /** Counted from 1, as editors show them. */
  line: number
  column: number
  /** Where to put the caret. */
  offset: number
}

/** The value that `JSON.parse` gives, and what was written for it. */
export interface ReadJson<T = unknown> {
  value: T
  written: WrittenJson
}
export type ParsedJson<T = unknown> = ReadJson<T> | { problem: JsonProblem }

const MAX_DEPTH = 64

/** Reads strict JSON and says exactly where it goes wrong; browsers differ in whether and how they say it. */
export function parseJson(text: string): ParsedJson {
  const read = new Scanner(text).scan()
  if ('message' in read) return { problem: placeProblem(text, read) }
  return { value: JSON.parse(text) as unknown, written: read.written }
}

/** A problem of a text at an offset. */
export function placeProblem(
  text: string,
  { message, offset }: { message: string; offset: number },
): JsonProblem {
  const before = text.slice(0, offset)
  return { message, offset, line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}

/** Like `parseJson`, and the value must be an object; blank text is `{}`. */
export function parseJsonObject(text: string): ParsedJson<Record<string, unknown>> {
  if (text.trim() === '') return { value: {}, written: new WrittenObject([]) }
  const parsed = parseJson(text)
  if ('problem' in parsed) return parsed
  const { value, written } = parsed
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return { value: value as Record<string, unknown>, written }
  const message = t('expected an object in { }, found {{found}}', { found: kindOf(value) })
  return { problem: placeProblem(text, { message, offset: text.search(/\S/) }) }
}

export function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return t('a list')
  if (typeof value === 'object') return t('an object')
  if (typeof value === 'string') return t('a string')
  return typeof value === 'number' ? t('a number') : t('a boolean')
}

class Failure extends Error {
  readonly offset: number
  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}

class Scanner {
  private readonly text: string
  private at = 0

  constructor(text: string) {
    this.text = text
  }

  scan(): { written: WrittenJson } | { message: string; offset: number } {
    try {
      const written = this.value(0)
      this.space()
      if (this.at < this.text.length) throw this.failure(t('expected the end of the text'))
      return { written }
    } catch (error) {
      if (error instanceof Failure) return { message: error.message, offset: error.offset }
      throw error
    }
  }

  private value(depth: number): WrittenJson {
    if (depth > MAX_DEPTH)
      throw this.failure(t('nested deeper than {{number}} levels', { number: MAX_DEPTH }))
    this.space()
    const char = this.text[this.at]
    if (char === '{') return this.object(depth)
    if (char === '[') return this.list(depth)
    if (char === '"') return this.string()
    const number = this.take(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y)
    if (number !== null) return new WrittenNumber(number)
    const word = this.take(/true|false|null/y)
    if (word === null) throw this.failure(this.hint(char))
    return word === 'null' ? null : word === 'true'
  }

  private object(depth: number): WrittenObject {
    const object = new WrittenObject([])
    this.at++
    this.space()
    if (this.take(/\}/y) !== null) return object
    for (;;) {
      this.space()
      if (this.text[this.at] !== '"') throw this.failure(this.found(t('a key in double quotes')))
      const key = this.string()
      this.space()
      if (this.take(/:/y) === null) throw this.failure(this.found(t('":" after the key')))
      this.space()
      const offset = this.at
      object.entries.push({ key, offset, value: this.value(depth + 1) })
      this.space()
      if (this.take(/\}/y) !== null) return object
      if (this.take(/,/y) === null) throw this.failure(this.found(t('"," or "}"')))
    }
  }

  private list(depth: number): WrittenJson[] {
    const list: WrittenJson[] = []
    this.at++
    this.space()
    if (this.take(/\]/y) !== null) return list
    for (;;) {
      list.push(this.value(depth + 1))
      this.space()
      if (this.take(/\]/y) !== null) return list
      if (this.take(/,/y) === null) throw this.failure(this.found(t('"," or "]"')))
    }
  }

  private string(): string {
    const start = this.at++
    for (;;) {
      const char = this.text[this.at]
      if (char === undefined) throw new Failure(t('this string has no closing quote'), start)
      if (char === '"') break
      if (char < ' ') throw this.failure(t('a line break or control character in a string; write \\n or \\t'))
      if (char === '\\') {
        if (this.take(/\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})/y) === null)
          throw this.failure(t('an unknown escape; a backslash itself is written \\\\'))
      } else this.at++
    }
    this.at++
    return JSON.parse(this.text.slice(start, this.at)) as string
  }

  private space(): void {
    this.take(/[ \t\r\n]*/y)
  }

  private take(expression: RegExp): string | null {
    expression.lastIndex = this.at
    const [match] = expression.exec(this.text) ?? []
    if (match === undefined) return null
    this.at += match.length
    return match
  }

  private hint(char: string | undefined): string {
    if (char === "'") return t('strings are in double quotes')
    if (char === '}' || char === ']' || char === ',') return t('expected a value before "{{char}}"', { char })
    return this.found(t('a value'))
  }

  private found(expected: string): string {
    const char = this.text[this.at]
    return t('expected {{expected}}, found {{found}}', {
      expected,
      found: char === undefined ? t('the end') : `"${char}"`,
    })
  }

  private failure(message: string): Failure {
    return new Failure(message, this.at)
  }
}
