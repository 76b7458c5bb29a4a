import { GATEWAY, type ExecutorSpec, type FlowSpec } from '../flow/flowModel.ts'

/** Why an edge cannot be drawn. */
export interface ConnectionProblem {
  code: 'self' | 'exists' | 'cycle' | 'unknown' | 'through' | 'floating'
  message: string
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
    return {
      code: 'through',
      message: 'The entry cannot be wired straight to the exit: put an Executor between them.',
    }
  for (const name of [from, to])
    if (name !== GATEWAY && !byName.has(name))
      return { code: 'unknown', message: `There is no Executor "${name}".` }
  if (from === to) return { code: 'self', message: `"${from}" cannot wait for itself.` }
  if (to === GATEWAY) return checkExit(nodes, byName.get(from) as Node)
  if (byName.get(to)?.needs.includes(from))
    return {
      code: 'exists',
      message: `"${to}" waits for ${from === GATEWAY ? 'the entry' : `"${from}"`} already.`,
    }
  const path = from === GATEWAY ? null : findPath(byName, to, from)
  if (path) return { code: 'cycle', message: `That would be a cycle: ${printPath([...path, to])}.` }
  return null
}

function checkExit(nodes: readonly Node[], node: Node): ConnectionProblem | null {
  if (node.floating)
    return {
      code: 'floating',
      message: `"${node.name}" is floating: its result never reaches the client. Switch "floating" off first.`,
    }
  if (nodes.findLast((other) => !other.floating)?.name === node.name)
    return { code: 'exists', message: `"${node.name}" gives the answer already.` }
  return null
}

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
