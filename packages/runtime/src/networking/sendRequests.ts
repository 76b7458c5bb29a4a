import { WIRE, varintSize, writeVarint } from '../data/wire.ts'
import type { CallOptions, UnaryReply } from '../transport/transport.ts'
import type { ReplicaList } from './ReplicaList.ts'
import { METHOD } from '../transport/methods.ts'

/** Sends one request, or several in one call (what a join that does not reduce sends). @throws RpcError */
export async function sendRequests(
  replicas: ReplicaList,
  requests: readonly Buffer[],
  endpoint: string,
  options: CallOptions = {},
): Promise<UnaryReply> {
  const withEndpoint = { ...options, metadata: { endpoint: metadataText(endpoint) } }
  const [first] = requests
  if (requests.length === 1 && first) return await replicas.unary(METHOD.single, first, withEndpoint)
  return await replicas.unary(METHOD.many, requestList(requests), withEndpoint)
}

/** Header values are printable ASCII; an endpoint may be anything. */
function metadataText(endpoint: string): string {
  return /^[\x20-\x7e]*$/.test(endpoint) ? endpoint : encodeURI(endpoint)
}

/** DataRequestListProto: field 1 repeated. */
function requestList(requests: readonly Buffer[]): Buffer {
  return Buffer.concat(
    requests.flatMap((request) => {
      const head = Buffer.allocUnsafe(1 + varintSize(request.length))
      head[0] = (1 << 3) | WIRE.BYTES
      writeVarint(head, 1, request.length)
      return [head, request]
    }),
  )
}
