import { visibleText } from './visibleText.ts'

/** What stands in a text at `{{name}}`. A value that is words is a sentence itself, so that it can be translated. */
export type SentenceValues = Readonly<Record<string, string | number | Sentence>>

/** A text for people with its values beside it, so that it can be said in other languages: the English text is the key. */
export interface Sentence {
  text: string
  values?: SentenceValues
  /** The sentence that follows it. */
  next?: Sentence
}

/** What is said in English (`message`), and how to say the same in another language. */
export interface Told {
  message: string
  said: Sentence
}

/** A sentence by its English text, the values at its `{{name}}`, and what follows it. The editor's tests ask for its German. */
export function sentence(text: string, values?: SentenceValues, next?: Sentence | null): Sentence {
  return { text, ...(values ? { values } : {}), ...(next ? { next } : {}) }
}

/** A sentence in words: in English, unless `translate` knows its text in another language. */
export function wordsOf({ text, values, next }: Sentence, translate = (english: string) => english): string {
  const plain = Object.entries(values ?? {}).map(([name, value]) => [name, shown(value, translate)] as const)
  const words = fill(translate(text), Object.fromEntries(plain))
  return next ? `${words} ${wordsOf(next, translate)}` : words
}

function shown(value: string | number | Sentence, translate: (english: string) => string): string | number {
  if (typeof value === 'object') return wordsOf(value, translate)
  return typeof value === 'string' ? visibleText(value) : value
}

/** Puts values into a text at `{{name}}`; what has no value stays as it is. */
export function fill(text: string, values: Readonly<Record<string, string | number>> = {}): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) => String(values[name] ?? whole))
}

/** A sentence as the part of a problem that holds its words. */
export const told = (said: Sentence): Told => ({ message: wordsOf(said), said })
