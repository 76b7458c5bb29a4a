import { isMap, isScalar, isSeq, type Node } from 'yaml'
import type { YamlMap, YamlValue } from '../flow/flowModel.ts'
import { isMapValue } from '../flow/readExecutors.ts'
import type { Splice } from './flowEdit.ts'
import { printBlock, printInline, printKey, printPair } from './printValue.ts'
import { sentence } from '../words/sentence.ts'
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
import { writeWithComments } from './writeWithComments.ts'
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
  if (
    isSeq(node) &&
    Array.isArray(before) &&
    Array.isArray(after) &&
    after.length > 0 &&
    node.items.length > 0
  )
    return writeItems(file, node as SeqNode, { before, items: alignItems(before, after) })
  return replaceSlot(file, slot, after)
}

function replaceSlot(file: FlowText, slot: Slot, value: YamlValue): Splice[] {
  const { node, lead } = slot
  const empty = isEmptyNode(node)
  const start = empty ? lead : file.start(node as Node)
  const end = file.slotEnd(slot)
  const lines = slot.flow || slot.item ? null : printBlock(value, slot.column + 2)
  if (lines === null) {
    const text = printInline(value, slot.flow)
    if (empty) return [{ start: lead, end: lead, text: ` ${text}` }]
    if (isInline(node as Node)) return [{ start, end, text }]
    return [{ start: lead, end: withoutNewline(file, end), text: ` ${text}` }]
  }
  if (empty || isInline(node as Node)) {
    const insertion = file.insertLines(file.afterLine(end), lines)
    return empty ? [insertion] : [{ start: lead, end, text: '' }, insertion]
  }
  const from = node && isScalar(node) ? lead : file.afterLine(lead)
  const text = lines.join(file.newline)
  const to = withoutNewline(file, end)
  return [{ start: from, end: to, text: from === lead ? file.newline + text : text }]
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
  if (map.flow) {
    const written = rewriteFlowPairs(file, map, { splices, removed, added })
    return written
      ? [written]
      : [...splices, ...removeFlowPairs(file, map, removed), ...addFlowPairs(file, map, added)]
  }
  return [...splices, ...removeBlockPairs(file, map, removed), ...addBlockPairs(file, map, added)]
}

/** The pairs between brackets with their comments, where there are any and pairs come or go. */
function rewriteFlowPairs(
  file: FlowText,
  map: MapNode,
  change: {
    splices: readonly Splice[]
    removed: ReadonlySet<PairNode>
    added: readonly [string, YamlValue][]
  },
): Splice | null {
  if (change.removed.size === 0 && change.added.length === 0) return null
  const places = map.items.map((pair) => ({ start: file.pairStart(pair), end: file.pairEnd(pair) }))
  const kept = map.items.flatMap((pair, from) => {
    const { start, end } = places[from] as { start: number; end: number }
    if (change.removed.has(pair)) return []
    const inner = sortSplices(change.splices)
      .filter((splice) => splice.start >= start && splice.end <= end)
      .map((splice) => ({ ...splice, start: splice.start - start, end: splice.end - start }))
    return [{ from, text: applySplices(file.text.slice(start, end), inner) }]
  })
  const print = ([key, value]: [string, YamlValue]) => ({
    text: `${printKey(key, true)}: ${printInline(value, true)}`,
  })
  const isName = ([key]: [string, YamlValue]) => key === 'name'
  const names = change.added.filter(isName).map(print)
  const others = change.added.filter((entry) => !isName(entry)).map(print)
  return writeWithComments(file, places, [...names, ...kept, ...others])
}

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
  const front = lines(added.filter(([key]) => key === 'name'))
  const back = lines(added.filter(([key]) => key !== 'name'))
  return [
    ...(front.length > 0
      ? [
          {
            start,
            end: start,
            text: `${front.join(file.newline).slice(column)}${file.newline}${' '.repeat(column)}`,
          },
        ]
      : []),
    ...(back.length > 0 ? [file.insertLines(file.afterLine(file.pairEnd(last)), back)] : []),
  ]
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

function addFlowPairs(file: FlowText, map: MapNode, added: readonly [string, YamlValue][]): Splice[] {
  if (added.length === 0) return []
  const text = added.map(([key, value]) => `${printKey(key, true)}: ${printInline(value, true)}`)
  const first = map.items[0]
  const last = map.items.at(-1)
  if (!first || !last) {
    const inside = file.start(map) + 1
    return [{ start: inside, end: inside, text: text.join(', ') }]
  }
  const name = added.findIndex(([key]) => key === 'name')
  const front = name < 0 ? [] : text.splice(name, 1)
  const end = file.pairEnd(last)
  const start = file.pairStart(last)
  const ownLine = file.startsLine(start) && file.startsLine(file.pairStart(first))
  const comma = ownLine ? `,${file.newline}${' '.repeat(file.column(start))}` : ', '
  return [
    ...front.map((item) => ({ start: file.pairStart(first), end: file.pairStart(first), text: `${item}, ` })),
    ...text.map((item) => ({ start: end, end, text: comma + item })),
  ]
}

function removeFlowPairs(file: FlowText, map: MapNode, removed: ReadonlySet<PairNode>): Splice[] {
  return removeFlowRuns(
    map.items.map((pair) => ({
      start: file.pairStart(pair),
      end: file.pairEnd(pair),
      removed: removed.has(pair),
    })),
  )
}

/** Removes entries between brackets with one comma each. */
export function removeFlowRuns(items: readonly { start: number; end: number; removed: boolean }[]): Splice[] {
  const splices: Splice[] = []
  for (let index = 0; index < items.length; index++) {
    const first = items[index] as (typeof items)[number]
    if (!first.removed) continue
    let last = index
    while (items[last + 1]?.removed) last++
    const next = items[last + 1]
    const previous = items[index - 1]
    if (next) splices.push({ start: first.start, end: next.start, text: '' })
    else
      splices.push({
        start: previous?.end ?? first.start,
        end: (items[last] as (typeof items)[number]).end,
        text: '',
      })
    index = last
  }
  return splices
}
