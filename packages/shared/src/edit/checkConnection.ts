import { GATEWAY, type ExecutorSpec, type FlowSpec } from '../model/flowModel.ts'
import { sentence, told, type Sentence, type Told } from '../words/sentence.ts'

/** Why an edge cannot be drawn. */
export interface ConnectionProblem extends Told {
  code: 'self' | 'exists' | 'cycle' | 'unknown' | 'through' | 'floating'
}

/** What an edge depends on. */
type Node = Pick<ExecutorSpec, 'name' | 'needs' | 'floating'>

/**
 * Says why an edge from one Executor to another cannot be drawn; null when it can. `gateway` as `from` is the entry,
 * as `to` the exit. Fast enough to be asked for every node while an edge is dragged.
 */
export function checkConnection(
  spec: Pick<FlowSpec, 'executors'>,
  from: string,
  to: string,
): ConnectionProblem | null {
  return checkEdge(spec.executors, from, to)
}

export function checkEdge(nodes: readonly Node[], from: string, to: string): ConnectionProblem | null {
  const byName = new Map(nodes.map((node) => [node.name, node]))
  if (from === GATEWAY && to === GATEWAY)
    return problem(
      'through',
      sentence('The entry cannot be wired straight to the exit: put an Executor between them.'),
    )
  for (const name of [from, to])
    if (name !== GATEWAY && !byName.has(name))
      return problem('unknown', sentence('There is no Executor "{{name}}".', { name }))
  if (from === to) return problem('self', sentence('"{{name}}" cannot wait for itself.', { name: from }))
  if (to === GATEWAY) return checkExit(nodes, byName.get(from) as Node)
  if (byName.get(to)?.needs.includes(from))
    return problem(
      'exists',
      from === GATEWAY
        ? sentence('"{{to}}" waits for the entry already.', { to })
        : sentence('"{{to}}" waits for "{{from}}" already.', { to, from }),
    )
  const path = from === GATEWAY ? null : findPath(byName, to, from)
  if (path)
    return problem('cycle', sentence('That would be a cycle: {{path}}.', { path: printPath([...path, to]) }))
  return null
}

/**
 * From where an edge to an Executor can be drawn, `gateway` for the entry, in the order of the file: the names for which
 * `checkConnection` gives null, found by one walk.
 */
export function connectionsTo(spec: Pick<FlowSpec, 'executors'>, to: string): string[] {
  const target = spec.executors.find(({ name }) => name === to)
  if (!target) return []
  const waiting = new Map<string, string[]>()
  for (const { name, needs } of spec.executors)
    for (const need of needs) {
      const known = waiting.get(need)
      if (known) known.push(name)
      else waiting.set(need, [name])
    }
  /** What documents reach behind `to`, itself included: an edge back would be a cycle. */
  const behind = new Set([to])
  // A Set grows while it is walked: this is the queue, too.
  for (const name of behind) for (const next of waiting.get(name) ?? []) behind.add(next)
  return [GATEWAY, ...spec.executors.map(({ name }) => name)].filter(
    (name) => !behind.has(name) && !target.needs.includes(name),
  )
}

function checkExit(nodes: readonly Node[], node: Node): ConnectionProblem | null {
  if (node.floating)
    return problem(
      'floating',
      sentence('"{{name}}" is floating: its result never reaches the client. Switch "floating" off first.', {
        name: node.name,
      }),
    )
  if (nodes.findLast((other) => !other.floating)?.name === node.name)
    return problem('exists', sentence('"{{name}}" gives the answer already.', { name: node.name }))
  return null
}

const problem = (code: ConnectionProblem['code'], said: Sentence): ConnectionProblem => ({
  code,
  ...told(said),
})

/** The Executors by which documents come from `start` to `goal` already, both included; null when they do not. */
function findPath(byName: ReadonlyMap<string, Node>, start: string, goal: string): string[] | null {
  /** Each Executor that `goal` waits for, and the next one on the way to it. */
  const next = new Map<string, string | null>([[goal, null]])
  for (const name of next.keys()) {
    if (name === start) {
      const path: string[] = []
      for (let step: string | null = start; step !== null; step = next.get(step) ?? null) path.push(step)
      return path
    }
    // A Map's keys grow while they are walked: this is the queue, too.
    for (const need of byName.get(name)?.needs ?? []) if (!next.has(need)) next.set(need, name)
  }
  return null
}

const MAX_SHOWN = 8

const printPath = (names: readonly string[]) =>
  (names.length > MAX_SHOWN ? [...names.slice(0, 4), '…', ...names.slice(-3)] : names).join(' → ')
