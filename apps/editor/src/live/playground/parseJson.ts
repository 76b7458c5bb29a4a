import { t } from '../../i18n/t.ts'

export interface JsonProblem {
  message: string
  /** Counted from 1, as editors show them. */
  line: number
  column: number
  /** Where to put the caret. */
  offset: number
}

export type ParsedJson = { value: unknown } | { problem: JsonProblem }

const MAX_DEPTH = 64

/**
 * Reads strict JSON and says exactly where it goes wrong; browsers differ in whether and how they say it.
 * The value is the one that `JSON.parse` gives.
 */
export function parseJson(text: string): ParsedJson {
  const scanner = new Scanner(text)
  const problem = scanner.scan()
  if (!problem) return { value: JSON.parse(text) as unknown }
  const before = text.slice(0, problem.offset)
  const line = before.split('\n').length
  return { problem: { ...problem, line, column: problem.offset - before.lastIndexOf('\n') } }
}

/** Like `parseJson`, and the value must be an object; blank text is `{}`. */
export function parseJsonObject(text: string): { value: Record<string, unknown> } | { problem: JsonProblem } {
  if (text.trim() === '') return { value: {} }
  const parsed = parseJson(text)
  if ('problem' in parsed) return parsed
  const { value } = parsed
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return { value: value as Record<string, unknown> }
  const offset = text.search(/\S/)
  const before = text.slice(0, offset)
  return {
    problem: {
      message: t('expected an object in { }, found {{found}}', { found: kindOf(value) }),
      offset,
      line: before.split('\n').length,
      column: offset - before.lastIndexOf('\n'),
    },
  }
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

  scan(): { message: string; offset: number } | null {
    try {
      this.value(0)
      this.space()
      if (this.at < this.text.length) throw this.failure(t('expected the end of the text'))
      return null
    } catch (error) {
      if (error instanceof Failure) return { message: error.message, offset: error.offset }
      throw error
    }
  }

  private value(depth: number): void {
    if (depth > MAX_DEPTH)
      throw this.failure(t('nested deeper than {{number}} levels', { number: MAX_DEPTH }))
    this.space()
    const char = this.text[this.at]
    if (char === '{') this.object(depth)
    else if (char === '[') this.list(depth)
    else if (char === '"') this.string()
    else if (!this.take(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y) && !this.take(/true|false|null/y))
      throw this.failure(this.hint(char))
  }

  private object(depth: number): void {
    this.at++
    this.space()
    if (this.take(/\}/y)) return
    for (;;) {
      this.space()
      if (this.text[this.at] !== '"') throw this.failure(this.found(t('a key in double quotes')))
      this.string()
      this.space()
      if (!this.take(/:/y)) throw this.failure(this.found(t('":" after the key')))
      this.value(depth + 1)
      this.space()
      if (this.take(/\}/y)) return
      if (!this.take(/,/y)) throw this.failure(this.found(t('"," or "}"')))
    }
  }

  private list(depth: number): void {
    this.at++
    this.space()
    if (this.take(/\]/y)) return
    for (;;) {
      this.value(depth + 1)
      this.space()
      if (this.take(/\]/y)) return
      if (!this.take(/,/y)) throw this.failure(this.found(t('"," or "]"')))
    }
  }

  private string(): void {
    const start = this.at++
    for (;;) {
      const char = this.text[this.at]
      if (char === undefined) throw new Failure(t('this string has no closing quote'), start)
      if (char === '"') break
      if (char < ' ') throw this.failure(t('a line break or control character in a string; write \\n or \\t'))
      if (char === '\\') {
        if (!this.take(/\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})/y))
          throw this.failure(t('an unknown escape; a backslash itself is written \\\\'))
      } else this.at++
    }
    this.at++
  }

  private space(): void {
    this.take(/[ \t\r\n]*/y)
  }

  private take(expression: RegExp): boolean {
    expression.lastIndex = this.at
    const [match] = expression.exec(this.text) ?? []
    if (match === undefined) return false
    this.at += match.length
    return true
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
