import { type YamlMap } from '../value/yamlValue.ts'
import { GATEWAY } from '../model/flowModel.ts'
import { checkEdge } from './checkConnection.ts'
import { needsValue } from './text/entryKeys.ts'
import { orderedEntry } from './text/printValue.ts'
import { executorsOf, requireExecutor, type DraftItem, type FlowDraft } from './text/flowDraft.ts'
import { nameProblem } from './names.ts'
import { sentence } from '../words/sentence.ts'
import { CannotWrite } from './text/textSlots.ts'

interface NewExecutor {
  name: string
  values: YamlMap | undefined
}

export function addExecutor(
  draft: FlowDraft,
  { name, values }: NewExecutor,
  { needs, keepExit = false }: { needs?: readonly string[]; keepExit?: boolean },
): FlowDraft {
  const item = newItem(draft, { name, values })
  for (const need of needs ?? []) requireExecutor(draft, need, true)
  const wanted = needs && needs.length > 0 ? [...new Set(needs)] : [exitOf(draft) ?? GATEWAY]
  // Asked for by name, `needs` is written even where chaining would do the same.
  const value = needs && needs.length > 0 ? orderedEntry(name, values ?? {}, needsValue(wanted)) : item.value
  const place = keepExit && !wanted.includes(exitOf(draft) ?? GATEWAY) ? exitIndex(draft) : draft.items.length
  return { ...draft, items: draft.items.toSpliced(place, 0, { ...item, value, needs: wanted }) }
}

export function insertOnEdge(
  draft: FlowDraft,
  { name, values }: NewExecutor,
  { from, to }: { from: string; to: string },
): FlowDraft {
  requireEdge(draft, from, to)
  const item = { ...newItem(draft, { name, values }), needs: [from] }
  if (to === GATEWAY) return { ...draft, items: [...draft.items, item] }
  const items = draft.items.map((other) =>
    other.name === to ? { ...other, needs: swap(other.needs, from, [name]) } : other,
  )
  const target = items.findIndex((other) => other.name === to)
  // Before the last Executor that answers, so that the exit stays where it is.
  items.splice(item.floating ? target : Math.min(target, exitIndex(draft)), 0, item)
  return { ...draft, items }
}

function newItem(draft: FlowDraft, { name, values }: NewExecutor): DraftItem {
  const reason = nameProblem({ executors: executorsOf(draft) }, name)
  if (reason) throw new CannotWrite(reason)
  const value = orderedEntry(name, values ?? {}, undefined)
  const floating = (value['floating'] ?? draft.with['floating']) === true
  return { value, name, needs: [], floating }
}

export function removeExecutors(draft: FlowDraft, names: readonly string[], reconnect: boolean): FlowDraft {
  if (names.length === 0) throw new CannotWrite(sentence('No Executor is selected.'))
  for (const name of names) requireExecutor(draft, name)
  const gone = new Set(names)
  const needsOf = new Map(executorsOf(draft).map((item) => [item.name, item.needs]))
  const behind = (name: string, seen: Set<string>): string[] => {
    if (!gone.has(name)) return [name]
    if (seen.has(name)) return []
    seen.add(name)
    return (needsOf.get(name) ?? []).flatMap((need) => behind(need, seen))
  }
  const items = draft.items
    .filter((item) => item.name === null || !gone.has(item.name))
    .map((item) => {
      if (!item.needs.some((need) => gone.has(need))) return item
      const needs = reconnect
        ? item.needs.flatMap((need) => behind(need, new Set()))
        : item.needs.filter((need) => !gone.has(need))
      return { ...item, needs: orEntry(needs.filter((need) => need !== item.name)) }
    })
  return { ...draft, items }
}

export function renameExecutor(draft: FlowDraft, from: string, to: string): FlowDraft {
  requireExecutor(draft, from)
  if (from === to) return draft
  const reason = nameProblem({ executors: executorsOf(draft) }, to)
  if (reason) throw new CannotWrite(reason)
  const items = draft.items.map((item) => {
    const renamed = item.name === from ? { ...item, name: to } : item
    return item.needs.includes(from) ? { ...renamed, needs: swap(item.needs, from, [to]) } : renamed
  })
  return { ...draft, items }
}

export function connect(draft: FlowDraft, from: string, to: string): FlowDraft {
  const problem = checkEdge(executorsOf(draft), from, to)
  if (problem) throw new CannotWrite(problem.said)
  if (to === GATEWAY) {
    // Jina answers with the last Executor of the list that does not float: it is moved there.
    const moved = draft.items.filter((item) => item.name === from)
    return { ...draft, items: [...draft.items.filter((item) => item.name !== from), ...moved] }
  }
  return withNeedsOf(draft, to, (needs) => [...needs, from])
}

export function disconnect(draft: FlowDraft, from: string, to: string): FlowDraft {
  if (from !== GATEWAY && to !== GATEWAY) requireExecutor(draft, to)
  requireEdge(draft, from, to)
  if (to === GATEWAY)
    throw new CannotWrite(
      sentence(
        'The answer always comes from the last Executor of the list that does not float ("{{name}}"). Connect another one to the exit, or set "floating: true" on "{{name}}".',
        { name: from },
      ),
    )
  const left = draft.items.find((item) => item.name === to)?.needs.filter((need) => need !== from) ?? []
  if (left.length === 0 && from === GATEWAY)
    throw new CannotWrite(
      sentence(
        '"{{name}}" waits for nothing else: without "needs" it gets the requests themselves. Connect another Executor to it first.',
        { name: to },
      ),
    )
  return withNeedsOf(draft, to, () => orEntry(left))
}

export function reconnect(
  draft: FlowDraft,
  { from, to }: { from: string; to: string },
  { newFrom, newTo }: { newFrom: string; newTo: string },
): FlowDraft {
  requireEdge(draft, from, to)
  if (from === newFrom && to === newTo) return draft
  if (to === GATEWAY) {
    if (newTo !== GATEWAY)
      throw new CannotWrite(
        sentence(
          'The answer always comes from the last Executor that does not float; the edge from "{{name}}" to the exit cannot end elsewhere. Draw a new edge instead.',
          { name: from },
        ),
      )
    return connect(draft, newFrom, GATEWAY)
  }
  const without = withNeedsOf(draft, to, (needs) => needs.filter((need) => need !== from))
  const problem = checkEdge(executorsOf(without), newFrom, newTo)
  if (problem) throw new CannotWrite(problem.said)
  if (to === newTo) return withNeedsOf(draft, to, (needs) => swap(needs, from, [newFrom]))
  return connect(withNeedsOf(without, to, orEntry), newFrom, newTo)
}

/** The Executor that answers: the last one that does not float. */
export function exitOf(draft: FlowDraft): string | null {
  return executorsOf(draft).findLast((item) => !item.floating)?.name ?? null
}

/** Where an entry must stand so that the exit stays where it is: before the Executor that answers. */
export function exitIndex(draft: FlowDraft): number {
  const exit = draft.items.findIndex((item) => item.name !== null && item.name === exitOf(draft))
  return exit < 0 ? draft.items.length : exit
}

function requireEdge(draft: FlowDraft, from: string, to: string): void {
  if (to === GATEWAY) {
    if (from !== GATEWAY) requireExecutor(draft, from)
    if (exitOf(draft) !== from)
      throw new CannotWrite(sentence('"{{from}}" is not connected to the exit.', { from }))
    return
  }
  requireExecutor(draft, to)
  if (!draft.items.find((item) => item.name === to)?.needs.includes(from))
    throw new CannotWrite(
      from === GATEWAY
        ? sentence('The entry is not connected to "{{to}}".', { to })
        : sentence('"{{from}}" is not connected to "{{to}}".', { from, to }),
    )
}

function withNeedsOf(draft: FlowDraft, name: string, change: (needs: string[]) => string[]): FlowDraft {
  return {
    ...draft,
    items: draft.items.map((item) => (item.name === name ? { ...item, needs: change(item.needs) } : item)),
  }
}

function swap(needs: readonly string[], from: string, to: readonly string[]): string[] {
  return [...new Set(needs.flatMap((need) => (need === from ? to : [need])))]
}

/** In Jina every Executor waits for something; what lost its last need gets the requests themselves. */
function orEntry(needs: readonly string[]): string[] {
  return needs.length === 0 ? [GATEWAY] : [...new Set(needs)]
}
