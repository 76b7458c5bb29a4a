const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** A text as XML takes it: special characters as entities; what XML 1.0 cannot hold (controls, half surrogates) as U+FFFD. */
export function xmlText(text: string): string {
  return Array.from(
    text,
    (character) => ENTITIES[character] ?? (isXml(character) ? character : '\ufffd'),
  ).join('')
}

function isXml(character: string): boolean {
  const code = character.codePointAt(0) as number
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd
  return !(code >= 0xd800 && code <= 0xdfff) && code !== 0xfffe && code !== 0xffff
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Shortens a text at its end, between graphemes, so that it is about `width` px wide at a font size of `size` px. */
export function fitText(text: string, width: number, size: number): string {
  const parts = partsOf(text)
  const widths = parts.map((part) => emsOf(part) * size)
  if (sum(widths) <= width) return text
  let used = size
  let kept = 0
  while (kept < parts.length && used + (widths[kept] as number) <= width) used += widths[kept++] as number
  return `${parts.slice(0, kept).join('')}…`
}

/** About how wide a text is, in px: no font is at hand to measure it. */
export function textWidth(text: string, size: number): number {
  return sum(partsOf(text).map(emsOf)) * size
}

/** What a person sees as one sign; plain text is cut the quick way. */
function partsOf(text: string): string[] {
  return /^[\x20-\x7e]*$/.test(text)
    ? text.split('')
    : [...graphemes.segment(text)].map(({ segment }) => segment)
}

function emsOf(grapheme: string): number {
  const code = grapheme.codePointAt(0) as number
  if (code > 0x2e7f) return 1.05
  if (/[iljtfrI.,:;'|!()[\]/ ·-]/.test(grapheme)) return 0.34
  return /[A-ZmwMW@%&_]/.test(grapheme) ? 0.72 : 0.56
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, next) => total + next, 0)
