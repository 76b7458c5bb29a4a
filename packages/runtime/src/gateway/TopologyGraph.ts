import {
  FlowError,
  parseCondition,
  type Condition,
  type EndpointSchema,
  type GraphEdges,
  type YamlValue,
} from '@flowdeck/shared'
import { ReplicaList } from '../networking/ReplicaList.ts'
import type { Telemetry } from '../telemetry/Telemetry.ts'
import type { Compression } from '../transport/grpcFraming.ts'
import type { GrpcOptions } from '../transport/grpcOptions.ts'
import type { Metadata } from '../transport/transport.ts'

const START = 'start-gateway'
const END = 'end-gateway'

/** One Executor as the Gateway sees it. */
export interface TopologyNode {
  name: string
  /** Indexes of the nodes it waits for; none: it gets the request itself. */
  parents: number[]
  /** Indexes of the nodes that wait for it, in the graph's order. */
  children: number[]
  /** It is answered for: its result reaches the client. Others run beside the request. */
  answers: boolean
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
  /** Index of the node whose answer the client gets; null: the request itself is the answer. */
  last: number | null
  /** Answers are put into the order of the request, because branches may have taken Documents out. */
  ordered: boolean
}

/** @throws FlowError FLOW_INVALID for a cycle, or an Executor without an address, a condition that cannot be read */
export function buildTopology(args: TopologyArgs, telemetry: Telemetry | null = null): TopologyGraph {
  const names = Object.keys(args.graph).filter((name) => name !== START && name !== END)
  const parents = new Map<string, string[]>(names.map((name) => [name, []]))
  for (const [from, targets] of Object.entries(args.graph)) {
    if (from === START) continue
    for (const to of targets) if (to !== END) parents.get(to)?.push(from)
  }
  const order = topologicalOrder(names, args.graph, parents)
  const index = new Map(order.map((name, i) => [name, i]))
  const nodes = order.map((name): TopologyNode => {
    const addresses = args.addresses[name] ?? []
    if (addresses.length === 0)
      throw new FlowError(
        'FLOW_INVALID',
        `Executor "${name}" has no address: give --deployments-addresses one, or remove it from the graph.`,
      )
    return {
      name,
      parents: (parents.get(name) ?? []).map((parent) => index.get(parent) as number),
      children: (args.graph[name] ?? []).flatMap((child) => index.get(child) ?? []),
      answers: false,
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
  const lastName = order.find((name) => args.graph[name]?.includes(END))
  const last = lastName === undefined ? null : (index.get(lastName) as number)
  if (last !== null) markAnswering(nodes, last)
  return { nodes, last, ordered: nodes.some(({ condition }) => condition !== null) }
}

function conditionOf(name: string, when: YamlValue | undefined): Condition | null {
  if (when === undefined || when === null) return null
  const parsed = parseCondition(when)
  if (parsed.ok) return parsed.condition
  throw new FlowError('FLOW_INVALID', `the condition of Executor "${name}" cannot be read: ${parsed.reason}`)
}

function topologicalOrder(names: string[], graph: GraphEdges, parents: Map<string, string[]>): string[] {
  const waiting = new Map([...parents].map(([name, list]) => [name, list.length]))
  const ready = names.filter((name) => waiting.get(name) === 0)
  const order: string[] = []
  for (let name = ready.shift(); name !== undefined; name = ready.shift()) {
    order.push(name)
    for (const child of graph[name] ?? []) {
      const left = waiting.get(child)
      if (left === undefined) continue
      waiting.set(child, left - 1)
      if (left === 1) ready.push(child)
    }
  }
  if (order.length < names.length) {
    const stuck = names.filter((name) => !order.includes(name))
    throw new FlowError('FLOW_INVALID', `the graph has a cycle among ${stuck.join(', ')}`)
  }
  return order
}

function markAnswering(nodes: TopologyNode[], last: number): void {
  const open = [last]
  for (let i = open.pop(); i !== undefined; i = open.pop()) {
    const node = nodes[i] as TopologyNode
    if (node.answers) continue
    node.answers = true
    open.push(...node.parents)
  }
}
