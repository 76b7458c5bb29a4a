import { isSeq } from 'yaml'
import { GATEWAY, type ExecutorSpec, type ParsedFlow } from '../model/flowModel.ts'
import { readExecutors } from '../flow/readExecutors.ts'
import { parseFlow, yamlOf } from '../read/parseFlow.ts'
import { parseYaml } from '../yaml/parseYaml.ts'
import { rescalarDeep } from '../yaml/rescalar.ts'
import { spliceBetween } from './text/diffText.ts'
import { commentOut, findDisabledBlocks, shortHash, type DisabledBlock, type Healed } from './disabledText.ts'
import { removeExecutors } from './editTopology.ts'
import type { FlowEdit, Splice } from '../model/flowEdit.ts'
import { draftOf, requireExecutor, sameList, settle, type FlowDraft } from './text/flowDraft.ts'
import { applySplices, sortSplices } from './text/splices.ts'
import { sentence, type Sentence } from '../words/sentence.ts'
import { CannotWrite, FlowText, type SeqNode } from './text/textSlots.ts'
import { writeFlow } from './text/writeFlow.ts'
import { blocksOf, type Block } from './text/writeItems.ts'
import { writeSlot } from './text/writeValue.ts'

/** An Executor that is commented out: Jina does not see it, the canvas still draws it. */
export interface DisabledExecutor {
  name: string
  /** Line of its marker, counted from 1. */
  line: number
  /** What it would be; null when its lines cannot be read by themselves. */
  spec: ExecutorSpec | null
}

/** The disabled Executors of a Flow, in the order of the text. */
export function disabledExecutors(parsed: ParsedFlow): DisabledExecutor[] {
  const yaml = yamlOf(parsed)
  return findDisabledBlocks(yaml).map(({ name, start, text }) => {
    const value = rescalarDeep(parseYaml(text).value)
    const [spec = null] = Array.isArray(value) ? readExecutors(value, [], {}) : []
    return { name, line: yaml.positions.range(start, start).line, spec: spec ? { ...spec, name } : null }
  })
}

export type ToggleEdit = Extract<
  FlowEdit,
  { type: 'disableExecutors' | 'enableExecutors' | 'removeDisabled' }
>

export const isToggle = (edit: FlowEdit): edit is ToggleEdit =>
  edit.type === 'disableExecutors' || edit.type === 'enableExecutors' || edit.type === 'removeDisabled'

interface Toggled {
  splices: Splice[]
  text: string
  parsed: ParsedFlow
  added: string[]
}

/** Comments entries out, brings them back, or drops their comments. Throws `CannotWrite` with the reason. */
export function planToggle(parsed: ParsedFlow, { type, names }: ToggleEdit): Toggled {
  if (type === 'disableExecutors') return planDisable(parsed, names)
  return type === 'enableExecutors' ? planEnable(parsed, names) : planForget(parsed, names)
}

/** Comments Executors out, one after the other, and joins what stood around them. */
function planDisable(parsed: ParsedFlow, names: readonly string[]): Toggled {
  if (names.length === 0) throw new CannotWrite(sentence('No Executor is selected.'))
  const draft = draftOf(parsed)
  for (const name of names) requireExecutor(draft, name)
  const done = [...new Set(names)].reduce(disable, parsed)
  return outcome(parsed, done, [])
}

function disable(parsed: ParsedFlow, name: string): ParsedFlow {
  const draft = draftOf(parsed)
  const { file, blocks, slots } = entriesOf(parsed, draft)
  const index = draft.items.findIndex((item) => item.name === name)
  const own = blocks[index] as Block
  if (!file.startsLine(own.dash))
    throw new CannotWrite(sentence('The entry shares its line with another list.'))
  const after = settle(removeExecutors(draft, [name], true))
  const neighbours = after.items.flatMap((item) => {
    const at = item.from as number
    const before = draft.items[at]
    const slot = slots[at]
    if (!before || !slot) return []
    const splices = sortSplices(writeSlot(file, slot, { before: before.value, after: item.value }))
    return splices.length === 0 || item.name === null ? [] : [{ item, before, at, splices }]
  })
  const column = slots[index]?.column ?? 0
  const lines = file.text.slice(own.start, own.end)
  const changes = neighbours.flatMap(({ splices }) => splices)
  const write = (healed: Healed[]) => {
    const text = commentOut(lines, { name, healed, column, newline: file.newline })
    const splices = sortSplices([...changes, { start: own.start, end: own.end, text }])
    return { splices, read: parseFlow(applySplices(file.text, splices)) }
  }
  // Where the neighbours stand afterwards is known once they are written; the notes themselves are comments.
  const { splices, read } = write([])
  const why = means(read, after)
  if (why !== null)
    throw new CannotWrite(
      sentence('"{{name}}" cannot be commented out: {{why}} Change it in the YAML panel.', { name, why }),
    )
  const now = entriesOf(read, draftOf(read))
  const healed = neighbours.map(({ item, before, at, splices: mine }): Healed => {
    const place = after.items.findIndex((other) => other.from === at)
    const block = now.blocks[place] as Block
    const shiftOf = (splice: Splice) =>
      splices
        .slice(0, splices.indexOf(splice))
        .reduce((sum, { start, end, text }) => sum + text.length - (end - start), 0)
    return {
      executor: item.name as string,
      needs: before.needs,
      now: item.needs,
      hash: shortHash(read.text.slice(block.start, block.end)),
      undo: mine.map((splice) => {
        const start = splice.start + shiftOf(splice) - block.start
        return [start, start + splice.text.length, file.text.slice(splice.start, splice.end)]
      }),
    }
  })
  return healed.length === 0 ? read : write(healed).read
}

/** Why a text does not hold the Executors that were meant, in words; null when it does. */
function means(read: ParsedFlow, meant: FlowDraft): Sentence | null {
  if (!read.spec) return read.issues[0]?.said ?? sentence('the text could not be read afterwards.')
  const wanted = meant.items.filter((item) => item.name !== null)
  const same =
    wanted.length === read.spec.executors.length &&
    read.spec.executors.every(
      (executor, at) =>
        executor.name === wanted[at]?.name && sameList(executor.needs, wanted[at]?.needs ?? []),
    )
  return same ? null : sentence('the rest of the Flow would mean something else.')
}

/** Brings disabled Executors back: byte for byte when their neighbours are as they were left, else by meaning. */
function planEnable(parsed: ParsedFlow, names: readonly string[]): Toggled {
  const left = new Set(names)
  let now = parsed
  while (left.size > 0) {
    const blocks = findDisabledBlocks(yamlOf(now)).filter((block) => left.has(block.name))
    // What was disabled last is enabled first: only then do the neighbours fit.
    const tries = blocks.map((block) => ({ block, back: uncomment(now, block) }))
    const next = tries.findLast(({ back }) => 'read' in back && back.exact) ?? tries[0]
    if (!next) throw new CannotWrite(nothingDisabled([...left][0]))
    if ('refused' in next.back) throw new CannotWrite(next.back.refused)
    now = next.back.exact ? next.back.read : rewire(next.back)
    left.delete(next.block.name)
  }
  return outcome(parsed, now, names)
}

interface Uncommented {
  read: ParsedFlow
  /** Whether everything is as it was before it was disabled. */
  exact: boolean
  /** Names that the Executors should have, in order. */
  names: string[]
  /** Neighbours that were edited meanwhile. */
  changed: Healed[]
}

function uncomment(parsed: ParsedFlow, block: DisabledBlock): Uncommented | { refused: Sentence } {
  const { name } = block
  const before = parsed.spec?.executors ?? []
  if (before.some((executor) => executor.name === name))
    return { refused: sentence('Another Executor is called "{{name}}" now; rename it first.', { name }) }
  const undone = block.healed.map((note) => ({ note, splices: restored(parsed, note) }))
  const splices = sortSplices([
    ...undone.flatMap((item) => item.splices ?? []),
    { start: block.start, end: block.end, text: block.text },
  ])
  const read = parseFlow(applySplices(parsed.text, splices))
  if (!read.spec)
    return {
      refused: sentence(
        'The commented-out lines of "{{name}}" cannot be read; repair them in the YAML panel.',
        { name },
        read.issues[0]?.said,
      ),
    }
  if (read.spec.executors.length !== before.length + 1)
    return {
      refused: sentence(
        'The commented-out lines of "{{name}}" do not hold one Executor any more; repair them in the YAML panel.',
        { name },
      ),
    }
  const { positions } = yamlOf(parsed)
  const place = before.filter(({ path }) => {
    const range = positions.nodeAt(path)?.range
    return range ? positions.original(range[0]) < block.start : false
  }).length
  const names = before.map((executor) => executor.name).toSpliced(place, 0, name)
  const changed = undone.filter((item) => item.splices === null).map(({ note }) => note)
  const named = read.spec.executors.every((executor, at) => executor.name === names[at])
  return { read, exact: named && changed.length === 0, names, changed }
}

/** The splices that give a neighbour its old bytes back; null when it was changed since. */
function restored(parsed: ParsedFlow, { executor, hash, undo }: Healed): Splice[] | null {
  const draft = draftOf(parsed)
  const at = draft.items.findIndex((item) => item.name === executor)
  if (at < 0) return null
  const block = entriesOf(parsed, draft).blocks[at] as Block
  if (shortHash(parsed.text.slice(block.start, block.end)) !== hash) return null
  return undo.map(([start, end, text]) => ({ start: start + block.start, end: end + block.start, text }))
}

/**
 * Neighbours that were edited meanwhile get back what they waited for, unless that was changed too; and whoever has no
 * written name keeps the one it had.
 */
function rewire({ read, names, changed }: Uncommented): ParsedFlow {
  const draft = draftOf(read)
  const executors = read.spec?.executors ?? []
  const known = new Set<string>([...names, GATEWAY])
  const chained = new Map(executors.map((executor, at) => [executor.name, names[at] as string]))
  let at = 0
  const items = draft.items.map((item) => {
    if (item.name === null) return item
    const name = names[at] as string
    const implicit = executors[at++]?.writtenNeeds === null
    const needs = implicit ? item.needs.map((need) => chained.get(need) ?? need) : item.needs
    const note = changed.find(({ executor }) => executor === name)
    const free = note?.needs.every((need) => known.has(need)) === true && sameList(needs, note.now)
    return { ...item, name, needs: free ? note.needs : needs }
  })
  const after = settle({ ...draft, items })
  const splices = sortSplices(writeFlow(new FlowText(yamlOf(read)), draft, after))
  return parseFlow(applySplices(read.text, splices))
}

/** Removes disabled Executors for good: their comments go. */
function planForget(parsed: ParsedFlow, names: readonly string[]): Toggled {
  const blocks = findDisabledBlocks(yamlOf(parsed)).filter((block) => names.includes(block.name))
  if (blocks.length === 0) throw new CannotWrite(nothingDisabled(names[0]))
  const splices = blocks.map(({ start, end }) => ({ start, end, text: '' }))
  return outcome(parsed, parseFlow(applySplices(parsed.text, splices)), [])
}

const nothingDisabled = (name = '') => sentence('There is no disabled Executor called "{{name}}".', { name })

function outcome(before: ParsedFlow, parsed: ParsedFlow, added: readonly string[]): Toggled {
  const splice = spliceBetween(before.text, parsed.text)
  return { splices: splice ? [splice] : [], text: parsed.text, parsed, added: [...added] }
}

function entriesOf(parsed: ParsedFlow, draft: FlowDraft) {
  const file = new FlowText(yamlOf(parsed))
  const list = yamlOf(parsed).positions.nodeAt([draft.listKey])
  if (draft.items.length === 0) return { file, slots: [], blocks: [] }
  if (!isSeq(list) || list.flow)
    throw new CannotWrite(
      sentence(
        '"{{key}}" is written in brackets, where a single Executor cannot be commented out. Write one Executor below the other first.',
        { key: draft.listKey },
      ),
    )
  const slots = file.items(list as SeqNode)
  // Comments above an entry are comments already: they stay as they are.
  const blocks = blocksOf(file, slots).map((block): Block => ({
    ...block,
    start: file.lineStart(block.dash),
  }))
  return { file, slots, blocks }
}
