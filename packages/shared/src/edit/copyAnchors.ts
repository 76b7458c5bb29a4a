import { findAnchors, type AnchorMark } from '../yaml/findAnchors.ts'
import type { Splice } from './flowEdit.ts'

/**
 * The splices that give a copied part of a text anchors of its own, since Jina refuses two of one name: an anchor that
 * nothing in the copy refers to goes, and any other one is renamed with its aliases.
 */
export function copyAnchors(text: string, part: { start: number; end: number }): Splice[] {
  const all = findAnchors(text)
  const inside = all.filter((mark) => mark.start >= part.start && mark.end <= part.end)
  const taken = new Set(all.map(({ name }) => name))
  const names = new Map<string, string>()
  const splices: Splice[] = []
  for (const [index, mark] of inside.entries()) {
    if (mark.kind === 'anchor') {
      names.delete(mark.name)
      if (!isUsed(inside.slice(index + 1), mark.name)) splices.push(removal(text, mark))
      else {
        const name = freeName(taken, mark.name)
        names.set(mark.name, name)
        splices.push({ start: mark.start, end: mark.end, text: `&${name}` })
      }
    } else {
      const name = names.get(mark.name)
      if (name !== undefined) splices.push({ start: mark.start, end: mark.end, text: `*${name}` })
    }
  }
  return splices
}

const isUsed = (marks: readonly AnchorMark[], name: string) =>
  marks.some((mark) => mark.kind === 'alias' && mark.name === name)

function freeName(taken: Set<string>, name: string): string {
  for (let n = 1; ; n++) {
    const free = `${name}${n}`
    if (taken.has(free)) continue
    taken.add(free)
    return free
  }
}

/** An anchor with the spaces that divide it from its value; at the end of a line, with those before it. */
function removal(text: string, { start, end }: AnchorMark): Splice {
  const after = /^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0
  const lineEnds = /^\r?(?:\n|$)/.test(text.slice(end + after))
  if (!lineEnds) return { start, end: end + after, text: '' }
  const before = /[ \t]*$/.exec(text.slice(0, start))?.[0].length ?? 0
  return { start: start - before, end, text: '' }
}
