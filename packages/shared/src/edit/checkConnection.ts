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
  if (from !== GATEWAY && reaches(byName, from, to))
    return {
      code: 'cycle',
      message: `That would be a cycle: "${from}" already waits for "${to}".`,
    }
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

/** Whether `start` waits for `goal`, directly or through others. */
function reaches(byName: ReadonlyMap<string, Node>, start: string, goal: string): boolean {
  const seen = new Set<string>([start])
  const open = [start]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === goal) return true
    for (const need of byName.get(name)?.needs ?? [])
      if (!seen.has(need)) {
        seen.add(need)
        open.push(need)
      }
  }
  return false
}
