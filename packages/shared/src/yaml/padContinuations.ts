import { endOfBlockScalar, endOfLine, isBreak } from './scanLines.ts'

/** A place in a text where characters were put in. */
interface Insertion {
  at: number
  added: string
}

/** A text that was rewritten before it was parsed, with the way back to the offsets of the text that was written. */
export interface Rewrite {
  text: string
  original: (offset: number) => number
}

/**
 * Rewrites what PyYAML reads inside of brackets and quotes and the YAML library does not: lines that are indented no deeper than the key they
 * belong to get spaces, `-` as an item gets quotes, and `?key` a space. Returns null when there is nothing of that kind.
 */
export function padContinuations(text: string): Rewrite | null {
  const insertions = findInsertions(text)
  return insertions.length === 0 ? null : { text: insert(text, insertions), original: toOriginal(insertions) }
}

/** Whether a text may hold `?key` inside of brackets: the YAML library reads it as another value, without an error. */
export function hasFlowKey(text: string): boolean {
  return /[[{,]\s*\?\S/.test(text)
}

const isFlowSign = (char: string | undefined) => char !== undefined && ',[]{}'.includes(char)

function findInsertions(text: string): Insertion[] {
  const found: Insertion[] = []
  let flow = 0
  let quote = ''
  /** Column of what the outermost open bracket or quote belongs to. */
  let floor = 0
  let at = 0
  while (at < text.length) {
    const lineStart = at
    while (text[at] === ' ') at++
    const column = at - lineStart
    const isBlank = text[at] === undefined || text[at] === '\n' || text[at] === '\r'
    if ((flow > 0 || quote !== '') && !isBlank && column <= floor)
      found.push({ at: lineStart, added: ' '.repeat(floor + 1 - column) })
    /** Column of the first thing on the line that is no dash. */
    let content = -1
    /** Whether a scalar, a bracket or an indicator may begin here. */
    let isStart = true
    /** Column that the lines of a block text are deeper than; -1 when the line opens none. */
    let blockParent = -1
    for (; at < text.length && text[at] !== '\n'; at++) {
      const char = text[at] as string
      if (quote !== '') {
        if (char === '\\' && quote === '"') {
          // A line end that is escaped is still a line end here.
          if (text[at + 1] !== '\n' && text[at + 1] !== '\r') at++
        } else if (char === quote) {
          if (quote === "'" && text[at + 1] === "'") at++
          else quote = ''
        }
        isStart = false
        continue
      }
      if (char === ' ' || char === '\t' || char === '\r') continue
      if (char === '#' && (at === lineStart || isBreak(text[at - 1]))) {
        at = endOfLine(text, at) - 1
        break
      }
      const indicates = isBreak(text[at + 1])
      if (flow === 0 && isStart && (char === '-' || char === '?') && indicates) continue
      if (flow === 0 && content < 0) content = at - lineStart
      if (flow > 0 && isFlowSign(char)) {
        if (char === '[' || char === '{') flow++
        else if (char !== ',') flow--
        isStart = char !== ']' && char !== '}'
      } else if (isStart && (char === '[' || char === '{')) {
        floor = content
        flow = 1
      } else if (isStart && (char === '"' || char === "'")) {
        if (flow === 0) floor = content
        quote = char
      } else if (isStart && flow === 0 && (char === '|' || char === '>')) {
        blockParent = content === at - lineStart ? column : content
        at = endOfLine(text, at) - 1
        break
      } else if (isStart && (char === '&' || char === '*' || char === '!')) {
        while (!isBreak(text[at + 1]) && !isFlowSign(text[at + 1])) at++
        isStart = char !== '*'
      } else if (isStart && flow > 0 && char === '-' && isFlowSign(text[at + 1])) {
        found.push({ at, added: '"' }, { at: at + 1, added: '"' })
        isStart = false
      } else if (isStart && flow > 0 && char === '?') {
        if (!indicates) found.push({ at: at + 1, added: ' ' })
      } else isStart = char === ':' && (indicates || (flow > 0 && isFlowSign(text[at + 1])))
    }
    at++
    if (blockParent >= 0) at = endOfBlockScalar(text, at, blockParent)
  }
  return found
}

function insert(text: string, insertions: readonly Insertion[]): string {
  const parts: string[] = []
  let from = 0
  for (const { at, added } of insertions) {
    parts.push(text.slice(from, at), added)
    from = at
  }
  return [...parts, text.slice(from)].join('')
}

/** What was put in belongs to the character behind it. */
function toOriginal(insertions: readonly Insertion[]): (offset: number) => number {
  let grown = 0
  const places = insertions.map(({ at, added }) => {
    grown += added.length
    return { at, end: at + grown, grown }
  })
  return (offset) => {
    let low = 0
    let high = places.length
    while (low < high) {
      const middle = (low + high) >> 1
      const { at, grown: after } = places[middle] as (typeof places)[number]
      const before = after - (insertions[middle] as Insertion).added.length
      if (at + before < offset) low = middle + 1
      else high = middle
    }
    const last = places[low - 1]
    if (!last) return offset
    return offset <= last.end ? last.at : offset - last.grown
  }
}
