import { sentence } from '../words/sentence.ts'
import { PatternError } from './patternSyntax.ts'

/** Steps through the characters of a pattern. */
export class PatternReader {
  private readonly characters: string[]
  private at = 0

  constructor(pattern: string) {
    this.characters = Array.from(pattern)
  }

  get position(): number {
    return this.at
  }

  /** Goes back to a `position` from before. */
  rewind(position: number): void {
    this.at = position
  }

  peek(ahead = 0): string {
    return this.characters[this.at + ahead] ?? ''
  }

  /** The next character; empty at the end. */
  next(): string {
    const character = this.peek()
    if (character !== '') this.at++
    return character
  }

  /** Steps over a text if it comes next. */
  skip(text: string): boolean {
    if (!this.startsWith(text)) return false
    this.at += text.length
    return true
  }

  startsWith(text: string): boolean {
    return this.characters.slice(this.at, this.at + text.length).join('') === text
  }

  /** Characters that are of a kind, at most so many. */
  takeWhile(kind: RegExp, most = Infinity): string {
    let taken = ''
    while (taken.length < most && kind.test(this.peek())) taken += this.next()
    return taken
  }

  /** Everything up to a character, which is stepped over too. @throws PatternError when it doesn't come */
  takeUntil(end: string, start: number): string {
    let taken = ''
    for (;;) {
      const character = this.next()
      if (character === end) return taken
      if (character === '')
        throw new PatternError(sentence('the bracket at character {{at}} is not closed', { at: start + 1 }))
      taken += character
    }
  }
}
