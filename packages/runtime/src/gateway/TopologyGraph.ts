import {
  FlowError,
  describeBadPattern,
  parseCondition,
  wordsOf,
  type Condition,
  type EndpointSchema,
  type GraphEdges,
  type YamlValue,
} from '@flowdeck/shared'
import { ReplicaList } from '../networking/ReplicaList.ts'
import { DocumentThreads } from '../threads/DocumentThreads.ts'
import type { Telemetry } from '../telemetry/Telemetry.ts'
import type { Compression } from '../transport/compression.ts'
import type { GrpcOptions } from '../transport/grpcOptions.ts'
import type { Metadata } from '../transport/transport.ts'
import { END, START, successors, walkGraph, type GraphWalk } from './walkGraph.ts'

/** Where a part of a node's request comes from: the index of another node, or the Gateway, which gives the request itself. */
export type Source = number | 'gateway'

/** One Executor as the Gateway sees it. */
export interface TopologyNode {
  name: string
  /** What it waits for; more than one make it a join. */
  parents: Source[]
  /** Indexes of the nodes that wait for it, in the graph's order. */
  children: number[]
  /** It is answered for: its result reaches the client. Others run beside the request. */
  answers: boolean
  /** How many take its answer, the Gateway included. */
  takers: number
  replicas: ReplicaList | null
  noReduce: boolean
  /** `when`: only Documents that pass it are sent. */
  condition: Condition | null
  /** Learned by discovery; null until then: every endpoint is sent. */
  endpoints: ReadonlySet<string> | null
  /** What its documents are (docarray v2); empty while not known, and for v1. */
  schemas: ReadonlyMap<string, EndpointSchema>
}

/** What `jina gateway` is told about the graph, as its arguments hold it. */
export interface TopologyArgs {
  graph: GraphEdges
  addresses: Record<string, string[]>
  conditions: Record<string, YamlValue>
  metadata: Record<string, Metadata>
  noReduce: string[]
  retries: number
  timeoutSendMs: number | null
  compression: Compression | null
  /** Of the connections to Executors (`grpc_channel_options`). */
  channel?: GrpcOptions
}

/** The Flow's graph with a connection per replica. Nodes are in an order in which parents come first. */
export interface TopologyGraph {
  nodes: TopologyNode[]
  /** Indexes of the nodes that get the request itself, in the graph's order. */
  origins: number[]
  /** Indexes of the nodes whose answer goes to the client, which gets the first of them; none: the request itself is the answer. */
  ends: number[]
  /** Answers are put into the order of the request, because branches may have taken Documents out. */
  ordered: boolean
  /** Does what the graph does with documents. */
  threads: DocumentThreads
}

/** @throws FlowError FLOW_INVALID for a cycle, an Executor without an address or a condition that cannot be read */
export function buildTopology(args: TopologyArgs, telemetry: Telemetry | null = null): TopologyGraph {
  const { graph } = args
  const walk = walkGraph(graph)
  const order = topologicalOrder(graph).filter((name) => walk.parents.has(name))
  refuseUnreachable(graph, walk)
  const index = new Map(order.map((name, i) => [name, i]))
  const indexes = (names: readonly string[]) => names.flatMap((name) => index.get(name) ?? [])
  const nodes = order.map((name): TopologyNode => {
    const addresses = args.addresses[name] ?? []
    if (addresses.length === 0)
      throw new FlowError(
        'FLOW_INVALID',
        `Executor "${name}" has no address: give --deployments-addresses one, or remove it from the graph.`,
      )
    return {
      name,
      parents: (walk.parents.get(name) ?? []).map((from) => index.get(from) ?? 'gateway'),
      children: indexes(successors(graph, name)),
      answers: false,
      takers: successors(graph, name).length,
      replicas: new ReplicaList({
        deployment: name,
        addresses,
        retries: args.retries,
        timeoutSendMs: args.timeoutSendMs,
        compression: args.compression,
        ...(args.channel ? { options: args.channel } : {}),
        telemetry,
        ...(args.metadata[name] ? { metadata: args.metadata[name] } : {}),
      }),
      noReduce: args.noReduce.includes(name),
      condition: conditionOf(name, args.conditions[name]),
      endpoints: null,
      schemas: new Map(),
    }
  })
  const ends = indexes(walk.ends)
  markAnswering(nodes, ends)
  return {
    nodes,
    origins: indexes(walk.origins),
    ends,
    ordered: nodes.some(({ condition }) => condition !== null),
    threads: new DocumentThreads(),
  }
}

/** Jina 3.x starts with such a graph and fails every request. */
function refuseUnreachable(graph: GraphEdges, { parents }: GraphWalk): void {
  for (const [from, targets] of Object.entries(graph)) {
    const to = from === START || parents.has(from) ? undefined : targets.find((name) => parents.has(name))
    if (to !== undefined)
      throw new FlowError(
        'FLOW_INVALID',
        `Executor "${to}" waits for "${from}", which no request reaches: give the graph a way from "${START}" to "${from}", or remove the edge.`,
      )
  }
}

function conditionOf(name: string, when: YamlValue | undefined): Condition | null {
  if (when === undefined || when === null) return null
  const parsed = parseCondition(when)
  const bad = parsed.ok ? describeBadPattern(parsed.condition) : parsed.said
  if (parsed.ok && bad === null) return parsed.condition
  throw new FlowError(
    'FLOW_INVALID',
    `the condition of Executor "${name}" cannot be read: ${bad ? wordsOf(bad) : ''}`,
  )
}

/** The Executors of a graph, what each waits for before it. @throws FlowError FLOW_INVALID for a cycle */
function topologicalOrder(graph: GraphEdges): string[] {
  const waiting = new Map<string, number>()
  for (const [from, targets] of Object.entries(graph)) {
    if (from !== START && from !== END) waiting.set(from, waiting.get(from) ?? 0)
    for (const to of targets)
      if (to !== END) waiting.set(to, (waiting.get(to) ?? 0) + (from === START ? 0 : 1))
  }
  const ready = [...waiting].flatMap(([name, count]) => (count === 0 ? [name] : []))
  const order: string[] = []
  for (let name = ready.shift(); name !== undefined; name = ready.shift()) {
    order.push(name)
    for (const child of successors(graph, name)) {
      const left = waiting.get(child)
      if (left === undefined) continue
      waiting.set(child, left - 1)
      if (left === 1) ready.push(child)
    }
  }
  if (order.length < waiting.size) {
    const stuck = [...waiting.keys()].filter((name) => !order.includes(name))
    throw new FlowError('FLOW_INVALID', `the graph has a cycle among ${stuck.join(', ')}`)
  }
  return order
}

function markAnswering(nodes: TopologyNode[], ends: readonly number[]): void {
  const open: Source[] = [...ends]
  for (let source = open.pop(); source !== undefined; source = open.pop()) {
    const node = source === 'gateway' ? undefined : nodes[source]
    if (!node || node.answers) continue
    node.answers = true
    open.push(...node.parents)
  }
}
