import type { PatternFlags } from './patternSyntax.ts'

/** Whether a character (a code point) is one of a class. */
export type CharacterTest = (character: string) => boolean

/** A part of `[…]`: a character, a range of code points, or a category such as `\d`. */
export type ClassItem = { from: number; to: number } | { category: string }

// Python 3: str.isdecimal, str.isalnum and str.isspace decide, unless the pattern says (?a).
const DIGIT = /^\p{Nd}$/u
const WORD = /^[\p{L}\p{N}_]$/u
const ASCII_DIGIT = /^[0-9]$/
const ASCII_WORD = /^[A-Za-z0-9_]$/
const ASCII_SPACE = /^[\t\n\v\f\r ]$/

/** Python's `\w`. */
export function isWord(character: string, ascii: boolean): boolean {
  return (ascii ? ASCII_WORD : WORD).test(character)
}

/** Python's `\s`: the separators of ASCII and U+0085 too, and no byte order mark. */
function isSpace(character: string): boolean {
  const code = character.codePointAt(0) as number
  return (code >= 0x1c && code <= 0x1f) || code === 0x85 || (code !== 0xfeff && /^\s$/.test(character))
}

/** `\d`, `\D`, `\s`, `\S`, `\w` and `\W` by their letter. */
export function testCategory(letter: string, ascii: boolean): CharacterTest {
  switch (letter) {
    case 'd':
      return (character) => (ascii ? ASCII_DIGIT : DIGIT).test(character)
    case 's':
      return (character) => (ascii ? ASCII_SPACE.test(character) : isSpace(character))
    case 'w':
      return (character) => isWord(character, ascii)
    default: {
      const positive = testCategory(letter.toLowerCase(), ascii)
      return (character) => !positive(character)
    }
  }
}

/** One of the items of `[…]`, or none of them. */
export function testClass(items: readonly ClassItem[], negated: boolean, flags: PatternFlags): CharacterTest {
  const tests = items.map((item) =>
    'category' in item ? testCategory(item.category, flags.ascii) : testRange(item, flags),
  )
  return (character) => tests.some((test) => test(character)) !== negated
}

function testRange({ from, to }: { from: number; to: number }, flags: PatternFlags): CharacterTest {
  const exact: CharacterTest = (character) => {
    const code = character.codePointAt(0) as number
    return code >= from && code <= to
  }
  if (!flags.ignoreCase) return exact
  if (flags.ascii) return (character) => exact(character) || exact(swapAsciiCase(character))
  // JavaScript folds as Python does: one character to one, and K also for the sign of Kelvin.
  const folding = new RegExp(`^[${escapeCode(from)}-${escapeCode(to)}]$`, 'iu')
  return (character) => exact(character) || folding.test(character)
}

function swapAsciiCase(character: string): string {
  if (/^[a-z]$/.test(character)) return character.toUpperCase()
  return /^[A-Z]$/.test(character) ? character.toLowerCase() : character
}

const escapeCode = (code: number) => `\\u{${code.toString(16)}}`
