import { isMap, isSeq } from 'yaml'
import { type YamlMap } from '../../value/yamlValue.ts'
import { GATEWAY } from '../../model/flowModel.ts'
import { withKey } from './entryKeys.ts'
import type { Splice } from '../../model/flowEdit.ts'
import { listOf, type FlowDraft } from './flowDraft.ts'
import { printPair } from './printValue.ts'
import { sentence } from '../../words/sentence.ts'
import { CannotWrite, isEmptyNode, type FlowText, type MapNode, type SeqNode } from './textSlots.ts'
import { writeItems } from './writeItems.ts'
import { writeMap, writeSlot } from './writeValue.ts'

/** What the whole file should hold: a draft's keys and its list. */
export function rootOf(draft: FlowDraft): YamlMap {
  const list = listOf(draft)
  const old = draft.root[draft.listKey]
  if (list.length === 0 && (old === undefined || old === null)) return draft.root
  return withKey(draft.root, draft.listKey, list)
}

/** The splices that turn one Flow into another, where both come from the same text. */
export function writeFlow(file: FlowText, before: FlowDraft, after: FlowDraft): Splice[] {
  const contents = file.yaml.document?.contents ?? null
  if (contents === null || isEmptyNode(contents)) return writeWhole(file, rootOf(after))
  if (!isMap(contents)) throw new CannotWrite(sentence('The file holds something else than a Flow.'))
  const map = contents as unknown as MapNode
  const list = file.yaml.positions.nodeAt([after.listKey])
  let oldRoot = before.root
  let newRoot = rootOf(after)
  const splices: Splice[] = []
  if (isSeq(list) && list.items.length > 0 && after.items.length > 0) {
    const change = { before: before.items.map((item) => item.value), items: after.items }
    splices.push(...writeItems(file, list as SeqNode, change, writeSlot))
    oldRoot = withKey(oldRoot, after.listKey, undefined)
    newRoot = withKey(newRoot, after.listKey, undefined)
  }
  const early = map.flow ? [] : earlyKeys(file, map, newRoot)
  for (const { key } of early) newRoot = withKey(newRoot, key, undefined)
  return [
    ...splices,
    ...early.map(({ splice }) => splice),
    ...writeMap(file, map, { before: oldRoot, after: newRoot }),
  ]
}

/** New `with:` and `gateway:` blocks go above the list, where people look for them. */
function earlyKeys(file: FlowText, map: MapNode, root: YamlMap): { key: string; splice: Splice }[] {
  const list = map.items.find((pair) => /^(?:executors|deployments)$/.test(String(pair.key)))
  if (!list || !file.startsLine(file.pairStart(list))) return []
  const column = file.column(file.pairStart(list))
  let place = file.lineStart(file.pairStart(list))
  // A comment right above the list belongs to it.
  while (place > 1) {
    const previous = file.lineStart(place - 1)
    if (!file.text.slice(previous, place).trimStart().startsWith('#')) break
    place = previous
  }
  return ['with', GATEWAY].flatMap((key) => {
    const value = root[key]
    if (value === undefined || map.items.some((pair) => String(pair.key) === key)) return []
    return [{ key, splice: file.insertLines(place, printPair(key, value, column)) }]
  })
}

/** An empty file, or one with comments only. */
function writeWhole(file: FlowText, root: YamlMap): Splice[] {
  const value: YamlMap = Object.hasOwn(root, 'jtype') ? root : { jtype: 'Flow', ...root }
  const lines = Object.entries(value).flatMap(([key, item]) => printPair(key, item, 0))
  const end = file.text.length
  const splice = file.insertLines(end, lines)
  return [
    end > 0 && splice.text.startsWith(file.newline)
      ? { ...splice, text: splice.text + file.newline }
      : splice,
  ]
}
