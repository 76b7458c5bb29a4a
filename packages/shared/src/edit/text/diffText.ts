import type { Splice } from '../../model/flowEdit.ts'

/** A run of lines that differ; lines are counted from 1. Empty `before` or `after` means lines were added or removed. */
export interface Hunk {
  beforeLine: number
  afterLine: number
  before: string[]
  after: string[]
}

/** The one splice that turns `before` into `after`: what lies between their common beginning and end, in whole code points. */
export function spliceBetween(before: string, after: string): Splice | null {
  if (before === after) return null
  const limit = Math.min(before.length, after.length)
  let start = 0
  while (start < limit && before.charCodeAt(start) === after.charCodeAt(start)) start++
  let tail = 0
  while (
    tail < limit - start &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  )
    tail++
  // Not between the halves of a surrogate pair.
  if (start > 0 && isHighSurrogate(before.charCodeAt(start - 1))) start--
  if (tail > 0 && isLowSurrogate(before.charCodeAt(before.length - tail))) tail--
  return { start, end: before.length - tail, text: after.slice(start, after.length - tail) }
}

const isHighSurrogate = (unit: number) => unit >= 0xd800 && unit < 0xdc00
const isLowSurrogate = (unit: number) => unit >= 0xdc00 && unit < 0xe000

/** Lines beyond which the middle is shown as one hunk instead of being compared line by line. */
const MAX_CELLS = 4_000_000

/** What differs between two texts, line by line (longest common subsequence between their common ends). */
export function diffText(before: string, after: string): Hunk[] {
  const a = before.split('\n')
  const b = after.split('\n')
  let head = 0
  while (head < a.length && head < b.length && a[head] === b[head]) head++
  let tail = 0
  while (
    tail < a.length - head &&
    tail < b.length - head &&
    a[a.length - 1 - tail] === b[b.length - 1 - tail]
  )
    tail++
  const left = a.slice(head, a.length - tail)
  const right = b.slice(head, b.length - tail)
  if (left.length === 0 && right.length === 0) return []
  if (left.length * right.length > MAX_CELLS)
    return [{ beforeLine: head + 1, afterLine: head + 1, before: left, after: right }]
  return hunksOf(left, right, head)
}

function hunksOf(a: string[], b: string[], offset: number): Hunk[] {
  const width = b.length + 1
  const lengths = new Uint32Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i * width + j] =
        a[i] === b[j]
          ? (lengths[(i + 1) * width + j + 1] as number) + 1
          : Math.max(lengths[(i + 1) * width + j] as number, lengths[i * width + j + 1] as number)
  const hunks: Hunk[] = []
  let open: Hunk | null = null
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      open = null
      i++
      j++
      continue
    }
    if (!open) {
      open = { beforeLine: offset + i + 1, afterLine: offset + j + 1, before: [], after: [] }
      hunks.push(open)
    }
    const down = i < a.length ? (lengths[(i + 1) * width + j] as number) : -1
    const right = j < b.length ? (lengths[i * width + j + 1] as number) : -1
    if (down >= right) open.before.push(a[i++] as string)
    else open.after.push(b[j++] as string)
  }
  return hunks
}
