import { isSeq } from 'yaml'
import { spliceBetween } from './diffText.ts'
import type { Splice } from '../../model/flowEdit.ts'
import { sentence } from '../../words/sentence.ts'
import { CannotWrite, type FlowText, type MapNode, type SeqNode } from './textSlots.ts'

export interface Place {
  start: number
  end: number
}

/** An entry between brackets as it should be. */
export interface FlowEntry {
  text: string
  /** Index of the entry that it is now; absent for a new one. */
  from?: number
  /** Index of the entry whose comments a new one copies. */
  copyOf?: number
  /** Whether it keeps its place among the others; a moved one is taken out and put in again. */
  stays: boolean
}

/** An entry with everything that belongs to it. Together the pieces are the whole text between the brackets. */
interface Piece {
  /** Comments that a blank line divides from the entry: they head what follows, and stay where they are. */
  heading: string
  /** Comments on the lines right above it. */
  above: string
  /** White space before it on its line. */
  gap: string
  startsLine: boolean
  text: string
  /** What stands before a comma that follows on a later line. */
  beforeComma: string
  comma: boolean
  /** The rest of its line. */
  behind: string
}

const REST_OF_LINE = /^[^\S\n]*(?:#[^\n]*)?\n/
const UP_TO_COMMA = /^((?:\s|#[^\n]*\n)*),/
const endsLine = (text: string) => text.endsWith('\n')

/** Writes the entries between two brackets, each with its comments; the text of entries that stay is not touched. */
export function writeFlowEntries(
  file: FlowText,
  node: SeqNode | MapNode,
  entries: readonly FlowEntry[],
): Splice[] {
  const open = file.start(node) + 1
  const close = file.at(node.range?.[1] ?? 0) - 1
  if (!/[[{]/.test(file.text.charAt(open - 1)) || !/[\]}]/.test(file.text.charAt(close)))
    throw new CannotWrite(sentence('The list is written in an unusual way.'))
  const before = file.text.slice(open, close)
  const { head, pieces, tail } = splitPieces(file, { start: open, end: close }, findPlaces(file, node))
  const line = /^[^\S\n]*/.exec(file.text.slice(file.lineStart(open)))?.[0] ?? ''
  const indent = pieces.find(({ startsLine }) => startsLine)?.gap ?? `${line}  `
  const after = join(pieces, entries, { head, tail, indent, newline: file.newline })
  const splice = spliceBetween(before, after)
  return splice ? [{ ...splice, start: splice.start + open, end: splice.end + open }] : []
}

/** Where the entries between brackets stand, with their anchors and tags. */
export function findPlaces(file: FlowText, node: SeqNode | MapNode): Place[] {
  if (isSeq(node)) return file.flowItems(node)
  return node.items.map((pair) => ({ start: file.pairStart(pair), end: file.pairEnd(pair) }))
}

function splitPieces(
  file: FlowText,
  { start, end }: Place,
  places: readonly Place[],
): { head: string; pieces: Piece[]; tail: string } {
  const slice = (from: number, to: number) => file.text.slice(from, to)
  const first = places[0]?.start ?? end
  const opening = REST_OF_LINE.exec(slice(start, first))?.[0] ?? ''
  if (places.length === 0)
    return { head: slice(start, end).trimEnd() === '' ? '' : slice(start, end), pieces: [], tail: '' }
  let { heading, above, gap } = splitLead(slice(start + opening.length, first))
  const head = opening + heading + (opening === '' ? gap : '')
  heading = ''
  if (opening === '') gap = ' '
  let startsLine = opening !== ''
  const pieces = places.map((place, index): Piece => {
    const between = slice(place.end, places[index + 1]?.start ?? end)
    const beforeComma = UP_TO_COMMA.exec(between)?.[1]
    const comma = beforeComma !== undefined
    const rest = comma ? between.slice(beforeComma.length + 1) : between
    const behind = REST_OF_LINE.exec(rest)?.[0] ?? ''
    const text = slice(place.start, place.end)
    const piece = { heading, above, gap, startsLine, text, beforeComma: beforeComma ?? '', comma, behind }
    const next = rest.slice(behind.length)
    ;({ heading, above, gap } =
      index === places.length - 1 ? { heading: '', above: '', gap: next } : splitLead(next))
    startsLine = endsLine(behind)
    return piece
  })
  return { head, pieces, tail: gap }
}

/** Divides what stands above an entry into comments that head it from afar, those right above it, and its indentation. */
function splitLead(text: string): { heading: string; above: string; gap: string } {
  const lines = text.split(/(?<=\n)/)
  const gap = endsLine(lines.at(-1) ?? '') ? '' : (lines.pop() ?? '')
  const last = lines.findLastIndex((line) => line.trim() === '')
  const heading = lines.slice(0, last + 1).join('')
  const above = lines.slice(last + 1).join('')
  return heading.includes('#') ? { heading, above, gap } : { heading: '', above: heading + above, gap }
}

function join(
  pieces: readonly Piece[],
  entries: readonly FlowEntry[],
  { head, tail, indent, newline }: { head: string; tail: string; indent: string; newline: string },
): string {
  const last = pieces.at(-1)
  let out = head
  let headings = 0
  const addLines = (lines: string) => {
    if (lines === '') return
    out += endsLine(out) ? lines : newline + lines
  }
  const addHeadings = (upTo: number) => {
    for (; headings < upTo; headings++) addLines(pieces[headings]?.heading ?? '')
  }
  let previous: Piece | undefined
  for (const [index, entry] of entries.entries()) {
    const source = pieces[entry.from ?? entry.copyOf ?? -1]
    const piece = {
      ...(source ?? newPiece(previous ?? pieces[0], previous === last, newline)),
      text: entry.text,
    }
    if (entry.stays && entry.from !== undefined) addHeadings(entry.from + 1)
    addLines(index === 0 ? piece.above.replace(/^(?:[^\S\n]*\n)+/, '') : piece.above)
    if (endsLine(out)) out += piece.startsLine ? piece.gap : indent
    else if (previous) out += piece.startsLine ? newline + piece.gap : piece.gap
    const comma = index < entries.length - 1 || last?.comma === true
    out += `${piece.text}${piece.beforeComma}${comma ? ',' : ''}${piece.behind}`
    previous = piece
  }
  addHeadings(pieces.length)
  if (last && endsLine(out) && !endsLine(last.behind)) {
    // The bracket stood behind the last entry; only a comment keeps it from standing there again.
    const lines = out.trimEnd()
    return lines.slice(lines.lastIndexOf('\n') + 1).includes('#') ? out + indent + tail : lines + tail
  }
  return last && endsLine(last.behind) && !endsLine(out) ? out + newline + tail : out + tail
}

/** A new entry is laid out as the one before it. */
function newPiece(model: Piece | undefined, isEnd: boolean, newline: string): Piece {
  const ownLine = isEnd && model?.startsLine === true && !endsLine(model.behind)
  return {
    heading: '',
    above: '',
    gap: ownLine ? model.gap : ' ',
    startsLine: ownLine,
    text: '',
    beforeComma: '',
    comma: true,
    behind: model && endsLine(model.behind) ? newline : '',
  }
}
