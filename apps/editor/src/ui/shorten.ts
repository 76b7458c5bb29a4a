import type { Sentence } from '@flowdeck/shared'

/** A text of so many characters at most; its middle gives way. */
export function middleEllipsis(value: string, length: number): string {
  if (value.length <= length) return value
  const head = Math.ceil((length - 1) * 0.45)
  // Half of a character that takes two units is none.
  const start = value.slice(0, head).replace(/[\uD800-\uDBFF]$/, '')
  const end = value.slice(value.length - (length - 1 - head)).replace(/^[\uDC00-\uDFFF]/, '')
  return `${start}…${end}`
}

const WORD = 240
const TEXT = 1200

/** Shortens a text for people: overlong words are cut in the middle, and so is the whole text if it is still too long. */
export const shortenText = (text: string): string =>
  middleEllipsis(
    text.replaceAll(/\S{241,}/g, (word) => middleEllipsis(word, WORD)),
    TEXT,
  )

/** A sentence whose values take so many characters at most: what it says about them stays whole. */
export function shortenValues(said: Sentence, most: number): Sentence {
  const shorten = (value: string | number | Sentence) =>
    typeof value === 'object'
      ? shortenValues(value, most)
      : typeof value === 'string'
        ? middleEllipsis(value, most)
        : value
  return {
    text: said.text,
    ...(said.values
      ? {
          values: Object.fromEntries(
            Object.entries(said.values).map(([name, value]) => [name, shorten(value)]),
          ),
        }
      : {}),
    ...(said.next ? { next: shortenValues(said.next, most) } : {}),
  }
}
