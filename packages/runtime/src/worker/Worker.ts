import { create, toBinary } from '@bufbuild/protobuf'
import type { Document, JsonObject } from '@flowdeck/shared'
import { readDocuments, writeDocuments } from '../data/documents.ts'
import { readEnvelope, readRequestList, writeEnvelope, type Envelope } from '../data/envelope.ts'
import { readStruct, RESULTS, writeStruct } from '../data/parameters.ts'
import { statusOf, writeStatus } from '../data/status.ts'
import { EndpointsProtoSchema } from '../gen/jina_pb.ts'
import type { RequestContext } from '../executor/Executor.ts'
import { RpcError, STATUS } from '../transport/rpcError.ts'
import type { Batching } from './Batching.ts'
import { currentRequest } from './tagOutput.ts'
import { standardServices, type Health } from '../transport/standardServices.ts'
import type { CallContext, RpcHandlers } from '../transport/transport.ts'

const DRY_RUN_ENDPOINT = '_jina_dry_run_'

export interface WorkerOptions {
  executor: object
  /** Endpoint → method name. */
  endpoints: ReadonlyMap<string, string>
  batching: Batching
  /** Jina's Pod name, under which returned dictionaries travel: `encoder/rep-0`. */
  podName: string
  /** Merged into the parameters when a request carries a map under this name (Jina 3.x: `metas.name`). */
  metasName: string
  health: Health
}

/** Serves one Executor: finds the method for a request's endpoint, calls it, and answers as Jina's worker does. */
export class Worker {
  readonly handlers: RpcHandlers
  private readonly options: WorkerOptions
  private active = 0
  private idle: (() => void)[] = []

  constructor(options: WorkerOptions) {
    this.options = options
    const standard = standardServices(options.health)
    const one = (message: Buffer, context: CallContext) => this.answer([readEnvelope(message)], context)
    this.handlers = {
      unary: {
        ...standard.unary,
        '/jina.JinaSingleDataRequestRPC/process_single_data': one,
        '/jina.JinaDataRequestRPC/process_data': (message, context) =>
          this.answer(readRequestList(message), context),
        '/jina.JinaDiscoverEndpointsRPC/endpoint_discovery': async () => this.discovery(),
      },
      stream: {
        ...standard.stream,
        '/jina.JinaRPC/Call': async function* (messages, context) {
          for await (const message of messages) yield await one(message, context)
        },
      },
    }
  }

  /** Resolves when no request is being worked on. */
  async whenIdle(): Promise<void> {
    while (this.active > 0) await new Promise<void>((resolve) => this.idle.push(resolve))
  }

  private async answer(requests: Envelope[], context: CallContext): Promise<Buffer> {
    this.active++
    let counted = true
    const done = () => {
      if (counted) this.active--
      counted = false
      if (this.active === 0) for (const wake of this.idle.splice(0)) wake()
    }
    // Nobody waits for the answer to a caller that is gone, and stopping need not either.
    const off = context.signal.onAbort(done)
    try {
      return writeEnvelope(await this.process(requests, context))
    } finally {
      off()
      done()
    }
  }

  private async process(requests: Envelope[], context: CallContext): Promise<Envelope> {
    const [first] = requests
    if (!first) throw new RpcError(STATUS.INVALID_ARGUMENT, 'the list of requests is empty')
    const { executor, endpoints } = this.options
    const endpoint = first.endpoint ?? ''
    const method =
      endpoint === DRY_RUN_ENDPOINT ? undefined : (endpoints.get(endpoint) ?? endpoints.get('/default'))
    // Jina 3.x: an endpoint that nobody binds is not an error; the request comes back unchanged.
    if (method === undefined) return first
    try {
      const docsMatrix = requests.map((request) => readDocuments(request.data))
      const docs = docsMatrix.length === 1 ? (docsMatrix[0] as Document[]) : docsMatrix.flat()
      const parameters = this.parametersOf(first)
      const bound = endpoints.has(endpoint) ? endpoint : '/default'
      if (this.options.batching.has(bound)) {
        const batched = await this.options.batching.push(bound, parameters, docs, (batch) =>
          this.callBatch(method, { docs: batch, parameters, endpoint }),
        )
        return this.reply(first, { docs: batched, result: undefined, method })
      }
      const result: unknown = await currentRequest.run(first.requestId, () =>
        this.call(method, {
          docs,
          parameters,
          endpoint,
          docsMatrix,
          // Made when somebody asks: most methods never do.
          get signal() {
            return context.signal.toSignal()
          },
        }),
      )
      return this.reply(first, { docs, result, method })
    } catch (thrown) {
      // Jina 3.x: gRPC succeeds; the status in the header and this trailer say that the Executor failed.
      context.trailers['is-error'] = 'true'
      currentRequest.run(first.requestId, () => report(thrown))
      return { ...first, status: writeStatus(statusOf(thrown, executor.constructor.name)) }
    }
  }

  private call(method: string, context: RequestContext): unknown {
    const { executor } = this.options
    const bound = (executor as Record<string, (context: RequestContext) => unknown>)[method]
    return bound?.call(executor, context)
  }

  /** Several requests in one call: no single caller can end it. Jina 3.x: only Documents or nothing may come back. */
  private async callBatch(
    method: string,
    { docs, parameters, endpoint }: Pick<RequestContext, 'docs' | 'parameters' | 'endpoint'>,
  ): Promise<Document[]> {
    const { signal } = new AbortController()
    const result: unknown = await this.call(method, {
      docs,
      parameters,
      endpoint,
      docsMatrix: [docs],
      signal,
    })
    if (result === undefined || result === null) return docs
    if (Array.isArray(result)) return result as Document[]
    throw new TypeError(
      `${this.options.executor.constructor.name}.${method} must return documents or nothing when it is batched, not ${typeof result}`,
    )
  }

  private reply(
    request: Envelope,
    { docs, result, method }: { docs: Document[]; result: unknown; method: string },
  ): Envelope {
    if (result === undefined || result === null) return { ...request, data: writeDocuments(docs) }
    if (Array.isArray(result)) return { ...request, data: writeDocuments(result as Document[]) }
    if (typeof result === 'object' && Object.getPrototypeOf(result) === Object.prototype) {
      const parameters = {
        ...readStruct(request.parameters),
        [RESULTS]: { [this.options.podName]: result as JsonObject },
      }
      return { ...request, data: writeDocuments(docs), parameters: writeStruct(parameters) }
    }
    throw new TypeError(
      `${this.options.executor.constructor.name}.${method} must return documents, a plain object or nothing, not ${typeof result}`,
    )
  }

  private parametersOf(request: Envelope): JsonObject {
    const parameters = readStruct(request.parameters)
    const own = Object.hasOwn(parameters, this.options.metasName)
      ? parameters[this.options.metasName]
      : undefined
    return typeof own === 'object' && own !== null && !Array.isArray(own)
      ? { ...parameters, ...own }
      : parameters
  }

  private discovery(): Buffer {
    const endpoints = [...this.options.endpoints.keys(), DRY_RUN_ENDPOINT]
    return Buffer.from(toBinary(EndpointsProtoSchema, create(EndpointsProtoSchema, { endpoints })))
  }
}

/** The whole stack goes to the log of the Pod. */
function report(thrown: unknown): void {
  const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
  process.stderr.write(`${text}\n`)
}
