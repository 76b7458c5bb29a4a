import { gatewayUrl, type Endpoints } from '@flowdeck/shared'
import { Client } from '../client/Client.ts'
import { trustAt } from '../client/tlsTrust.ts'
import { httpTo } from './askGateway.ts'
import { endpointsAt } from './endpointsAt.ts'
import type { GatewayServer } from './gatewayAddress.ts'

const ANSWER_MS = 3000

interface Operation {
  get?: unknown
  post?: { requestBody?: { content?: Record<string, { schema?: { properties?: Properties } }> } }
}
type Properties = Record<string, { examples?: unknown[] } | undefined>

/**
 * What a Gateway says that its Flow answers: by discovery over gRPC, by `/openapi.json` over HTTP; a WebSocket Gateway says nothing. Which
 * Executor answers what, no Gateway tells.
 */
export async function gatewayEndpoints(servers: readonly GatewayServer[]): Promise<Endpoints> {
  const order = ['grpc', 'http', 'websocket'] as const
  const [server] = servers.toSorted((a, b) => order.indexOf(a.protocol) - order.indexOf(b.protocol))
  if (!server) return { endpoints: [] }
  const found = server.protocol === 'grpc' ? await byDiscovery(server) : await byOpenApi(server)
  return {
    endpoints: [...found]
      .map(([endpoint, stream]) => ({ endpoint, executors: [], ...(stream ? { stream } : {}) }))
      .sort((a, b) => a.endpoint.localeCompare(b.endpoint)),
    docarray: await docarrayOf(server),
  }
}

async function docarrayOf(server: GatewayServer): Promise<'v1' | 'v2'> {
  const client = new Client({ host: gatewayUrl(server), tls: server.tls ? trustAt(server.host) : false })
  try {
    return await client.docarray()
  } finally {
    client.close()
  }
}

/** Endpoint → whether it answers document by document. */
type Found = Map<string, boolean>

async function byDiscovery({ host, port, tls }: GatewayServer): Promise<Found> {
  const { endpoints, schemas } = await endpointsAt(`${host}:${port}`, tls ? trustAt(host) : null)
  return new Map(endpoints.map((endpoint) => [endpoint, schemas.get(endpoint)?.generator === true]))
}

/** Paths that a Gateway has for itself (Jina 3.x). */
const OWN_PATHS = new Set(['/', '/post', '/status', '/dry_run', '/docs', '/openapi.json'])

async function byOpenApi(server: GatewayServer): Promise<Found> {
  const http = httpTo(server)
  try {
    const document = (await http.json('/openapi.json', AbortSignal.timeout(ANSWER_MS))) as {
      paths?: Record<string, Operation>
    } | null
    const paths = document?.paths ?? {}
    // Ours names the endpoints beside the one route that takes them all.
    const named = namedBy(paths['/post'])
    const found: Found = new Map(named.map((endpoint) => [endpoint, false]))
    for (const [path, { get, post }] of Object.entries(paths)) {
      if (OWN_PATHS.has(path) || path.includes('{')) continue
      if (get !== undefined && post === undefined) found.set(path, true)
      else if (post !== undefined && named.length === 0) found.set(path, false)
    }
    return found
  } finally {
    http.close()
  }
}

function namedBy(operation: Operation | undefined): string[] {
  const schema = operation?.post?.requestBody?.content?.['application/json']?.schema
  const examples = schema?.properties?.['execEndpoint']?.examples ?? []
  return examples.filter((one): one is string => typeof one === 'string' && one.startsWith('/'))
}
