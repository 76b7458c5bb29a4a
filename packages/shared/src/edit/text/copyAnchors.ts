import { findAnchors, type AnchorMark } from '../../yaml/findAnchors.ts'
import type { Splice } from '../../model/flowEdit.ts'
import { applySplices } from './splices.ts'

/**
 * Gives the copy of a part of a text anchors of its own, since Jina refuses two of one name: an anchor that nothing in the copy
 * refers to goes, and any other one is renamed with its aliases.
 */
export function copyAnchors(copy: string, text: string): string {
  const marks = findAnchors(copy)
  if (!marks.some(({ kind }) => kind === 'anchor')) return copy
  const taken = new Set(findAnchors(text).map(({ name }) => name))
  const names = new Map<string, string>()
  const splices: Splice[] = []
  for (const [index, mark] of marks.entries()) {
    const { kind, start, end } = mark
    if (kind === 'anchor' && !isUsed(marks.slice(index + 1), mark.name))
      splices.push(removeAnchor(copy, mark))
    else if (kind === 'anchor') {
      const name = freeName(taken, mark.name)
      names.set(mark.name, name)
      splices.push({ start, end, text: `&${name}` })
    } else {
      const name = names.get(mark.name)
      if (name !== undefined) splices.push({ start, end, text: `*${name}` })
    }
  }
  return applySplices(copy, splices)
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

/** Removes an anchor with the spaces that divide it from its value; at the end of a line, with those before it. */
export function removeAnchor(text: string, { start, end }: AnchorMark): Splice {
  const after = /^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0
  const lineEnds = /^\r?(?:\n|$)/.test(text.slice(end + after))
  if (!lineEnds) return { start, end: end + after, text: '' }
  const before = /[ \t]*$/.exec(text.slice(0, start))?.[0].length ?? 0
  return { start: start - before, end, text: '' }
}
