import { type YamlMap, type YamlValue } from '../../value/yamlValue.ts'
import { GATEWAY, type ParsedFlow } from '../../model/flowModel.ts'
import { isEmptyValue } from '../../flow/readArgument.ts'
import { isMapValue } from '../../value/exactNumber.ts'
import { listKeyOf, readExecutors } from '../../flow/readExecutors.ts'
import { rescalarDeep } from '../../yaml/rescalar.ts'
import { yamlOf } from '../../read/parseFlow.ts'
import { withName, withNeeds } from './entryKeys.ts'
import { sentence } from '../../words/sentence.ts'
import { CannotWrite } from './textSlots.ts'
import type { ItemChange } from './writeItems.ts'

/** An entry of the list as it should be: `name` and `needs` are what it should resolve to. */
export interface DraftItem extends ItemChange {
  /** Null for an entry that Jina skips (one called `gateway`). */
  name: string | null
  needs: string[]
  floating: boolean
}

/** A Flow as plain values, ready to be changed. */
export interface FlowDraft {
  root: YamlMap
  listKey: 'executors' | 'deployments'
  /** The Flow's `with`, under canonical names. */
  with: YamlMap
  items: DraftItem[]
}

/** Takes a Flow apart. Throws `CannotWrite` for a text that cannot be read. */
export function draftOf(parsed: ParsedFlow): FlowDraft {
  if (!parsed.spec)
    throw new CannotWrite(
      sentence('The text cannot be read as a Flow; fix it first.', {}, parsed.issues[0]?.said),
    )
  const value = rescalarDeep(yamlOf(parsed).value)
  const root = isMapValue(value) ? value : {}
  const listKey = listKeyOf(root)
  const written = root[listKey]
  // An empty map holds no Executors, as an empty list does.
  const list = isMapValue(written) && isEmptyValue(written) ? [] : written
  if (list !== undefined && list !== null && !Array.isArray(list))
    throw new CannotWrite(
      sentence('"{{key}}" holds something else than a list; fix it first.', { key: listKey }),
    )
  const specs = new Map(parsed.spec.executors.map((executor) => [executor.path.at(-1), executor]))
  const items = (list ?? []).map((entry, index): DraftItem => {
    const spec = specs.get(index)
    return {
      value: entry,
      from: index,
      name: spec?.name ?? null,
      needs: spec?.needs ?? [],
      floating: spec?.floating ?? false,
    }
  })
  return { root, listKey, with: parsed.spec.with, items }
}

/**
 * Writes into the entries what Jina's rules would not yield by themselves: a name where the made-up one would change,
 * and `needs` where implicit chaining would lead somewhere else. Nothing else is written.
 */
export function settle(draft: FlowDraft): FlowDraft {
  let items = draft.items
  for (let round = 0; round <= items.length; round++) {
    const next = correct(draft, items, (item, executor) =>
      item.name === executor.name ? item : { ...item, value: withName(item.value, item.name as string) },
    )
    if (next === items) break
    items = next
  }
  items = correct(draft, items, (item, executor) =>
    sameList(item.needs, executor.needs)
      ? item
      : { ...item, value: withNeeds(item.value, executor.name, item.needs) },
  )
  return { ...draft, items }
}

function correct(
  draft: FlowDraft,
  items: DraftItem[],
  fix: (item: DraftItem, executor: { name: string; needs: string[] }) => DraftItem,
): DraftItem[] {
  const executors = readExecutors(
    items.map((item) => item.value),
    [draft.listKey],
    draft.with,
  )
  const byIndex = new Map(executors.map((executor) => [executor.path.at(-1), executor]))
  const fixed = items.map((item, index) => {
    const executor = byIndex.get(index)
    return executor && item.name !== null ? fix(item, executor) : item
  })
  return fixed.some((item, index) => item !== items[index]) ? fixed : items
}

export function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index])
}

/** The Executors of a draft, without entries that Jina skips. */
export function executorsOf(draft: FlowDraft): (DraftItem & { name: string })[] {
  return draft.items.filter((item): item is DraftItem & { name: string } => item.name !== null)
}

export function namesOf(draft: FlowDraft): Set<string> {
  return new Set(executorsOf(draft).map((item) => item.name))
}

/** Throws when the Flow has no such Executor (`gateway` counts as one where `orGateway` is set). */
export function requireExecutor(draft: FlowDraft, name: string, orGateway = false): void {
  if (orGateway && name === GATEWAY) return
  if (!namesOf(draft).has(name))
    throw new CannotWrite(sentence('There is no Executor called "{{name}}".', { name }))
}

/** The list as it will be read. */
export function listOf(draft: FlowDraft): YamlValue[] {
  return draft.items.map((item) => item.value)
}
