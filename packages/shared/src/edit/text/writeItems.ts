import type { Node } from 'yaml'
import type { YamlValue } from '../../value/yamlValue.ts'
import { copyAnchors } from './copyAnchors.ts'
import type { Splice } from '../../model/flowEdit.ts'
import { printInline, printItem } from './printValue.ts'
import { applySplices, sortSplices } from './splices.ts'
import { sentence } from '../../words/sentence.ts'
import { CannotWrite, type FlowText, type SeqNode, type Slot } from './textSlots.ts'
import { findPlaces, writeFlowEntries, type Place } from './writeFlowEntries.ts'
import type { Change } from './writeValue.ts'
import { yamlEqual } from './yamlEqual.ts'

/** Gives the splices that turn the value in a slot into another one: `writeSlot`, which writes lists with the functions below. */
type WriteSlot = (file: FlowText, slot: Slot, change: Change) => Splice[]

/** An entry of the list as it should be. */
export interface ItemChange {
  value: YamlValue
  /** Index of the entry that it is now; absent for a new one. */
  from?: number
  /** Index of an entry whose text (comments and all) a new one starts from. */
  copyOf?: number
  /** Gives the lines of a new entry as it is written elsewhere, with its dash at column 0; null when they cannot be taken over. */
  lines?: (value: YamlValue) => readonly string[] | null
}

export interface ListChange {
  before: readonly YamlValue[]
  items: readonly ItemChange[]
}

/** Pairs the entries of two lists: equal ones at both ends, then one by one. */
export function alignItems(before: readonly YamlValue[], after: readonly YamlValue[]): ItemChange[] {
  const most = Math.min(before.length, after.length)
  let head = 0
  while (head < most && yamlEqual(before[head], after[head])) head++
  let tail = 0
  while (tail < most - head && yamlEqual(before.at(-1 - tail), after.at(-1 - tail))) tail++
  const middle = before.length - tail
  return after.map((value, index) => {
    const from = index < after.length - tail ? index : index - after.length + before.length
    return index < after.length - tail && from >= middle ? { value } : { value, from }
  })
}

/** Changes, removes, adds and moves entries of a non-empty list, leaving the lines of all others alone. */
export function writeItems(file: FlowText, seq: SeqNode, change: ListChange, writeSlot: WriteSlot): Splice[] {
  const plan = { ...change, kept: stationary(change.items), writeSlot }
  return seq.flow ? writeFlowItems(file, seq, plan) : writeBlockItems(file, seq, plan)
}

/** The entries that keep their order; a moved one is cut and put in again. */
function stationary(items: readonly ItemChange[]): Set<ItemChange> {
  const kept = new Set<ItemChange>()
  let last = -1
  for (const item of items)
    if (item.from !== undefined && item.from > last) {
      kept.add(item)
      last = item.from
    }
  return kept
}

type Plan = ListChange & { kept: ReadonlySet<ItemChange>; writeSlot: WriteSlot }

function writeBlockItems(file: FlowText, seq: SeqNode, { before, items, kept, writeSlot }: Plan): Splice[] {
  const slots = file.items(seq)
  const blocks = blocksOf(file, slots)
  const splices: Splice[] = []
  const inner = (index: number, value: YamlValue) =>
    writeSlot(file, slots[index] as Slot, { before: before[index] ?? null, after: value })
  const spaced = isSpaced(file, blocks)
  const column = slots[0]?.column ?? 0
  const linesOf = (item: ItemChange): string[] => {
    const source = item.from ?? item.copyOf
    if (source !== undefined)
      return copied(file, blocks[source] as Block, inner(source, item.value), item.from === undefined)
    const lines = item.lines?.(item.value)
    if (lines) return lines.map((line) => (line === '' ? line : ' '.repeat(column) + line))
    return printItem(item.value, column)
  }
  let place = -1
  for (const item of items) {
    if (kept.has(item)) {
      place = item.from as number
      splices.push(...inner(place, item.value))
      continue
    }
    const lines = linesOf(item)
    splices.push(
      place < 0
        ? file.insertLines((blocks[0] as Block).start, spaced ? [...lines, ''] : lines)
        : file.insertLines((blocks[place] as Block).end, spaced ? ['', ...lines] : lines),
    )
  }
  const staying = new Set([...kept].map((item) => item.from))
  for (const [index, block] of blocks.entries()) {
    if (staying.has(index)) continue
    if (!file.startsLine(block.dash))
      throw new CannotWrite(sentence('The entry shares its line with another list.'))
    splices.push({ start: block.start, end: withBlankLines(file, block), text: '' })
  }
  return splices
}

export interface Block {
  start: number
  end: number
  dash: number
}

/** The lines of each entry of a list, with the comments right above it and those below it that are indented deeper than its dash. */
export function blocksOf(file: FlowText, slots: readonly (Slot & { dash: number })[]): Block[] {
  let floor = 0
  return slots.map((slot) => {
    const line = file.lineStart(slot.dash)
    const start = file.startsLine(slot.dash) ? file.commentsAbove(line, floor) : line
    floor = file.withCommentsBelow(file.slotEnd(slot), slot.column)
    return { start, end: floor, dash: slot.dash }
  })
}

/** Blank lines behind a removed entry go with it where there is one before it too. */
function withBlankLines(file: FlowText, block: Block): number {
  const previous = file.lineStart(Math.max(0, block.start - 1))
  if (block.start === 0 || !file.isBlank(previous, block.start)) return block.end
  const blank = /^(?:[ \t]*\r?\n)*/.exec(file.text.slice(block.end))
  return block.end + (blank?.[0].length ?? 0)
}

function isSpaced(file: FlowText, blocks: readonly Block[]): boolean {
  const last = blocks.at(-1)
  const previous = blocks.at(-2)
  return (
    last !== undefined &&
    previous !== undefined &&
    /^[ \t]*\r?\n/.test(file.text.slice(previous.end, last.start))
  )
}

function copied(file: FlowText, block: Place, splices: readonly Splice[], isCopy = false): string[] {
  const shifted = sortSplices(splices).map((splice) => ({
    ...splice,
    start: splice.start - block.start,
    end: splice.end - block.start,
  }))
  const text = applySplices(file.text.slice(block.start, block.end), shifted)
  const own = isCopy ? copyAnchors(text, file.text) : text
  return own.replace(/\r?\n$/, '').split(/\r?\n/)
}

function writeFlowItems(file: FlowText, seq: SeqNode, { before, items, kept, writeSlot }: Plan): Splice[] {
  const places = findPlaces(file, seq)
  const inner = (index: number, value: YamlValue) =>
    writeSlot(file, flowSlot(seq.items[index] ?? null, places[index]?.start ?? 0), {
      before: before[index] ?? null,
      after: value,
    })
  if (items.length === before.length && kept.size === items.length)
    return items.flatMap((item) => inner(item.from as number, item.value))
  const textOf = ({ from, copyOf, value }: ItemChange) => {
    const source = from ?? copyOf
    if (source === undefined) return printInline(value, true)
    const place = places[source] as Place
    return copied(file, place, inner(source, value), from === undefined).join(file.newline)
  }
  const entries = items.map((item) => ({ ...item, text: textOf(item), stays: kept.has(item) }))
  return writeFlowEntries(file, seq, entries)
}

function flowSlot(node: Node | null, start: number): Slot {
  return { node, lead: start, column: 0, flow: true, item: true }
}

/** The lines of one entry of a block list, changed to another value, with the dash at column 0. */
export function linesOfItem(
  file: FlowText,
  seq: SeqNode,
  { index, change, writeSlot }: { index: number; change: Change; writeSlot: WriteSlot },
): string[] {
  const slot = file.items(seq)[index]
  if (!slot) throw new CannotWrite(sentence('There is no such entry.'))
  const block = blocksOf(file, file.items(seq))[index] as Block
  const lines = copied(file, block, writeSlot(file, slot, change))
  return lines.map((line) => line.slice(Math.min(slot.column, line.length - line.trimStart().length)))
}
