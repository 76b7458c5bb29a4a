import {
  FlowError,
  type DocarrayGeneration,
  type Document,
  type GatewayProtocol,
  type JsonObject,
  type RouteJson,
  type StatusJson,
} from '@flowdeck/shared'
import { randomBytes } from 'node:crypto'
import { docShape } from '../data/docShape.ts'
import { readDocuments, readOne, writeDocuments, writeOne, type WriteOptions } from '../data/documents.ts'
import { emptyEnvelope, type Envelope } from '../data/envelope.ts'
import { readPassages } from '../data/passages.ts'
import { readStruct, writeStruct } from '../data/parameters.ts'
import { readRoute, readStatus } from '../data/status.ts'
import { V1, type ClientTransport, type Discovered } from './clientTransport.ts'
import { GrpcTransport } from './grpcTransport.ts'
import { HttpTransport } from './httpTransport.ts'
import { PostCall } from './PostCall.ts'
import type { TlsTrust } from './tlsTrust.ts'
import { WebSocketTransport } from './webSocketTransport.ts'

export interface ClientOptions {
  /** `host`, or a URL such as `grpc://host:port`, `https://…`, `wss://…`; 127.0.0.1 unless told. */
  host?: string
  port?: number
  protocol?: GatewayProtocol
  /** Over TLS: true believes the well-known authorities; the schemes `grpcs`, `https` and `wss` mean that too. */
  tls?: boolean | TlsTrust
  /** Requests in flight per call; Jina's default is 1000, 0 is unlimited. */
  prefetch?: number
  /** Which documents the Gateway takes; it is asked unless told. */
  docarray?: DocarrayGeneration
}

/** How long a Gateway may take to say which documents it takes. */
const DISCOVERY_MS = 3000

/** A Document to send: any of its fields; an absent `id` is made up. With docarray v2 the fields are those of its class. */
export type DocumentInput = Partial<Document> | ({ id?: string } & Record<string, unknown>)

/** One answer of a Gateway, decoded. */
export interface FlowResponse {
  requestId: string
  docs: Document[]
  parameters: JsonObject
  routes: RouteJson[]
  /** Null, or code 0, when all went well. */
  status: StatusJson | null
  /** What went into each Executor and came out; only with `trace`, and only from a Gateway of ours. */
  passages: { executor: string; docsIn: Document[]; docsOut: Document[] }[]
}

export interface PostOptions {
  parameters?: JsonObject
  /** Only Executors whose name begins with a match of this regular expression. */
  targetExecutor?: string
  /** Documents per request; Jina's default is 100, 0 puts all into one. */
  requestSize?: number
  resultsInOrder?: boolean
  /** Ask for what went into each Executor and what came out; answers grow accordingly. */
  trace?: boolean
  /** Keep going when an Executor fails; its answer carries the status. */
  continueOnError?: boolean
  /** Milliseconds for the whole call. */
  timeoutMs?: number
  signal?: AbortSignal
  /** Called for every answer that went well (Jina's `on_done`). */
  onDone?: (response: FlowResponse) => void
  /** Called for every answer with an error; the call then does not throw (Jina's `on_error`). */
  onError?: (response: FlowResponse) => void
  /** Called for every answer, last (Jina's `on_always`). */
  onAlways?: (response: FlowResponse) => void
  /** Id of the first request, 32 hex digits; the others are made up. */
  requestId?: string
}

type Inputs = DocumentInput | Iterable<DocumentInput> | AsyncIterable<DocumentInput> | null | undefined

/** Talks to a Gateway, ours or Jina's, over gRPC, HTTP or WebSocket. */
export class Client {
  readonly protocol: GatewayProtocol
  private readonly transport: ClientTransport
  private readonly prefetch: number
  private readonly given: DocarrayGeneration | undefined
  private known: Discovered | null = null

  /** @throws FlowError BAD_REQUEST when host and port contradict each other, or the scheme is unknown */
  constructor(options: ClientOptions = {}) {
    const { host, port, protocol, tls } = addressOf(options)
    const address = `${host}:${port}`
    this.protocol = protocol
    this.given = options.docarray
    this.prefetch = options.prefetch === 0 ? Infinity : (options.prefetch ?? 1000)
    this.transport =
      protocol === 'grpc'
        ? new GrpcTransport(address, tls)
        : protocol === 'http'
          ? new HttpTransport(address, tls)
          : new WebSocketTransport(address, tls)
  }

  /**
   * Sends documents to an endpoint. `await` it for all resulting documents, or iterate it for each answer as it arrives.
   * @throws FlowError EXECUTOR_FAILED when an Executor threw (unless `onError` or `continueOnError` is given),
   * DEPLOYMENT_UNAVAILABLE, REQUEST_TIMEOUT, REQUEST_CANCELLED
   */
  post(endpoint: string, inputs?: Inputs, options: PostOptions = {}): PostCall {
    return new PostCall((signal) => this.responses(endpoint, { inputs, options, signal }), options)
  }

  /**
   * Sends one document to an endpoint that answers document by document, and gives each as it comes (Jina's `stream_doc`).
   * @throws as `post`, while iterating; UNSUPPORTED over WebSocket
   */
  async *streamDoc<T = Document>(
    endpoint: string,
    doc: DocumentInput,
    options: Pick<PostOptions, 'parameters' | 'signal' | 'timeoutMs' | 'requestId'> = {},
  ): AsyncGenerator<T> {
    const leaving = new AbortController()
    const signal = options.signal ? AbortSignal.any([leaving.signal, options.signal]) : leaving.signal
    const write = writing(await this.discovered(signal), endpoint)
    const request = emptyEnvelope(options.requestId ?? newId())
    request.endpoint = endpoint
    if (options.parameters) request.parameters = writeStruct(options.parameters)
    request.data = writeOne({ ...doc, id: doc.id || newId() }, write)
    try {
      const timeout = options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }
      for await (const answer of this.transport.stream(request, { signal, ...timeout })) {
        const status = answer.status ? readStatus(answer.status) : null
        if (status && status.code !== 0)
          throw new FlowError('EXECUTOR_FAILED', `${endpoint} failed: ${status.description}`, {
            details: { exception: status.exception },
          })
        if (answer.data !== null) yield readOne(answer.data) as T
      }
    } finally {
      leaving.abort()
    }
  }

  /** Which documents the Gateway takes: docarray v1, or v2, whose classes its Executors declare. */
  async docarray(): Promise<DocarrayGeneration> {
    return (await this.discovered(AbortSignal.timeout(DISCOVERY_MS))).docarray
  }

  /** Whether every Executor behind the Gateway answers (Jina's `is_flow_ready`). */
  async isFlowReady({ timeoutMs = 3000 }: { timeoutMs?: number } = {}): Promise<boolean> {
    return await this.transport.isReady(AbortSignal.timeout(timeoutMs))
  }

  close(): void {
    this.transport.close()
  }

  /** Asked once; a Gateway that does not answer is asked again at the next call. */
  private async discovered(signal: AbortSignal): Promise<Discovered> {
    if (this.given) return { ...V1, docarray: this.given }
    if (this.known) return this.known
    const soon = AbortSignal.any([signal, AbortSignal.timeout(DISCOVERY_MS)])
    const found = await this.transport.discover(soon)
    if (found.docarray === 'v2' || !soon.aborted) this.known = found
    return found
  }

  private async *responses(
    endpoint: string,
    { inputs, options, signal }: { inputs: Inputs; options: PostOptions; signal: AbortSignal },
  ): AsyncGenerator<FlowResponse> {
    const write = writing(await this.discovered(signal), endpoint)
    const answers = this.transport.exchange(requestsOf(endpoint, { inputs, options, write }), {
      prefetch: this.prefetch,
      resultsInOrder: options.resultsInOrder ?? false,
      trace: options.trace ?? false,
      signal: options.signal ? AbortSignal.any([signal, options.signal]) : signal,
      ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
    })
    for await (const answer of answers) yield toResponse(answer)
  }
}

function toResponse(envelope: Envelope): FlowResponse {
  return {
    requestId: envelope.requestId,
    docs: readDocuments(envelope.data),
    parameters: readStruct(envelope.parameters),
    routes: envelope.routes.map(readRoute),
    status: envelope.status ? readStatus(envelope.status) : null,
    passages: readPassages(envelope.rest).map(({ executor, docsIn, docsOut }) => ({
      executor,
      docsIn: readDocuments(docsIn),
      docsOut: readDocuments(docsOut),
    })),
  }
}

/** How documents for an endpoint are written. */
function writing({ docarray, schemas }: Discovered, endpoint: string): WriteOptions {
  const input = (schemas.get(endpoint) ?? schemas.get('/default'))?.input
  return { generation: docarray, shape: input ? docShape(input) : undefined }
}

async function* requestsOf(
  endpoint: string,
  { inputs, options, write }: { inputs: Inputs; options: PostOptions; write: WriteOptions },
): AsyncGenerator<Envelope> {
  const size = options.requestSize ?? 100
  let firstId = options.requestId
  const request = (docs: Document[]): Envelope => {
    const envelope = emptyEnvelope(firstId ?? newId())
    firstId = undefined
    envelope.endpoint = endpoint
    if (options.targetExecutor !== undefined) envelope.target = options.targetExecutor
    if (options.parameters) envelope.parameters = writeStruct(options.parameters)
    if (docs.length > 0) envelope.data = writeDocuments(docs, write)
    return envelope
  }
  let batch: Document[] = []
  let sent = 0
  for await (const doc of each(inputs)) {
    batch.push({ ...doc, id: doc.id || newId() })
    if (size > 0 && batch.length >= size) {
      yield request(batch)
      sent++
      batch = []
    }
  }
  // No documents still make one request.
  if (batch.length > 0 || sent === 0) yield request(batch)
}

function each(inputs: Inputs): Iterable<DocumentInput> | AsyncIterable<DocumentInput> {
  if (inputs === null || inputs === undefined) return []
  if (Symbol.iterator in inputs || Symbol.asyncIterator in inputs)
    return inputs as Iterable<DocumentInput> | AsyncIterable<DocumentInput>
  return [inputs]
}

function newId(): string {
  return randomBytes(16).toString('hex')
}

const SCHEMES: Record<string, { protocol: GatewayProtocol; tls: boolean }> = {
  grpc: { protocol: 'grpc', tls: false },
  grpcs: { protocol: 'grpc', tls: true },
  http: { protocol: 'http', tls: false },
  https: { protocol: 'http', tls: true },
  ws: { protocol: 'websocket', tls: false },
  wss: { protocol: 'websocket', tls: true },
}

function addressOf(options: ClientOptions): {
  host: string
  port: number
  protocol: GatewayProtocol
  tls: TlsTrust | null
} {
  const written = options.host ?? '127.0.0.1'
  const [, scheme, rest = written] = /^(\w+):\/\/(.*?)\/?$/.exec(written) ?? []
  const known = scheme === undefined ? undefined : SCHEMES[scheme]
  if (scheme !== undefined && !known)
    throw new FlowError('BAD_REQUEST', `"${scheme}://" is not known; use ${Object.keys(SCHEMES).join(', ')}`)
  const [, host = rest, inHost] = /^(.*?):(\d+)$/.exec(rest) ?? []
  if (inHost !== undefined && options.port !== undefined && Number(inHost) !== options.port)
    throw new FlowError('BAD_REQUEST', `the port is given twice: ${inHost} in the host and ${options.port}`)
  const asked = options.tls ?? known?.tls ?? false
  const tls = asked === true ? {} : asked === false ? null : asked
  return {
    host: host === '0.0.0.0' ? '127.0.0.1' : host,
    port: inHost === undefined ? (options.port ?? (tls ? 443 : 80)) : Number(inHost),
    protocol: options.protocol ?? known?.protocol ?? 'grpc',
    tls,
  }
}
