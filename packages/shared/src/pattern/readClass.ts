import { sentence } from '../words/sentence.ts'
import { testClass, type ClassItem } from './characterTests.ts'
import { PatternError, type PatternFlags, type PatternNode } from './patternSyntax.ts'
import type { PatternReader } from './PatternReader.ts'
import { readClassEscape } from './readEscape.ts'

/** Reads `[…]` behind its first bracket. Python: `]` at the beginning is a character, and `[:alpha:]` has no meaning of its own. */
export function readClass(reader: PatternReader, flags: PatternFlags): PatternNode {
  const start = reader.position - 1
  const negated = reader.skip('^')
  const items: ClassItem[] = []
  while (items.length === 0 || reader.peek() !== ']') {
    const from = readItem(reader, start)
    if (reader.peek() !== '-' || reader.peek(1) === ']' || reader.peek(1) === '') {
      items.push(from)
      continue
    }
    reader.next()
    items.push(toRange(reader, from, readItem(reader, start)))
  }
  reader.next()
  return { type: 'character', matches: testClass(items, negated, flags) }
}

function readItem(reader: PatternReader, start: number): ClassItem {
  const character = reader.next()
  if (character === '')
    throw new PatternError(sentence('the bracket at character {{at}} is not closed', { at: start + 1 }))
  if (character === '\\') return readClassEscape(reader)
  const code = character.codePointAt(0) as number
  return { from: code, to: code }
}

function toRange(reader: PatternReader, first: ClassItem, last: ClassItem): ClassItem {
  if ('category' in first || 'category' in last || last.from < first.from)
    throw new PatternError(
      sentence('the range that ends before character {{at}} has no order', { at: reader.position + 1 }),
    )
  return { from: first.from, to: last.from }
}
