import type { GraphEdges } from '@flowdeck/shared'

export const START = 'start-gateway'
export const END = 'end-gateway'

/** The part of a graph that requests reach, as a walk from the Gateway meets it. */
export interface GraphWalk {
  /** For each Executor that is reached, what it waits for: names of Executors, or `START` for the request itself. In order of the walk. */
  parents: ReadonlyMap<string, readonly string[]>
  /** Executors that the Gateway asks first, in the graph's order. */
  origins: readonly string[]
  /** Executors whose answer reaches the client, in order of the walk. */
  ends: readonly string[]
}

/**
 * Walks a graph from the Gateway, depth first.
 * Jina 3.x: each edge carries one part, also an edge from the Gateway to an Executor that waits for others; an Executor that is named only as
 * a successor answers the client, and one without successors floats.
 */
export function walkGraph(graph: GraphEdges): GraphWalk {
  const parents = new Map<string, string[]>()
  const ends: string[] = []
  const origins = successors(graph, START).filter((name) => name !== END)
  const open = origins.map((name) => ({ from: START, to: name })).reverse()
  for (let edge = open.pop(); edge !== undefined; edge = open.pop()) {
    const { from, to } = edge
    const known = parents.get(to)
    if (to === END) ends.push(from)
    else if (known) known.push(from)
    else {
      parents.set(to, [from])
      if (!Object.hasOwn(graph, to)) ends.push(to)
      for (const next of successors(graph, to).toReversed()) open.push({ from: to, to: next })
    }
  }
  return { parents, origins: [...new Set(origins)], ends }
}

/** The Executors that take what one gives; none for one that the graph does not list. */
export function successors(graph: GraphEdges, name: string): readonly string[] {
  return Object.hasOwn(graph, name) ? (graph[name] ?? []) : []
}
