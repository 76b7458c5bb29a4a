import { emptyEnvelope, readAnswer, writeEnvelope, type Envelope } from '../data/envelope.ts'
import { parametersBytesFor } from '../data/parameters.ts'
import { limitStatus } from '../data/status.ts'
import type { Cancellation } from '../transport/Cancellation.ts'
import type { TopologyGraph, TopologyNode } from './TopologyGraph.ts'
import { METHOD } from '../transport/methods.ts'

/**
 * Sends one document to the Executor that streams, and gives its documents as they come.
 * Jina 3.x: the first Executor of the graph streams, whatever stands behind it; here the first of those at the entry that has the endpoint.
 * @throws RpcError when it cannot be reached, also while iterating
 */
export async function* streamTopology(
  graph: TopologyGraph,
  request: Envelope,
  signal: Cancellation,
): AsyncGenerator<Envelope> {
  const endpoint = request.endpoint ?? ''
  const node = streaming(graph, endpoint)
  if (!node?.replicas) {
    yield { ...emptyEnvelope(request.requestId), endpoint, data: request.data }
    return
  }
  const message = writeEnvelope({
    ...request,
    target: request.target === undefined ? undefined : '',
    parameters: parametersBytesFor(node.name, request.parameters),
  })
  for await (const answer of node.replicas.stream(METHOD.streamDoc, message, {
    signal,
    metadata: { endpoint },
  }))
    yield limited(readAnswer(answer, node.name), request.requestId)
}

function limited(answer: Envelope, requestId: string): Envelope {
  return { ...answer, requestId, status: limitStatus(answer.status) }
}

function streaming({ nodes, origins }: TopologyGraph, endpoint: string): TopologyNode | undefined {
  const entries = origins.flatMap((index) => nodes[index] ?? []).filter(({ answers }) => answers)
  return entries.find(({ endpoints }) => endpoints?.has(endpoint)) ?? entries[0]
}
