import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { EndpointsProtoSchema } from '../gen/jina_pb.ts'
import type { Cancellation } from '../transport/Cancellation.ts'
import { RpcError, STATUS } from '../transport/rpcError.ts'
import { DRY_RUN_ENDPOINT } from './runTopology.ts'
import type { TopologyGraph, TopologyNode } from './TopologyGraph.ts'

const DISCOVERY = '/jina.JinaDiscoverEndpointsRPC/endpoint_discovery'
const RETRY_MS = 1000
const TIMEOUT_MS = 5000

/**
 * Asks every Executor once for its endpoints and writes them into the graph; those that cannot be reached are asked
 * again every second until `signal` aborts. Resolves when each was asked once.
 * Jina 3.x: an Executor without the discovery service counts as answering `/default`.
 */
export async function discoverEndpoints({ nodes }: TopologyGraph, signal: Cancellation): Promise<void> {
  await Promise.all(nodes.map((node) => discover(node, signal)))
}

async function discover(node: TopologyNode, signal: Cancellation): Promise<void> {
  const { replicas } = node
  if (!replicas || signal.aborted) return
  const answers = await replicas.each((channel) =>
    channel.unary(DISCOVERY, Buffer.alloc(0), { timeoutMs: TIMEOUT_MS, signal }),
  )
  for (const answer of answers) {
    if (answer.status === 'fulfilled') {
      node.endpoints = new Set(fromBinary(EndpointsProtoSchema, answer.value.message).endpoints)
      return
    }
    if (RpcError.from(answer.reason).code === STATUS.UNIMPLEMENTED) {
      node.endpoints = new Set(['/default'])
      return
    }
  }
  const timer = setTimeout(() => void discover(node, signal), RETRY_MS)
  timer.unref()
}

/** Every endpoint that some Executor answers, sorted, without the reserved one of the dry run. */
export function endpointsOf({ nodes }: TopologyGraph): string[] {
  const all = new Set(nodes.flatMap((node) => [...(node.endpoints ?? [])]))
  all.delete(DRY_RUN_ENDPOINT)
  return [...all].sort()
}

/** EndpointsProto of the whole Flow: the union of its Executors' (Jina 3.x, v1 Gateway). */
export function endpointsReply(endpoints: readonly string[]): Buffer {
  const proto = create(EndpointsProtoSchema, { endpoints: [...endpoints, DRY_RUN_ENDPOINT] })
  return Buffer.from(toBinary(EndpointsProtoSchema, proto))
}
