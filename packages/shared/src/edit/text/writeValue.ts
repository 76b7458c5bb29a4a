import { isMap, isScalar, isSeq, type Node } from 'yaml'
import type { YamlMap, YamlValue } from '../../value/yamlValue.ts'
import { isMapValue } from '../../value/exactNumber.ts'
import type { Splice } from '../../model/flowEdit.ts'
import { printBlock, printInline, printKey, printPair } from './printValue.ts'
import { sentence } from '../../words/sentence.ts'
import {
  CannotWrite,
  type FlowText,
  isEmptyNode,
  isInline,
  type MapNode,
  type PairNode,
  type SeqNode,
  type Slot,
} from './textSlots.ts'
import { alignItems, writeItems } from './writeItems.ts'
import { applySplices, sortSplices } from './splices.ts'
import { findPlaces, writeFlowEntries, type FlowEntry, type Place } from './writeFlowEntries.ts'
import { yamlEqual } from './yamlEqual.ts'

/** A value as it stands in the text and as it should be; equal parts are left alone. */
export interface Change {
  before: YamlValue
  after: YamlValue
}

/** The splices that turn the value in a slot into another one, touching only what differs. */
export function writeSlot(file: FlowText, slot: Slot, { before, after }: Change): Splice[] {
  if (before === after || yamlEqual(before, after)) return []
  const { node } = slot
  if (isMap(node) && isMapValue(before) && isMapValue(after) && Object.keys(after).length > 0)
    return writeMap(file, node as MapNode, { before, after })
  if (isSeq(node) && Array.isArray(before) && Array.isArray(after) && canWriteItems(file, slot, after)) {
    const splices = writeItems(file, node as SeqNode, { before, items: alignItems(before, after) }, writeSlot)
    // An emptied list keeps the comments that stood between its entries.
    return after.length > 0 || node.flow
      ? splices
      : [{ start: slot.lead, end: slot.lead, text: ' []' }, ...splices]
  }
  return replaceSlot(file, slot, after)
}

/** Whether a list is changed entry by entry rather than as a whole. */
function canWriteItems(file: FlowText, { node, item }: Slot, after: readonly YamlValue[]): boolean {
  const seq = node as SeqNode
  const [start, end = 0] = [file.start(seq), seq.range?.[1]]
  if (seq.items.length === 0) return file.text.slice(start, file.at(end)).includes('#')
  return after.length > 0 || seq.flow === true || !item
}

function replaceSlot(file: FlowText, slot: Slot, value: YamlValue): Splice[] {
  const { node, lead } = slot
  const empty = isEmptyNode(node)
  const start = empty ? lead : file.start(node as Node)
  const end = file.slotEnd(slot)
  // Behind the key (or the sign of a text block), above the lines of its value.
  const line = file.text.slice(lead, file.afterLine(lead))
  const comment =
    slot.item || empty || isInline(node as Node) ? '' : (/[ \t]+#[^\r\n]*/.exec(line)?.[0] ?? '')
  const lines = slot.flow || slot.item ? null : printBlock(value, slot.column + 2)
  if (lines === null) {
    const text = printInline(value, slot.flow)
    if (empty) return [{ start: lead, end: lead, text: ` ${text}` }]
    if (isInline(node as Node)) return [{ start, end, text }]
    return [{ start: lead, end: withoutNewline(file, end), text: ` ${text}${comment}` }]
  }
  if (empty || isInline(node as Node)) {
    const insertion = file.insertLines(file.afterLine(end), lines)
    return empty ? [insertion] : [{ start: lead, end, text: '' }, insertion]
  }
  const from = node && isScalar(node) ? lead : file.afterLine(lead)
  const text = lines.join(file.newline)
  const to = withoutNewline(file, end)
  return [{ start: from, end: to, text: from === lead ? comment + file.newline + text : text }]
}

function withoutNewline(file: FlowText, end: number): number {
  let at = end
  while (at > 0 && /[\r\n]/.test(file.text[at - 1] as string)) at--
  return at
}

interface MapChange {
  before: YamlMap
  after: YamlMap
}

/** Changes a map key by key: values in place, new keys at its end (`name` at its beginning), removed keys with their lines. */
export function writeMap(file: FlowText, map: MapNode, { before, after }: MapChange): Splice[] {
  const pairs = new Map<string, PairNode>()
  for (const pair of map.items) pairs.set(keyText(pair), pair)
  const splices: Splice[] = []
  const removed = new Set<PairNode>()
  for (const key of Object.keys(before)) {
    if (Object.hasOwn(after, key)) continue
    const pair = pairs.get(key)
    if (!pair)
      throw new CannotWrite(
        sentence('"{{key}}" comes from a merged anchor ("<<"), not from this place.', { key }),
      )
    removed.add(pair)
  }
  const added: [string, YamlValue][] = []
  for (const [key, value] of Object.entries(after)) {
    if (Object.hasOwn(before, key) && yamlEqual(before[key], value)) continue
    const pair = pairs.get(key)
    if (!pair) added.push([key, value])
    else {
      const slot = file.pairSlot(pair, map.flow === true)
      splices.push(...writeSlot(file, slot, { before: before[key] ?? null, after: value }))
    }
  }
  if (map.flow)
    return removed.size + added.length > 0
      ? rewriteFlowPairs(file, map, { splices, removed, added })
      : splices
  return [...splices, ...removeBlockPairs(file, map, removed), ...addBlockPairs(file, map, added)]
}

/** The pairs between brackets with their comments, where pairs come or go. */
function rewriteFlowPairs(
  file: FlowText,
  map: MapNode,
  change: {
    splices: readonly Splice[]
    removed: ReadonlySet<PairNode>
    added: readonly [string, YamlValue][]
  },
): Splice[] {
  const places = findPlaces(file, map)
  const kept = map.items.flatMap((pair, from) => {
    const { start, end } = places[from] as Place
    if (change.removed.has(pair)) return []
    const inner = sortSplices(change.splices)
      .filter((splice) => splice.start >= start && splice.end <= end)
      .map((splice) => ({ ...splice, start: splice.start - start, end: splice.end - start }))
    return [{ from, text: applySplices(file.text.slice(start, end), inner), stays: true }]
  })
  const isName = ([key]: [string, YamlValue]) => key === 'name'
  const names = change.added.filter(isName).map(newPair)
  const others = change.added.filter((entry) => !isName(entry)).map(newPair)
  return writeFlowEntries(file, map, [...names, ...kept, ...others])
}

const newPair = ([key, value]: [string, YamlValue]): FlowEntry => ({
  text: `${printKey(key, true)}: ${printInline(value, true)}`,
  stays: false,
})

function keyText(pair: PairNode): string {
  return String(isScalar(pair.key) ? pair.key.value : pair.key)
}

function addBlockPairs(file: FlowText, map: MapNode, added: readonly [string, YamlValue][]): Splice[] {
  const first = map.items[0]
  const last = map.items.at(-1)
  if (added.length === 0 || !first || !last) return []
  const start = file.pairStart(first)
  const column = file.column(start)
  const lines = (entries: readonly [string, YamlValue][]) =>
    entries.flatMap(([key, value]) => printPair(key, value, column))
  const front = added.filter(([key]) => key === 'name')
  const back = lines(added.filter(([key]) => key !== 'name'))
  return [
    ...(front.length > 0 ? [insertFirstPair(file, start, lines(front))] : []),
    ...(back.length > 0 ? [file.insertLines(file.afterLine(file.pairEnd(last)), back)] : []),
  ]
}

/** Puts lines before the first key of a map and the comments above it; beside a dash the key moves down. */
function insertFirstPair(file: FlowText, start: number, lines: readonly string[]): Splice {
  if (file.startsLine(start)) return file.insertLines(file.commentsAbove(file.lineStart(start), 0), lines)
  const column = file.column(start)
  const text = `${lines.join(file.newline).slice(column)}${file.newline}${' '.repeat(column)}`
  return { start, end: start, text }
}

function removeBlockPairs(file: FlowText, map: MapNode, removed: ReadonlySet<PairNode>): Splice[] {
  const splices: Splice[] = []
  for (let index = 0; index < map.items.length; index++) {
    const pair = map.items[index] as PairNode
    if (!removed.has(pair)) continue
    const start = file.pairStart(pair)
    if (file.startsLine(start)) {
      splices.push({ start: file.lineStart(start), end: file.afterLine(file.pairEnd(pair)), text: '' })
      continue
    }
    // The first key of a list entry shares its line with the dash: the next key moves up there.
    while (index + 1 < map.items.length && removed.has(map.items[index + 1] as PairNode)) index++
    const end = file.afterLine(file.pairEnd(map.items[index] as PairNode))
    const next = map.items[index + 1]
    const nextStart = next ? file.pairStart(next) : end
    splices.push(
      next && file.isBlank(end, nextStart)
        ? { start, end: nextStart, text: '' }
        : { start, end: withoutNewline(file, end), text: '' },
    )
  }
  return splices
}
