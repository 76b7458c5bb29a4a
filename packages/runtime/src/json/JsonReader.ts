import { Float, setKey, type ExactJson } from './Float.ts'

/** Where a text stops being JSON. `offset` counts characters from 0, as Python does. */
export class JsonSyntaxError extends Error {
  readonly offset: number

  constructor(message: string, offset: number) {
    super(message)
    this.name = 'JsonSyntaxError'
    this.offset = offset
  }
}

/** A list that has more items than `JsonReader` was told to accept. */
export class TooManyItems extends Error {}

/** Levels of lists and objects; those that read the values go down by recursion. */
const MAX_DEPTH = 256
/** Python's own limit. */
const MAX_INTEGER_DIGITS = 4300
/** Values between two looks at the clock. */
const VALUES_PER_CHECK = 512
/** A number of so many digits is read without loss by adding them up. */
const SAFE_DIGITS = 15
/** Longer texts are searched by a regular expression, which is faster then. */
const SHORT = 64
/** 10, 100, … */
const POWERS = Array.from({ length: SAFE_DIGITS + 1 }, (_, i) => 10 ** (i + 1))
/** A quote, a backslash, or a control character. */
const SPECIAL = /["\\]|[^ -\uffff]/g

/** Characters of a list of numbers that are read at once. */
const PIECE = 256 * 1024
/** Shorter lists of numbers are not worth a look ahead. */
const WORTHWHILE = 64

const ZERO = new Float(0)
const ONE = new Float(1)

const ESCAPES: Record<string, string> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

type Container = ExactJson[] | Record<string, ExactJson>

/**
 * Reads JSON as Python's `json` does: integers of any size, floats told from integers, `NaN`, `Infinity` and `-Infinity`, and of two equal
 * keys the last. Reading can be done in slices: `read` stops at a deadline and goes on where it stopped.
 */
export class JsonReader {
  private readonly text: string
  private readonly maxDocuments: number
  private at = 0
  private readonly stack: Container[] = []
  private readonly keys: string[] = []
  private result: ExactJson = null
  /** Where the list of numbers ends that is being read, as far as that is known. */
  private listEnd = -1
  /** Up to here, numbers are read one by one. */
  private oneByOneUntil = 0

  /** `maxDocuments` limits the lists `data` and `data.docs` of a request. */
  constructor(text: string, maxDocuments = Infinity) {
    this.text = text
    this.maxDocuments = maxDocuments
  }

  get value(): ExactJson {
    return this.result
  }

  /**
   * Reads until the end or until `performance.now()` is past `deadline`; true when all is read.
   * @throws JsonSyntaxError, TooManyItems
   */
  read(deadline = Infinity): boolean {
    const { text, stack } = this
    let left = VALUES_PER_CHECK
    for (;;) {
      if (--left === 0) {
        if (performance.now() > deadline) return false
        left = VALUES_PER_CHECK
      }
      let value = this.readScalarOrOpen()
      if (value === undefined) continue
      for (;;) {
        const container = stack.at(-1)
        this.skipSpace()
        const next = text.charCodeAt(this.at)
        if (container === undefined) {
          if (this.at < text.length) throw this.wrong('Extra data')
          this.result = value
          return true
        }
        if (Array.isArray(container)) {
          container.push(value)
          if (next === 0x2c) {
            this.checkDocuments(container)
            this.at++
            break
          }
          if (next !== 0x5d) throw this.wrong("Expecting ',' delimiter")
        } else {
          setKey(container, this.keys.at(-1) as string, value)
          if (next === 0x2c) {
            this.at++
            this.skipSpace()
            this.keys[this.keys.length - 1] = this.readKey()
            break
          }
          if (next !== 0x7d) throw this.wrong("Expecting ',' delimiter")
          this.keys.pop()
        }
        this.at++
        stack.pop()
        value = container
      }
    }
  }

  /** A whole value, or undefined after the opening of a list or an object that is not empty. */
  private readScalarOrOpen(): ExactJson | undefined {
    this.skipSpace()
    const { text } = this
    const code = text.charCodeAt(this.at)
    if (code === 0x22) return this.readString()
    if (code === 0x2d || isDigit(code)) return this.readNumbers() ?? this.readNumber()
    switch (code) {
      case 0x7b: // {
        this.at++
        this.skipSpace()
        if (text.charCodeAt(this.at) === 0x7d) {
          this.at++
          return {}
        }
        this.open({})
        this.keys.push(this.readKey())
        return undefined
      case 0x5b: // [
        this.at++
        this.skipSpace()
        if (text.charCodeAt(this.at) === 0x5d) {
          this.at++
          return []
        }
        this.open([])
        return undefined
      case 0x74:
        return this.readWord('true', true)
      case 0x66:
        return this.readWord('false', false)
      case 0x6e:
        return this.readWord('null', null)
      case 0x4e:
        return this.readWord('NaN', NaN)
      case 0x49:
        return this.readWord('Infinity', Infinity)
      default:
        throw this.wrong('Expecting value')
    }
  }

  private open(container: Container): void {
    if (this.stack.length >= MAX_DEPTH)
      throw this.wrong(`Nested deeper than ${MAX_DEPTH} levels`, this.at - 1)
    this.stack.push(container)
  }

  private checkDocuments(list: ExactJson[]): void {
    if (list.length < this.maxDocuments) return
    const { keys, stack } = this
    const level = stack.length
    if (keys[0] === 'data' && ((level === 2 && keys.length === 1) || (level === 3 && keys[1] === 'docs')))
      throw new TooManyItems(`more than ${this.maxDocuments} documents`)
  }

  private readKey(): string {
    if (this.text.charCodeAt(this.at) !== 0x22)
      throw this.wrong('Expecting property name enclosed in double quotes')
    const key = this.readString()
    this.skipSpace()
    if (this.text.charCodeAt(this.at) !== 0x3a) throw this.wrong("Expecting ':' delimiter")
    this.at++
    return key
  }

  private readWord<T extends ExactJson>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) throw this.wrong('Expecting value')
    this.at += word.length
    return value
  }

  private readString(): string {
    const { text } = this
    const start = this.at + 1
    let at = start
    for (const end = Math.min(start + SHORT, text.length); at < end; at++) {
      const code = text.charCodeAt(at)
      if (code === 0x22) {
        this.at = at + 1
        return text.slice(start, at)
      }
      if (code === 0x5c || code < 0x20) break
    }
    let out = ''
    let from = start
    for (;;) {
      SPECIAL.lastIndex = at
      const found = SPECIAL.exec(text)
      if (!found) throw this.wrong('Unterminated string starting at', start - 1)
      at = found.index
      if (found[0] === '"') {
        this.at = at + 1
        return out + text.slice(from, at)
      }
      if (found[0] !== '\\') throw this.wrong('Invalid control character at', at)
      out += text.slice(from, at)
      const escape = text.charAt(at + 1)
      if (escape === 'u') {
        out += this.readCodeUnits(at)
        at = this.at
      } else {
        const char = ESCAPES[escape]
        if (char === undefined)
          throw escape === ''
            ? this.wrong('Unterminated string starting at', start - 1)
            : this.wrong('Invalid \\escape', at)
        out += char
        at += 2
      }
      from = at
    }
  }

  /** What `\uXXXX` at `at` stands for, with its second half where there is one; half a character cannot be sent on. */
  private readCodeUnits(at: number): string {
    const first = this.readHex(at)
    this.at = at + 6
    if (first < 0xd800 || first > 0xdfff) return String.fromCharCode(first)
    if (first < 0xdc00 && this.text.startsWith('\\u', this.at)) {
      const second = this.readHex(this.at)
      if (second >= 0xdc00 && second <= 0xdfff) {
        this.at += 6
        return String.fromCharCode(first, second)
      }
    }
    throw this.wrong('Half a surrogate pair, which is no character', at)
  }

  private readHex(at: number): number {
    const digits = this.text.slice(at + 2, at + 6)
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw this.wrong('Invalid \\uXXXX escape', at + 1)
    return Number.parseInt(digits, 16)
  }

  /**
   * Hands a piece of a list of numbers to the engine's own parser, which is faster. The last number is the result, the others are in the
   * list; undefined when it is no such piece.
   */
  private readNumbers(): ExactJson | undefined {
    const { text, at } = this
    const list = this.stack.at(-1)
    if (at < this.oneByOneUntil || !Array.isArray(list)) return undefined
    if (this.listEnd < at) this.listEnd = indexOrEnd(text.indexOf(']', at), text)
    let end = this.listEnd
    if (end - at > PIECE) end = text.lastIndexOf(',', at + PIECE)
    const numbers = end - at < WORTHWHILE ? null : parseNumbers(text.slice(at, end))
    if (numbers === null) {
      this.oneByOneUntil = end
      return undefined
    }
    this.at = end
    const last = numbers.pop()
    for (const number of numbers) list.push(number)
    return last
  }

  private readNumber(): ExactJson {
    const { text } = this
    const start = this.at
    const negative = text.charCodeAt(start) === 0x2d
    let at = negative ? start + 1 : start
    let code = text.charCodeAt(at)
    if (negative && code === 0x49) return this.readWord('-Infinity', -Infinity)
    if (!isDigit(code)) throw this.wrong('Expecting value', start)
    const first = at
    let sum = 0
    if (code === 0x30) code = text.charCodeAt(++at)
    else
      while (isDigit(code)) {
        sum = sum * 10 + (code - 0x30)
        code = text.charCodeAt(++at)
      }
    const integerEnd = at
    if (code === 0x2e && isDigit(text.charCodeAt(at + 1))) {
      while (isDigit((code = text.charCodeAt(++at)))) sum = sum * 10 + (code - 0x30)
    }
    // With its point.
    const fraction = at - integerEnd
    const exponent = code === 0x65 || code === 0x45 ? this.endOfExponent(at) : at
    this.at = exponent
    if (exponent > at || at - first > SAFE_DIGITS + (fraction > 0 ? 1 : 0))
      return fraction > 0 || exponent > at
        ? toFloat(Number(text.slice(start, exponent)))
        : this.readLongInteger(start, first)
    if (fraction === 0) return negative && sum !== 0 ? -sum : sum
    // Both are exact, so that the quotient is rounded once, as it has to be.
    const value = sum / (POWERS[fraction - 2] as number)
    return toFloat(negative ? -value : value)
  }

  private endOfExponent(at: number): number {
    const { text } = this
    const sign = text.charCodeAt(at + 1)
    let end = sign === 0x2b || sign === 0x2d ? at + 2 : at + 1
    if (!isDigit(text.charCodeAt(end))) return at
    while (isDigit(text.charCodeAt(end))) end++
    return end
  }

  private readLongInteger(start: number, first: number): number | bigint {
    if (this.at - first > MAX_INTEGER_DIGITS)
      throw this.wrong(`An integer of more than ${MAX_INTEGER_DIGITS} digits`, start)
    const exact = BigInt(this.text.slice(start, this.at))
    const near = Number(exact)
    return Number.isSafeInteger(near) ? near : exact
  }

  private skipSpace(): void {
    const { text } = this
    let code = text.charCodeAt(this.at)
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) code = text.charCodeAt(++this.at)
  }

  private wrong(message: string, at = this.at): JsonSyntaxError {
    let pairs = 0
    for (let i = 0; i < at; i++) if ((this.text.charCodeAt(i) & 0xfc00) === 0xdc00) pairs++
    return new JsonSyntaxError(message, at - pairs)
  }
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

function indexOrEnd(index: number, text: string): number {
  return index < 0 ? text.length : index
}

/** The numbers of a list without its brackets; null when something else stands among them, or NaN. */
function parseNumbers(text: string): ExactJson[] | null {
  let numbers: ExactJson[]
  try {
    numbers = JSON.parse(`[${text}]`) as ExactJson[]
  } catch {
    return null
  }
  let whole = 0
  for (const number of numbers) {
    if (typeof number !== 'number') return null
    if (Number.isInteger(number)) whole++
  }
  if (whole > 0) tellIntegers(numbers, text)
  return numbers
}

/** Replaces whole numbers that are floats, or too large, by what they are. */
function tellIntegers(numbers: ExactJson[], text: string): void {
  if (!isFloat(text) && numbers.every((number) => Number.isSafeInteger(number) && !Object.is(number, -0)))
    return
  const written = text.split(',')
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i] as number
    if (!Number.isInteger(number)) continue
    const token = written[i] as string
    if (isFloat(token)) numbers[i] = toFloat(number)
    else if (!Number.isSafeInteger(number)) numbers[i] = BigInt(token)
    else if (number === 0) numbers[i] = 0
  }
}

function isFloat(token: string): boolean {
  return token.includes('.') || token.includes('e') || token.includes('E')
}

function toFloat(value: number): number | Float {
  if (!Number.isInteger(value)) return value
  return Object.is(value, 0) ? ZERO : value === 1 ? ONE : new Float(value)
}

/** Reads a JSON text at once. @throws JsonSyntaxError */
export function parseJson(text: string): ExactJson {
  const reader = new JsonReader(text)
  reader.read()
  return reader.value
}
