import { sentence } from '../words/sentence.ts'
import { testCategory, testClass } from './characterTests.ts'
import { PatternError, type AssertionKind, type PatternFlags, type PatternNode } from './patternSyntax.ts'
import { PatternReader } from './PatternReader.ts'
import { readClass } from './readClass.ts'
import { readEscape, refuseBackreference } from './readEscape.ts'

/** Python's own parser gives up at a similar depth. */
const MAX_DEPTH = 200

const NO_FLAGS: PatternFlags = {
  ignoreCase: false,
  multiline: false,
  dotAll: false,
  verbose: false,
  ascii: false,
}

/**
 * Reads a pattern of Python's `re` module (3.11). Constructs whose matching may take exponential time are refused by name.
 * @throws PatternError
 */
export function parsePattern(pattern: string): PatternNode {
  return new PatternParser(pattern).parse()
}

class PatternParser {
  private readonly reader: PatternReader
  private readonly names = new Set<string>()
  private depth = 0

  constructor(pattern: string) {
    this.reader = new PatternReader(pattern)
  }

  parse(): PatternNode {
    const node = this.choice(this.globalFlags())
    if (this.reader.peek() === ')')
      throw new PatternError(
        sentence('the bracket at character {{at}} closes nothing', { at: this.reader.position + 1 }),
      )
    return node
  }

  /** `(?i)` and the like, which Python takes at the very beginning only. */
  private globalFlags(): PatternFlags {
    const { reader } = this
    let flags = NO_FLAGS
    for (;;) {
      const start = reader.position
      if (flags.verbose) this.skipVerbose()
      if (!reader.skip('(?')) return flags
      if (reader.skip('#')) {
        reader.takeUntil(')', start)
        continue
      }
      const letters = reader.takeWhile(/^[aiLmsux]$/)
      if (letters === '' || !reader.skip(')')) {
        reader.rewind(start)
        return flags
      }
      flags = this.withFlags(flags, letters, true)
    }
  }

  private withFlags(flags: PatternFlags, letters: string, on: boolean): PatternFlags {
    if (letters.includes('L'))
      throw new PatternError(
        sentence('the flag L before character {{at}} is for bytes, not for text', {
          at: this.reader.position + 1,
        }),
      )
    return {
      ignoreCase: letters.includes('i') ? on : flags.ignoreCase,
      multiline: letters.includes('m') ? on : flags.multiline,
      dotAll: letters.includes('s') ? on : flags.dotAll,
      verbose: letters.includes('x') ? on : flags.verbose,
      ascii: letters.includes('a') ? on : letters.includes('u') ? false : flags.ascii,
    }
  }

  private choice(flags: PatternFlags): PatternNode {
    const of = [this.sequence(flags)]
    while (this.reader.skip('|')) of.push(this.sequence(flags))
    return of.length === 1 ? (of[0] as PatternNode) : { type: 'choice', of }
  }

  private sequence(flags: PatternFlags): PatternNode {
    const { reader } = this
    const of: PatternNode[] = []
    for (;;) {
      if (flags.verbose) this.skipVerbose()
      const next = reader.peek()
      if (next === '' || next === '|' || next === ')') return { type: 'sequence', of }
      const start = reader.position
      const counts = this.readRepeat()
      if (counts) of.push(this.repeat(of.pop(), counts, start))
      else of.push(...this.item(flags))
    }
  }

  /** One item; none for a comment. */
  private item(flags: PatternFlags): PatternNode[] {
    const { reader } = this
    const start = reader.position
    const character = reader.next()
    switch (character) {
      case '.':
        return [{ type: 'character', matches: flags.dotAll ? () => true : (one) => one !== '\n' }]
      case '^':
        return [assertion(flags.multiline ? 'startOfLine' : 'start', flags)]
      case '$':
        return [assertion(flags.multiline ? 'endOfLine' : 'endOrLastLineBreak', flags)]
      case '[':
        return [readClass(reader, flags)]
      case '(':
        return this.group(flags, start)
      case '\\':
        return [this.escape(flags)]
      default:
        return [literal(character, flags)]
    }
  }

  private escape(flags: PatternFlags): PatternNode {
    const escape = readEscape(this.reader)
    if ('assertion' in escape) return assertion(escape.assertion, flags)
    if ('category' in escape)
      return { type: 'character', matches: testCategory(escape.category, flags.ascii) }
    return { type: 'character', matches: testClass([escape], false, flags) }
  }

  private group(flags: PatternFlags, start: number): PatternNode[] {
    const { reader } = this
    let inner = flags
    if (reader.skip('?')) {
      if (reader.skip('#')) {
        reader.takeUntil(')', start)
        return []
      }
      if (reader.skip('P')) this.groupName(start)
      else if (!reader.skip(':')) inner = this.groupFlags(flags, start)
    }
    if (++this.depth > MAX_DEPTH)
      throw new PatternError(
        sentence('brackets are nested too deeply at character {{at}}', { at: start + 1 }),
      )
    const node = this.choice(inner)
    this.depth--
    if (!reader.skip(')'))
      throw new PatternError(sentence('the bracket at character {{at}} is not closed', { at: start + 1 }))
    return [{ type: 'sequence', of: [node] }]
  }

  /** `(?P<name>…)`, behind the P. */
  private groupName(start: number): void {
    const { reader } = this
    if (reader.skip('=')) {
      const construct = `(?P=${reader.takeUntil(')', start)})`
      throw refuseBackreference(construct, start)
    }
    if (!reader.skip('<')) throw this.unknownGroup(start)
    const name = reader.takeUntil('>', start)
    if (!/^[\p{ID_Start}_]\p{ID_Continue}*$/u.test(name))
      throw new PatternError(
        sentence('the group at character {{at}} needs a name of letters, digits and _', { at: start + 1 }),
      )
    if (this.names.has(name))
      throw new PatternError(
        sentence('the name of the group at character {{at}} is taken by another one', { at: start + 1 }),
      )
    this.names.add(name)
  }

  /** `(?i:…)`, `(?-i:…)`, behind the question mark. What cannot be matched in linear time is named. */
  private groupFlags(flags: PatternFlags, start: number): PatternFlags {
    const { reader } = this
    for (const construct of ['=', '!', '<=', '<!'])
      if (reader.startsWith(construct))
        throw new PatternError(
          sentence(
            'the lookaround {{construct}} at character {{at}} is not supported; match the text beside it too, or use two conditions',
            { at: start + 1, construct: `(?${construct}…)` },
          ),
        )
    if (reader.startsWith('('))
      throw new PatternError(
        sentence('the condition on a group at character {{at}} is not supported; write both cases with |', {
          at: start + 1,
        }),
      )
    if (reader.startsWith('>'))
      throw new PatternError(
        sentence('the atomic group at character {{at}} is not supported; write (?:…) instead of (?>…)', {
          at: start + 1,
        }),
      )
    const on = reader.takeWhile(/^[aiLmsux]$/)
    const off = reader.skip('-') ? reader.takeWhile(/^[imsx]$/) : ''
    const negated = reader.peek(-1) === '-'
    if (reader.skip(':') && !negated && on + off !== '')
      return this.withFlags(this.withFlags(flags, on, true), off, false)
    if (on !== '' && reader.peek() === ')')
      throw new PatternError(
        sentence('flags for the whole pattern stand at its beginning, not at character {{at}}', {
          at: start + 1,
        }),
      )
    throw this.unknownGroup(start)
  }

  private unknownGroup(start: number) {
    return new PatternError(
      sentence(
        'the group at character {{at}} is of no kind that Python knows; a name is written (?P<name>…)',
        { at: start + 1 },
      ),
    )
  }

  /** An item that `*`, `+`, `?` or `{2,3}` repeats. A `?` behind them changes which text is matched, not whether one is. */
  private repeat(
    item: PatternNode | undefined,
    counts: { min: number; max: number },
    start: number,
  ): PatternNode {
    const { reader } = this
    if (!item || item.type === 'assertion')
      throw new PatternError(sentence('there is nothing to repeat at character {{at}}', { at: start + 1 }))
    if (item.type === 'repeat')
      throw new PatternError(
        sentence('what is repeated at character {{at}} is repeated already', { at: start + 1 }),
      )
    if (!reader.skip('?') && reader.peek() === '+')
      throw new PatternError(
        sentence('the possessive repetition at character {{at}} is not supported; leave out its last +', {
          at: start + 1,
        }),
      )
    return { type: 'repeat', of: item, ...counts }
  }

  private readRepeat(): { min: number; max: number } | null {
    const { reader } = this
    if (reader.skip('*')) return { min: 0, max: Infinity }
    if (reader.skip('+')) return { min: 1, max: Infinity }
    if (reader.skip('?')) return { min: 0, max: 1 }
    return this.readCounts()
  }

  /** `{2}`, `{2,}`, `{,3}` or `{2,3}`; null, and nothing is read, when it's none: `{` is a character then (Python). */
  private readCounts(): { min: number; max: number } | null {
    const { reader } = this
    const start = reader.position
    if (!reader.skip('{')) return null
    const first = reader.takeWhile(/^[0-9]$/)
    const comma = reader.skip(',')
    const second = comma ? reader.takeWhile(/^[0-9]$/) : first
    if ((first === '' && !comma) || !reader.skip('}')) {
      reader.rewind(start)
      return null
    }
    const min = Number(first)
    const max = second === '' ? Infinity : Number(second)
    if (max < min)
      throw new PatternError(
        sentence('the counts at character {{at}} are in the wrong order', { at: start + 1 }),
      )
    return { min, max }
  }

  private skipVerbose(): void {
    for (;;) {
      this.reader.takeWhile(/^[ \t\n\r\v\f]$/)
      if (this.reader.peek() !== '#') return
      while (this.reader.peek() !== '' && this.reader.next() !== '\n') {
        // A comment lasts until the end of its line.
      }
    }
  }
}

function assertion(kind: AssertionKind, { ascii }: PatternFlags): PatternNode {
  return { type: 'assertion', kind, ascii }
}

function literal(character: string, flags: PatternFlags): PatternNode {
  const code = character.codePointAt(0) as number
  return { type: 'character', matches: testClass([{ from: code, to: code }], false, flags) }
}
