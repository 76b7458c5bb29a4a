import { sentence } from '../words/sentence.ts'
import type { ClassItem } from './characterTests.ts'
import { PatternError, type AssertionKind } from './patternSyntax.ts'
import type { PatternReader } from './PatternReader.ts'

/** What stands behind a backslash. */
export type Escape = ClassItem | { assertion: AssertionKind }

const CONTROL: Readonly<Record<string, string>> = {
  a: '\u0007',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
}
const ASSERTIONS: Readonly<Record<string, AssertionKind>> = {
  A: 'start',
  Z: 'end',
  b: 'boundary',
  B: 'notBoundary',
}
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

/** Reads what comes behind a backslash outside of `[…]`. @throws PatternError */
export function readEscape(reader: PatternReader): Escape {
  const start = reader.position - 1
  const letter = reader.peek()
  const assertion = ASSERTIONS[letter]
  if (assertion !== undefined) {
    reader.next()
    return { assertion }
  }
  if (/^[1-9]$/.test(letter)) {
    const octal = [0, 1, 2].map((ahead) => reader.peek(ahead)).join('')
    if (/^[0-7]{3}$/.test(octal)) return readOctal(reader, start)
    throw refuseBackreference(`\\${letter}`, start)
  }
  return readCommon(reader, start)
}

/** Reads what comes behind a backslash in `[…]`, where `\b` is a backspace. @throws PatternError */
export function readClassEscape(reader: PatternReader): ClassItem {
  const start = reader.position - 1
  if (reader.skip('b')) return one('\b')
  return /^[0-7]$/.test(reader.peek()) ? readOctal(reader, start) : readCommon(reader, start)
}

export function refuseBackreference(construct: string, position: number): PatternError {
  return new PatternError(
    sentence(
      'the backreference {{construct}} at character {{at}} is not supported; write out what it may repeat, as in aa|bb',
      { at: position + 1, construct },
    ),
  )
}

function readCommon(reader: PatternReader, start: number): ClassItem {
  const letter = reader.next()
  if (letter === '')
    throw new PatternError(sentence('nothing follows the backslash at character {{at}}', { at: start + 1 }))
  if (/^[dDsSwW]$/.test(letter)) return { category: letter }
  const control = CONTROL[letter]
  if (control !== undefined) return one(control)
  const digits = HEX_DIGITS[letter]
  if (digits !== undefined) return readHex(reader, { letter, digits, start })
  if (letter === '0') {
    reader.rewind(reader.position - 1)
    return readOctal(reader, start)
  }
  if (letter === 'N')
    throw new PatternError(
      sentence('names of characters (\\N at character {{at}}) are not supported; use \\u and the code', {
        at: start + 1,
      }),
    )
  if (/^[A-Za-z0-9]$/.test(letter))
    throw new PatternError(
      sentence('{{construct}} at character {{at}} has no meaning in Python', {
        at: start + 1,
        construct: `\\${letter}`,
      }),
    )
  return one(letter)
}

function readHex(
  reader: PatternReader,
  { letter, digits, start }: { letter: string; digits: number; start: number },
): ClassItem {
  const code = reader.takeWhile(/^[0-9a-fA-F]$/, digits)
  const value = Number.parseInt(code, 16)
  if (code.length < digits || value > 0x10ffff)
    throw new PatternError(
      sentence('{{construct}} at character {{at}} names no character', {
        at: start + 1,
        construct: `\\${letter}${code}`,
      }),
    )
  return { from: value, to: value }
}

function readOctal(reader: PatternReader, start: number): ClassItem {
  const code = reader.takeWhile(/^[0-7]$/, 3)
  const value = Number.parseInt(code, 8)
  if (value > 0o377)
    throw new PatternError(
      sentence('{{construct}} at character {{at}} names no character', {
        at: start + 1,
        construct: `\\${code}`,
      }),
    )
  return { from: value, to: value }
}

function one(character: string): ClassItem {
  const code = character.codePointAt(0) as number
  return { from: code, to: code }
}
