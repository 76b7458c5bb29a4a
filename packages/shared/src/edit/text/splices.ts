import type { Splice } from '../../model/flowEdit.ts'

/** Sorts splices by place; those at the same place keep their order (an insertion stands before a deletion). */
export function sortSplices(splices: readonly Splice[]): Splice[] {
  return splices
    .filter((splice) => splice.end > splice.start || splice.text !== '')
    .map((splice, index) => ({ splice, index }))
    .sort((a, b) => a.splice.start - b.splice.start || a.splice.end - b.splice.end || a.index - b.index)
    .map(({ splice }) => splice)
}

/** Applies sorted, non-overlapping splices to a text. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  let out = ''
  let at = 0
  for (const splice of splices) {
    out += text.slice(at, splice.start) + splice.text
    at = splice.end
  }
  return out + text.slice(at)
}
