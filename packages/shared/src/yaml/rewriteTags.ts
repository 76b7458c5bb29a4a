/** `\w` of Python: letters and digits of every script, and the underscore. */
const TAG = /!([\p{L}\p{N}_]+)/gu
const INSERTED = 'jtype: '
/** How much longer a text is behind a tag that was rewritten. */
const GROWN = INSERTED.length - 1

/**
 * Rewrites `!Name` to `jtype: Name` anywhere in a text, as Jina does before it parses, with a map back to the original offsets so that marks
 * and edits land in the text as it was written.
 */
export function rewriteTags(text: string): { text: string; original: (offset: number) => number } {
  const starts = Array.from(text.matchAll(TAG), (match) => match.index)
  if (starts.length === 0) return { text, original: (offset) => offset }
  return {
    text: text.replace(TAG, `${INSERTED}$1`),
    original(offset) {
      // How many tags begin before the offset: the one at `starts[i]` stands at `starts[i] + i * GROWN` now.
      let low = 0
      let high = starts.length
      while (low < high) {
        const middle = (low + high) >> 1
        if ((starts[middle] as number) + middle * GROWN < offset) low = middle + 1
        else high = middle
      }
      if (low === 0) return offset
      const last = (starts[low - 1] as number) + (low - 1) * GROWN
      return offset < last + GROWN + 1 ? (starts[low - 1] as number) : offset - low * GROWN
    },
  }
}
