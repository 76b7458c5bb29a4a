import { isSeq } from 'yaml'
import type { YamlPath } from '../model/flowIssue.ts'
import { type YamlValue } from '../value/yamlValue.ts'
import { GATEWAY, type ParsedFlow } from '../model/flowModel.ts'
import { isMapValue } from '../value/exactNumber.ts'
import { readExecutors } from '../flow/readExecutors.ts'
import { yamlOf } from '../read/parseFlow.ts'
import { parseYaml, type ParsedYaml } from '../yaml/parseYaml.ts'
import { rescalarDeep } from '../yaml/rescalar.ts'
import { argsOf, withName } from './text/entryKeys.ts'
import { exitIndex } from './editTopology.ts'
import {
  draftOf,
  namesOf,
  requireExecutor,
  settle,
  type DraftItem,
  type FlowDraft,
} from './text/flowDraft.ts'
import { uniqueName } from './names.ts'
import { printItem } from './text/printValue.ts'
import { sentence } from '../words/sentence.ts'
import { CannotWrite, FlowText, type SeqNode } from './text/textSlots.ts'
import { linesOfItem } from './text/writeItems.ts'
import { writeSlot, type Change } from './text/writeValue.ts'

/** Copies Executors with their comments; edges between them are copied, edges from outside only when asked for. */
export function copyExecutors(draft: FlowDraft, names: readonly string[], keepIncoming: boolean): FlowDraft {
  if (names.length === 0) throw new CannotWrite(sentence('No Executor is selected.'))
  for (const name of names) requireExecutor(draft, name)
  const chosen = draft.items.filter((item) => item.name !== null && names.includes(item.name))
  const copies = chosen.map(({ from, ...item }): DraftItem => {
    argsOf(item.value)
    return from === undefined ? item : { ...item, copyOf: from }
  })
  return insertCopies(draft, copies, keepIncoming)
}

/** Adds the Executors of a YAML text: a Flow, a list of Executors, or a single one. */
export function pasteExecutors(draft: FlowDraft, yaml: string, keepIncoming: boolean): FlowDraft {
  const tree = parseYaml(yaml)
  if (tree.issues[0])
    throw new CannotWrite(
      sentence('The pasted text is not YAML: {{problem}}', { problem: tree.issues[0].said }),
    )
  const { entries, path } = entriesOf(rescalarDeep(tree.value))
  const items = readExecutors(entries, path, {}).map((executor): DraftItem => {
    const index = executor.path.at(-1) as number
    const value = entries[index] as YamlValue
    argsOf(value)
    return {
      value,
      name: executor.name,
      needs: executor.needs,
      floating: executor.floating,
      lines: (after) => ownLines(tree, [...path, index], { before: value, after }),
    }
  })
  if (items.length === 0) throw new CannotWrite(sentence('The pasted text holds no Executor.'))
  return insertCopies(draft, items, keepIncoming)
}

function entriesOf(value: YamlValue): { entries: YamlValue[]; path: (string | number)[] } {
  if (Array.isArray(value)) return { entries: value.filter(isEntry), path: value.every(isEntry) ? [] : ['?'] }
  if (isMapValue(value)) {
    for (const key of ['executors', 'deployments']) {
      const list = value[key]
      if (Array.isArray(list)) return { entries: list, path: [key] }
    }
    if (['name', 'uses', 'needs'].some((key) => value[key] !== undefined) || value['jtype'] === 'Deployment')
      return { entries: [value], path: ['?'] }
  }
  throw new CannotWrite(
    sentence('The pasted text holds no Executor: a Flow, a list of Executors or one Executor is expected.'),
  )
}

function isEntry(value: YamlValue): boolean {
  return isMapValue(value)
}

/** The lines of an entry as it is written, comments and all; null when they say nothing by themselves: brackets, anchors. */
function ownLines(tree: ParsedYaml, path: YamlPath, change: Change): string[] | null {
  const seq = tree.positions.nodeAt(path.slice(0, -1))
  if (!isSeq(seq) || seq.flow === true) return null
  const lines = (to: Change) =>
    linesOfItem(new FlowText(tree), seq as SeqNode, { index: path.at(-1) as number, change: to, writeSlot })
  const written = lines({ before: change.before, after: change.before }).join('\n')
  if (/(?:^|[\s:,[{-])[&*][^\s*]/m.test(written) || /!\w/.test(written)) return null
  return lines(change)
}

/** Puts copies before the Executor that answers, so that the exit and all other edges stay as they are. */
function insertCopies(draft: FlowDraft, copies: readonly DraftItem[], keepIncoming: boolean): FlowDraft {
  const taken = namesOf(draft)
  const names = new Map<string, string>()
  for (const copy of copies) {
    const name = uniqueName(taken, copy.name ?? 'executor')
    taken.add(name)
    names.set(copy.name ?? '', name)
  }
  const existing = namesOf(draft)
  const items = copies.map((copy): DraftItem => {
    const inside = copy.needs.flatMap((need) => names.get(need) ?? [])
    const outside = keepIncoming
      ? copy.needs.filter((need) => !names.has(need) && (existing.has(need) || need === GATEWAY))
      : []
    const needs = [...new Set([...outside, ...inside])]
    const name = names.get(copy.name ?? '') as string
    return {
      ...copy,
      name,
      // Always written: Jina would make the same name of a repeated one, but call it a mistake.
      value: withName(copy.value, name),
      needs: needs.length > 0 ? needs : [GATEWAY],
    }
  })
  const wanted = Math.max(-1, ...copies.map((copy) => copy.copyOf ?? draft.items.length)) + 1
  const place = Math.min(exitIndex(draft), wanted)
  return { ...draft, items: [...draft.items.slice(0, place), ...items, ...draft.items.slice(place)] }
}

/**
 * The YAML text of some Executors, as a list that `paste` and any Flow file take; comments are kept. Their real `needs`
 * are written where the shorter list would chain them differently. Empty when nothing is chosen.
 */
export function copyAsYaml(parsed: ParsedFlow, names: readonly string[]): string {
  if (!parsed.spec) return ''
  const draft = draftOf(parsed)
  const chosen = draft.items.filter((item) => item.name !== null && names.includes(item.name))
  const tree = yamlOf(parsed)
  const lines = settle({ ...draft, items: chosen.filter((item) => isMapValue(item.value)) }).items.flatMap(
    (item) => {
      const index = item.from as number
      const before = draft.items[index]?.value ?? null
      return ownLines(tree, [draft.listKey, index], { before, after: item.value }) ?? printItem(item.value, 0)
    },
  )
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}
