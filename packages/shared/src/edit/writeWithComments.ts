import type { Splice } from './flowEdit.ts'
import type { FlowText } from './textSlots.ts'

interface Place {
  start: number
  end: number
}

/** An entry between brackets: one of the present ones with its new text, or a new one. */
export interface FlowEntry {
  from?: number
  text: string
}

/** What belongs to an entry between brackets besides its text. */
interface Surroundings {
  /** Comments on lines of their own above it. */
  above: string[]
  /** Comments behind it, before or after its comma. */
  behind: string[]
  /** Where all of that ends. */
  end: number
  comma: boolean
}

/**
 * Writes the entries between brackets anew, one a line, each with its comments: those above it and the one behind it.
 * Null when there are no comments between the entries, so that nothing can get lost.
 */
export function writeWithComments(
  file: FlowText,
  places: readonly Place[],
  entries: readonly FlowEntry[],
): Splice | null {
  const [first] = places
  if (first === undefined) return null
  const around = surroundings(file, places, first)
  if (around.every(({ above, behind }) => above.length === 0 && behind.length === 0)) return null
  const ownLine = file.startsLine(first.start)
  const indent = ' '.repeat(
    file.column(ownLine ? first.start : file.lineStart(first.start)) + (ownLine ? 0 : 2),
  )
  const trailing = around.at(-1)?.comma === true
  const lines = entries.flatMap(({ from, text }, index) => {
    const { above, behind } = (from === undefined ? undefined : around[from]) ?? { above: [], behind: [] }
    const comma = index < entries.length - 1 || trailing ? ',' : ''
    return [...above, `${text}${comma}${behind.map((comment) => ` ${comment}`).join('')}`]
  })
  const start = ownLine ? topOf(file, first.start, around[0]?.above.length ?? 0) : first.start
  const [head = '', ...rest] = lines
  // A comment cannot stand on the line of the bracket without ending it.
  const opening = ownLine ? indent : head.startsWith('#') ? file.newline + indent : ''
  const end = around.at(-1)?.end ?? first.end
  // Nor can a bracket stand behind a comment.
  const closing = (lines.at(-1) ?? '').includes('#') && !/^[ \t]*\r?(?:\n|$)/.test(file.text.slice(end))
  return {
    start,
    end,
    text:
      opening +
      [head, ...rest.map((line) => indent + line)].join(file.newline) +
      (closing ? file.newline : ''),
  }
}

function surroundings(file: FlowText, places: readonly Place[], first: Place): Surroundings[] {
  const above = file.startsLine(first.start) ? commentsAbove(file, first.start) : []
  let next = above
  return places.map((place, index) => {
    const limit = places[index + 1]?.start ?? file.text.length
    const own: Surroundings = { above: next, behind: [], end: place.end, comma: false }
    next = []
    let at = place.end
    let line = true
    while (at < limit) {
      const sign = file.text[at] as string
      if (sign === '\n') line = false
      if (sign === '#') {
        const end = file.text.indexOf('\n', at) < 0 ? file.text.length : file.text.indexOf('\n', at)
        const comment = file.text.slice(at, end).trimEnd()
        // Below the last entry, comments belong to the bracket.
        if (line || !own.comma) {
          if (index === places.length - 1 && !line) break
          own.behind.push(comment)
          own.end = at + comment.length
        } else if (index === places.length - 1) break
        else next.push(comment)
        at = end
        continue
      }
      if (sign === ',' && !own.comma) {
        own.comma = true
        own.end = at + 1
      } else if (!/\s/.test(sign)) break
      at++
    }
    return own
  })
}

/** The comments on the lines right above an entry. */
function commentsAbove(file: FlowText, start: number): string[] {
  const comments: string[] = []
  for (let at = file.lineStart(start); at > 0;) {
    const line = file.lineStart(at - 1)
    const content = file.text.slice(line, at).trim()
    if (!content.startsWith('#')) break
    comments.unshift(content)
    at = line
  }
  return comments
}

function topOf(file: FlowText, start: number, lines: number): number {
  let at = file.lineStart(start)
  for (let n = 0; n < lines; n++) at = file.lineStart(at - 1)
  return at
}
