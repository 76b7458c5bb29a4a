import { GATEWAY, type FlowSpec } from '../flow/flowModel.ts'

/** What an edit needs to know of an Executor: its name, what it waits for, whether anybody waits for it. */
export interface Wired {
  name: string
  needs: string[]
  floating: boolean
  /** `needs` as it stands in the file; null: chained by Jina's rule. */
  written: string[] | null
}

/** Executors in the order of the file: the order decides implicit chaining and the exit. */
export type Wiring = Wired[]

export function wiringOf(spec: FlowSpec): Wiring {
  return spec.executors.map(({ name, needs, floating, writtenNeeds }) => ({
    name,
    needs: [...needs],
    floating,
    written: writtenNeeds && writtenNeeds.length > 0 ? [...writtenNeeds] : null,
  }))
}

/** The needs that must be written so that everybody waits for what they should; null: nothing to change. */
export function neededChanges(wiring: Wiring): Map<string, string[]> {
  const changes = new Map<string, string[]>()
  let last: string = GATEWAY
  for (const { name, needs, floating, written } of wiring) {
    const effective = written ?? [last]
    if (!sameList(effective, needs)) changes.set(name, needs)
    if (!floating) last = name
  }
  return changes
}

export function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i])
}

/** The names that `name` reaches through needs of others: whoever waits for it, and so on. */
export function reachableFrom(wiring: readonly Pick<Wired, 'name' | 'needs'>[], name: string): Set<string> {
  const children = new Map<string, string[]>()
  for (const entry of wiring)
    for (const need of entry.needs) {
      const list = children.get(need)
      if (list) list.push(entry.name)
      else children.set(need, [entry.name])
    }
  const seen = new Set<string>()
  const open = [name]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const child of children.get(next) ?? []) {
      if (seen.has(child)) continue
      seen.add(child)
      open.push(child)
    }
  }
  return seen
}

/** The wiring without some Executors; with `reconnect`, whoever waited for one waits for what it waited for. */
export function without(wiring: Wiring, names: ReadonlySet<string>, reconnect: boolean): Wiring {
  const byName = new Map(wiring.map((entry) => [entry.name, entry]))
  const standIns = (name: string, seen: Set<string>): string[] => {
    if (!names.has(name)) return [name]
    if (!reconnect || seen.has(name)) return []
    seen.add(name)
    return (byName.get(name)?.needs ?? []).flatMap((need) => standIns(need, seen))
  }
  return wiring
    .filter((entry) => !names.has(entry.name))
    .map((entry) => {
      if (!entry.needs.some((need) => names.has(need))) return entry
      const needs = [...new Set(entry.needs.flatMap((need) => standIns(need, new Set())))]
      return { ...entry, needs: needs.length > 0 ? needs : [GATEWAY] }
    })
}
