import { wordsOf, type Sentence } from '../words/sentence.ts'

/** A position of a text that an assertion looks at; nothing is consumed. */
export type AssertionKind =
  'start' | 'startOfLine' | 'end' | 'endOrLastLineBreak' | 'endOfLine' | 'boundary' | 'notBoundary'

/** A pattern as a tree. Groups are what they hold: which text a group matched is never asked. */
export type PatternNode =
  /** One character (a code point). */
  | { type: 'character'; matches: (character: string) => boolean }
  | { type: 'assertion'; kind: AssertionKind; ascii: boolean }
  | { type: 'sequence' | 'choice'; of: PatternNode[] }
  /** `max` is Infinity when there is no upper bound. */
  | { type: 'repeat'; of: PatternNode; min: number; max: number }

/** What switches a flag such as `(?i)` turns on. */
export interface PatternFlags {
  ignoreCase: boolean
  multiline: boolean
  dotAll: boolean
  verbose: boolean
  ascii: boolean
}

/** A pattern that Python would refuse, or that cannot be matched in linear time. `said` is half a sentence, without a full stop. */
export class PatternError extends Error {
  readonly said: Sentence

  constructor(said: Sentence) {
    super(wordsOf(said))
    this.name = 'PatternError'
    this.said = said
  }
}
