import { endOfBlockScalar, endOfLine, isBreak } from './scanLines.ts'

/** Where a text nests deeper than allowed: offset of the first character beyond the limit. */
export interface TooDeep {
  offset: number
}

/**
 * Finds nesting beyond `limit` with one pass over the characters, before any parser sees the text.
 * A 2 KB text of brackets aborts Node 20 inside a recursive parser, which no `catch` can stop; counting cannot.
 * Counts open flow brackets, block indentation levels and runs of `- `; quotes, comments, block scalars and plain
 * scalars are skipped. It may over-count odd texts slightly, never under-count.
 */
export function findTooDeep(text: string, limit: number): TooDeep | null {
  const indents: number[] = []
  let flow = 0
  let at = 0
  while (at < text.length) {
    const lineStart = at
    let column = 0
    while (text[at] === ' ' || text[at] === '\t') {
      at++
      column++
    }
    const first = text[at]
    if (first === undefined) break
    if (first === '\n' || (first === '\r' && text[at + 1] === '\n') || first === '#') {
      at = endOfLine(text, at)
      continue
    }
    if (flow === 0) {
      while (indents.length > 0 && (indents.at(-1) as number) > column) indents.pop()
      if (indents.length === 0 || (indents.at(-1) as number) < column) indents.push(column)
    }
    let inPlain = false
    /** Lines deeper than this belong to a block scalar that the line opens; -1 when it opens none. */
    let scalarParent = -1
    let parent = column
    let content = -1
    while (at < text.length && text[at] !== '\n') {
      const char = text[at] as string
      if (char === ' ' || char === '\t' || char === '\r') {
        at++
        if (text[at] === '#') at = endOfLine(text, at) - 1
        continue
      }
      if (inPlain) {
        if (char === ':' && isBreak(text[at + 1])) inPlain = false
        else if (flow > 0 && (char === ',' || char === '[' || char === ']' || char === '{' || char === '}')) {
          inPlain = false
          continue
        }
        at++
        continue
      }
      if (char === '[' || char === '{') flow++
      else if (char === ']' || char === '}') flow = Math.max(0, flow - 1)
      else if (char === '"' || char === "'") {
        if (content < 0) content = at - lineStart
        at = endOfQuote(text, at)
        continue
      } else if ((char === '-' || char === '?') && flow === 0 && content < 0 && isBreak(text[at + 1])) {
        parent = at - lineStart
        indents.push(parent + 1)
      } else if ((char === '|' || char === '>') && flow === 0) {
        scalarParent = content < 0 ? parent : content
        at = endOfLine(text, at) - 1
      } else if (char === '&' || char === '*' || char === '!') {
        while (!isBreak(text[at + 1]) && !',[]{}'.includes(text[at + 1] as string)) at++
      } else if (char !== ',' && char !== ':') {
        if (content < 0) content = at - lineStart
        inPlain = true
      }
      if (flow + indents.length > limit) return { offset: at }
      at++
    }
    at = endOfLine(text, at)
    if (scalarParent >= 0) at = endOfBlockScalar(text, at, scalarParent)
  }
  return null
}

/** Offset after the closing quote, or the end of the text when it is never closed. */
function endOfQuote(text: string, open: number): number {
  const quote = text[open]
  let at = open + 1
  while (at < text.length) {
    if (text[at] === '\\' && quote === '"') at += 2
    else if (text[at] !== quote) at++
    else if (quote === "'" && text[at + 1] === "'") at += 2
    else return at + 1
  }
  return text.length
}
