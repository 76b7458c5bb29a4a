import { randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import {
  FlowError,
  checkSchemas,
  describeMismatch,
  wordsOf,
  tellsClasses,
  type DocarrayGeneration,
  type EndpointSchema,
  type GatewayProtocol,
  type GraphEdges,
  type JsonObject,
  type StatusJson,
} from '@flowdeck/shared'
import { tooManyDocuments } from '../data/documentJson.ts'
import { holdsMoreThan } from '../data/documentSlices.ts'
import { docShape, type DocShape } from '../data/docShape.ts'
import { emptyEnvelope, writeEnvelope, type Envelope } from '../data/envelope.ts'
import { readStatus, statusOf } from '../data/status.ts'
import { measureRequest } from '../telemetry/measureRequest.ts'
import type { Telemetry } from '../telemetry/Telemetry.ts'
import type { RpcError } from '../transport/rpcError.ts'
import { STATUS } from '../transport/rpcError.ts'
import type { GrpcServing } from '../transport/http2Server.ts'
import { ByteBudget } from '../transport/ByteBudget.ts'
import { Cancellation } from '../transport/Cancellation.ts'
import { DEFAULT_LIMITS, type PeerLimits } from '../transport/peerLimits.ts'
import { ProgressWatch } from '../transport/ProgressWatch.ts'
import type { Metadata } from '../transport/transport.ts'
import { Converter } from './Converter.ts'
import { discoverEndpoints, endpointsOf, flowSchemas } from './discovery.ts'
import { DRY_RUN_ENDPOINT, runTopology } from './runTopology.ts'
import type { WebServing } from './uvicornKwargs.ts'
import { streamTopology } from './streamTopology.ts'
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
  /** A line for each request over HTTP that was answered. */
  accessLog: boolean
  /** How it answers over HTTP and WebSocket. */
  web: WebServing
  /** How it answers over gRPC. */
  grpc: GrpcServing
  /** Documents that one request may hold. */
  maxDocuments: number
  /** What one client may use; `DEFAULT_LIMITS` unless given. */
  limits?: Partial<PeerLimits>
  /** Which docarray the Executors speak; null: what they report decides. */
  docarray: DocarrayGeneration | null
}

/** How a request came. */
export interface Arrival {
  /** Aborts when its sender is gone. */
  signal: Cancellation
  /** Send along what went into each Executor and what came out. */
  trace?: boolean
  /** The gRPC method or HTTP route, by which its span is called. */
  via: string
  /** What came with it: metadata or headers. */
  metadata: Metadata | IncomingHttpHeaders
}

/** How long the Gateway waits for a first answer of all Executors before it opens its ports. */
const FIRST_DISCOVERY_MS = 2000

/** The graph's request handler: one for all protocols of a Gateway. */
export class Gateway {
  readonly settings: GatewaySettings
  readonly limits: PeerLimits
  /** Ends clients of HTTP and WebSocket that are too slow. */
  readonly watch: ProgressWatch
  /** Converts between JSON and envelopes. */
  readonly converter: Converter
  /** What all its servers hold together. */
  readonly inFlight: ByteBudget
  private readonly graph: TopologyGraph
  private readonly edges: GraphEdges
  private readonly telemetry: Telemetry | null
  private readonly shapes = new WeakMap<object, DocShape>()
  private learned: DocarrayGeneration | null = null
  private readonly stopping = new Cancellation()
  private readonly active = new Set<Promise<unknown>>()

  constructor(args: TopologyArgs, settings: GatewaySettings, telemetry: Telemetry | null = null) {
    this.settings = settings
    this.limits = { ...DEFAULT_LIMITS, ...settings.limits }
    this.watch = new ProgressWatch(this.limits)
    this.inFlight = new ByteBudget(this.limits.inFlightBytes)
    this.telemetry = telemetry
    this.converter = new Converter({
      maxDocuments: settings.maxDocuments,
      typedAt: (endpoint) => this.typedAt(endpoint),
      shapeOf: (endpoint) => this.shapeOf(endpoint),
      parametersOf: (endpoint) => this.parametersOf(endpoint),
      written: () => ({
        maxDocuments: settings.maxDocuments,
        docarray: this.docarray,
        schemas: this.schemas(),
      }),
    })
    this.graph = buildTopology(args, telemetry)
    this.edges = args.graph
  }

  /** Which docarray the Flow speaks; known after `discover`. */
  get docarray(): DocarrayGeneration {
    if (this.learned !== null) return this.learned
    const { nodes } = this.graph
    const found = this.settings.docarray ?? (nodes.some(({ schemas }) => tellsClasses(schemas)) ? 'v2' : 'v1')
    // Asked with every request: kept as soon as it cannot change any more.
    if (this.settings.docarray !== null || nodes.every(({ endpoints }) => endpoints !== null))
      this.learned = found
    return found
  }

  /**
   * Learns which endpoints the Executors answer. With docarray v1 for two seconds at most, and goes on in the background; with v2 until
   * all have answered, because their documents must fit each other (Jina 3.x).
   * @throws FlowError SCHEMA_MISMATCH when what one Executor puts out is not what the next one takes
   */
  async discover(): Promise<void> {
    const all = discoverEndpoints(this.graph, this.stopping)
    if (this.settings.docarray === 'v2') await all
    else {
      let timer: NodeJS.Timeout | undefined
      const soon = new Promise<void>((resolve) => (timer = setTimeout(resolve, FIRST_DISCOVERY_MS)))
      await Promise.race([all, soon])
      clearTimeout(timer)
    }
    this.checkSchemas()
  }

  /** Asks all Executors again which endpoints they answer, as after a change of their source. @throws FlowError SCHEMA_MISMATCH */
  async refresh(): Promise<void> {
    await discoverEndpoints(this.graph, this.stopping)
    this.learned = null
    this.checkSchemas()
  }

  private checkSchemas(): void {
    if (this.docarray === 'v1') return
    const schemas = new Map(this.graph.nodes.map((node) => [node.name, node.schemas]))
    const mismatches = checkSchemas(this.edges, schemas)
    if (mismatches.length > 0)
      throw new FlowError(
        'SCHEMA_MISMATCH',
        mismatches.map((mismatch) => wordsOf(describeMismatch(mismatch))).join('\n'),
        { details: { mismatches } },
      )
  }

  endpoints(): string[] {
    return endpointsOf(this.graph)
  }

  /** What the Flow takes and gives at each endpoint; empty with docarray v1. */
  schemas(): ReadonlyMap<string, EndpointSchema> {
    return flowSchemas(this.graph)
  }

  /** What an endpoint takes; undefined where no Executor says. */
  private schemaOf(endpoint: string): EndpointSchema | undefined {
    const schemas = this.schemas()
    return schemas.get(endpoint) ?? schemas.get('/default')
  }

  /** JSON Schema of the parameters that an endpoint takes; null where its Executor declares none. */
  parametersOf(endpoint: string): JsonObject | null {
    return this.schemaOf(endpoint)?.parameters ?? null
  }

  /** Fields of the documents that an endpoint takes; undefined where nobody says. */
  shapeOf(endpoint: string): DocShape | undefined {
    const schema = this.schemaOf(endpoint)?.input
    if (!schema) return undefined
    let shape = this.shapes.get(schema)
    if (!shape) this.shapes.set(schema, (shape = docShape(schema)))
    return shape
  }

  /** How documents for an endpoint are written from JSON; null with docarray v1. */
  typedAt(endpoint: string): { shape: DocShape | undefined } | null {
    return this.docarray === 'v2' ? { shape: this.shapeOf(endpoint) } : null
  }

  /** One document in, several out, as they come. @throws RpcError when the Executor cannot be reached, also while iterating */
  async *stream(request: Envelope, { signal }: Arrival): AsyncGenerator<Envelope> {
    let end = () => {}
    this.track(new Promise<void>((resolve) => (end = resolve)))
    try {
      yield* streamTopology(this.graph, request, signal)
    } finally {
      end()
    }
  }

  /** One request through the graph. @throws RpcError when an Executor cannot be reached */
  async handle(request: Envelope, arrival: Arrival): Promise<Envelope> {
    const { signal, trace = false } = arrival
    const limit = this.settings.maxDocuments
    if (holdsMoreThan(limit, request.data)) throw tooManyDocuments(limit)
    const run = () =>
      runTopology(this.graph, request, {
        signal,
        trace,
        maxDocuments: limit,
        onFloating: (promise) => this.track(promise),
      })
    const done = this.telemetry ? measured(this.telemetry, request, { ...arrival, run }) : run()
    this.track(done.catch(() => {}))
    return await done
  }

  /** Whether every Executor answers; an answer in any case (Jina 3.x: `dry_run`). */
  async dryRun(signal: Cancellation): Promise<StatusJson> {
    try {
      return await this.askAll(signal)
    } catch (thrown) {
      return statusOf(thrown, '')
    }
  }

  /** Which processes of Executors (`host:port`) are stopped: their calls end, and others are asked instead. */
  setFrozen(addresses: readonly string[]): void {
    for (const { replicas } of this.graph.nodes) replicas?.setFrozen(addresses)
  }

  /** What every Executor says to a request that asks nothing. @throws RpcError when one cannot be reached */
  async askAll(signal: Cancellation): Promise<StatusJson> {
    const request = { ...emptyEnvelope(newRequestId()), endpoint: DRY_RUN_ENDPOINT }
    const answer = await this.handle(request, { signal, via: DRY_RUN_ENDPOINT, metadata: {} })
    return answer.status ? readStatus(answer.status) : { code: 0, description: '', exception: null }
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
    await Promise.all([this.converter.close(), this.graph.threads.close()])
  }

  private track(promise: Promise<unknown>): void {
    this.active.add(promise)
    void promise.finally(() => this.active.delete(promise))
  }
}

function measured(
  telemetry: Telemetry,
  request: Envelope,
  { via, metadata, run }: Arrival & { run: () => Promise<Envelope> },
): Promise<Envelope> {
  return telemetry.span(via, { kind: 'server', metadata: metadata as Metadata }, () =>
    measureRequest(telemetry, [writeEnvelope(request).length], {
      work: run,
      outcome: (answer) => ({
        bytes: writeEnvelope(answer).length,
        failed: answer.status !== null && readStatus(answer.status).code !== 0,
      }),
    }),
  )
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
