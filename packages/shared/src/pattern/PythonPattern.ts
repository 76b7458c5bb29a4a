import { sentence } from '../words/sentence.ts'
import { isWord } from './characterTests.ts'
import { compilePattern, type PatternProgram, type Step } from './compilePattern.ts'
import { parsePattern } from './parsePattern.ts'
import { PatternError } from './patternSyntax.ts'

/** How large a pattern may be. */
export interface PatternLimits {
  /** Characters as they are written. */
  length: number
  /** Parts, where each repetition of `{2,3}` counts. */
  steps: number
}

/** For patterns of a Flow file. */
export const FLOW_PATTERN_LIMITS: PatternLimits = { length: 10_000, steps: 10_000 }

/**
 * A regular expression of Python's `re` that is matched in time linear in the text. It answers whether a text matches, not where.
 * Lookaround, backreferences, atomic groups and conditions on groups are refused.
 */
export class PythonPattern {
  private readonly program: PatternProgram

  /** @throws PatternError */
  constructor(pattern: string, limits: PatternLimits = FLOW_PATTERN_LIMITS) {
    if (pattern.length > limits.length)
      throw new PatternError(
        sentence('it has {{length}} characters; at most {{most}} are allowed', {
          length: pattern.length,
          most: limits.length,
        }),
      )
    this.program = compilePattern(parsePattern(pattern), limits.steps)
  }

  /** Whether it matches anywhere in a text (Python's `re.search`). */
  search(text: string): boolean {
    return new Machine(this.program, text).run(true)
  }

  /** Whether it matches at the beginning of a text (Python's `re.match`). */
  match(text: string): boolean {
    return new Machine(this.program, text).run(false)
  }
}

/** Runs a program over a text, in all steps that are possible at a time. */
class Machine {
  private readonly steps: readonly Step[]
  private readonly first: number
  private readonly text: string
  /** When a step was entered last, so that it is entered once at each position. */
  private readonly entered: Int32Array
  private found = false

  constructor({ steps, first }: PatternProgram, text: string) {
    this.steps = steps
    this.first = first
    this.text = text
    this.entered = new Int32Array(steps.length).fill(-1)
  }

  run(anywhere: boolean): boolean {
    const { text } = this
    let current: number[] = []
    for (let at = 0; ;) {
      if (anywhere || at === 0) this.enter(current, this.first, at)
      if (this.found) return true
      if (at >= text.length || (current.length === 0 && !anywhere)) return false
      const character = String.fromCodePoint(text.codePointAt(at) as number)
      const after = at + character.length
      const following: number[] = []
      for (const index of current) {
        const step = this.steps[index] as Step
        if (step.type === 'character' && step.matches(character)) this.enter(following, step.next, after)
      }
      current = following
      at = after
    }
  }

  /** Adds the steps that look at a character next, from one on; notes when the end is among them. */
  private enter(list: number[], from: number, at: number): void {
    const open = [from]
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      if (this.entered[index] === at) continue
      this.entered[index] = at
      const step = this.steps[index] as Step
      if (step.type === 'found') this.found = true
      else if (step.type === 'split') open.push(step.other, step.next)
      else if (step.type === 'character') list.push(index)
      else if (this.holds(step, at)) open.push(step.next)
    }
  }

  private holds({ kind, ascii }: Step & { type: 'assertion' }, at: number): boolean {
    const { text } = this
    switch (kind) {
      case 'start':
        return at === 0
      case 'startOfLine':
        return at === 0 || text[at - 1] === '\n'
      case 'end':
        return at === text.length
      case 'endOfLine':
        return at === text.length || text[at] === '\n'
      case 'endOrLastLineBreak':
        return at === text.length || (at === text.length - 1 && text[at] === '\n')
      case 'boundary':
        return this.isBoundary(at, ascii)
      case 'notBoundary':
        // Python before 3.14: an empty text has neither.
        return text !== '' && !this.isBoundary(at, ascii)
    }
  }

  private isBoundary(at: number, ascii: boolean): boolean {
    return isWord(characterBefore(this.text, at), ascii) !== isWord(characterAt(this.text, at), ascii)
  }
}

function characterAt(text: string, at: number): string {
  const code = text.codePointAt(at)
  return code === undefined ? '' : String.fromCodePoint(code)
}

function characterBefore(text: string, at: number): string {
  const pair = at >= 2 ? text.slice(at - 2, at) : ''
  return pair !== '' && (pair.codePointAt(0) as number) > 0xffff ? pair : text.slice(Math.max(0, at - 1), at)
}
