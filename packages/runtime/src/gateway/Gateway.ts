import { randomBytes } from 'node:crypto'
import type { GatewayProtocol, StatusJson } from '@flowdeck/shared'
import { emptyEnvelope, type Envelope } from '../data/envelope.ts'
import { readStatus, statusOf } from '../data/status.ts'
import type { RpcError } from '../transport/rpcError.ts'
import { STATUS } from '../transport/rpcError.ts'
import { Cancellation } from '../transport/Cancellation.ts'
import { discoverEndpoints, endpointsOf } from './discovery.ts'
import { DRY_RUN_ENDPOINT, runTopology } from './runTopology.ts'
import { buildTopology, type TopologyArgs, type TopologyGraph } from './TopologyGraph.ts'

/** Settings of a Gateway beside its graph, in Jina's words. */
export interface GatewaySettings {
  host: string
  servers: { protocol: GatewayProtocol; port: number }[]
  prefetch: number
  cors: boolean
  title: string
  description: string
  noDebugEndpoints: boolean
  noCrudEndpoints: boolean
  /** Endpoint → HTTP route (Jina's `expose_endpoints`). */
  exposeEndpoints: Record<string, { path?: string; methods?: string[]; summary?: string; tags?: string[] }>
  tls: { cert: Buffer; key: Buffer } | null
}

/** How long the Gateway waits for a first answer of all Executors before it opens its ports. */
const FIRST_DISCOVERY_MS = 2000

/** The graph's request handler: one for all protocols of a Gateway. */
export class Gateway {
  readonly settings: GatewaySettings
  private readonly graph: TopologyGraph
  private readonly stopping = new Cancellation()
  private readonly active = new Set<Promise<unknown>>()

  constructor(args: TopologyArgs, settings: GatewaySettings) {
    this.settings = settings
    this.graph = buildTopology(args)
  }

  /** Learns which endpoints the Executors answer; returns when all told, or after two seconds. */
  async discover(): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    await Promise.race([
      discoverEndpoints(this.graph, this.stopping),
      new Promise<void>((resolve) => (timer = setTimeout(resolve, FIRST_DISCOVERY_MS))),
    ])
    clearTimeout(timer)
  }

  endpoints(): string[] {
    return endpointsOf(this.graph)
  }

  /** One request through the graph. @throws RpcError when an Executor cannot be reached */
  async handle(request: Envelope, signal: Cancellation, trace = false): Promise<Envelope> {
    const done = runTopology(this.graph, request, {
      signal,
      trace,
      onFloating: (promise) => this.track(promise),
    })
    this.track(done.catch(() => {}))
    return await done
  }

  /** Whether every Executor answers; an answer in any case (Jina 3.x: `dry_run`). */
  async dryRun(signal: Cancellation): Promise<StatusJson> {
    try {
      const request = { ...emptyEnvelope(newRequestId()), endpoint: DRY_RUN_ENDPOINT }
      const answer = await this.handle(request, signal)
      return answer.status ? readStatus(answer.status) : { code: 0, description: '', exception: null }
    } catch (thrown) {
      return statusOf(thrown, '')
    }
  }

  /** Waits for requests and floating Executors, at most `graceMs`, then cuts all connections. */
  async close(graceMs: number): Promise<void> {
    this.stopping.abort()
    let timer: NodeJS.Timeout | undefined
    const idle = (async () => {
      while (this.active.size > 0) await Promise.allSettled(this.active)
    })()
    await Promise.race([idle, new Promise<void>((resolve) => (timer = setTimeout(resolve, graceMs)))])
    clearTimeout(timer)
    for (const { replicas } of this.graph.nodes) replicas?.close()
  }

  private track(promise: Promise<unknown>): void {
    this.active.add(promise)
    void promise.finally(() => this.active.delete(promise))
  }
}

export function newRequestId(): string {
  return randomBytes(16).toString('hex')
}

/** The HTTP status of a failed call (Jina 3.x: 503 for a lost connection, 504 for a deadline, else 500). */
export function httpStatusOf(error: RpcError): number {
  switch (error.code) {
    case STATUS.UNAVAILABLE:
    case STATUS.NOT_FOUND:
      return 503
    case STATUS.DEADLINE_EXCEEDED:
      return 504
    case STATUS.INVALID_ARGUMENT:
      return 422
    case STATUS.RESOURCE_EXHAUSTED:
      return 413
    default:
      return 500
  }
}
