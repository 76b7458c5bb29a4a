import { type YamlValue } from '../value/yamlValue.ts'
import { GATEWAY, type ExecutorSpec, type FlowGraph, type GraphEdges } from '../model/flowModel.ts'

/** The Executor whose answer the client gets: the last non-floating one, or null (Jina 3.x: `last_deployment`). */
export function lastDeployment(executors: readonly ExecutorSpec[]): ExecutorSpec | null {
  return executors.findLast((executor) => !executor.floating) ?? null
}

/**
 * The graph that Jina's loader builds, with its key order: Executors in definition order, a need that was not seen
 * yet right after the Executor that mentions it; needs are visited sorted (Jina 3.x: `_get_graph_representation`).
 */
export function buildGraph(executors: readonly ExecutorSpec[]): FlowGraph {
  // No prototype: an Executor may be called `constructor`.
  const edges: GraphEdges = Object.create(null) as GraphEdges
  const node = (name: string) => {
    const key = name === GATEWAY ? 'start-gateway' : name
    return (edges[key] ??= [])
  }
  for (const executor of executors) {
    node(executor.name)
    for (const need of [...new Set(executor.needs)].sort()) node(need).push(executor.name)
  }
  const last = lastDeployment(executors)
  if (last) node(last.name).push('end-gateway')
  const conditions: Record<string, YamlValue> = Object.create(null) as Record<string, YamlValue>
  for (const executor of executors) {
    const when = executor.args['when']
    if (when !== undefined && when !== null) conditions[executor.name] = when
  }
  return { edges, conditions }
}

/** The first cycle found among `needs`, as names in order with the first repeated at the end; null when there is none. */
export function findCycle(executors: readonly Pick<ExecutorSpec, 'name' | 'needs'>[]): string[] | null {
  const needs = new Map(executors.map((executor) => [executor.name, executor.needs]))
  const state = new Map<string, 'open' | 'done'>()
  for (const { name } of executors) {
    if (state.has(name)) continue
    // An explicit stack: a chain of 10,000 must not exhaust the call stack.
    const stack: { name: string; next: number }[] = [{ name, next: 0 }]
    state.set(name, 'open')
    while (stack.length > 0) {
      const top = stack.at(-1) as { name: string; next: number }
      const need = needs.get(top.name)?.[top.next++]
      if (need === undefined) {
        state.set(top.name, 'done')
        stack.pop()
      } else if (state.get(need) === 'open') {
        const names = stack.slice(stack.findIndex((entry) => entry.name === need)).map((entry) => entry.name)
        return [...names.reverse(), names.at(0) === undefined ? need : (names[0] as string)]
      } else if (!state.has(need) && needs.has(need)) {
        state.set(need, 'open')
        stack.push({ name: need, next: 0 })
      }
    }
  }
  return null
}
