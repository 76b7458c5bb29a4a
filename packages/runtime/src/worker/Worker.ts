import { create, toBinary } from '@bufbuild/protobuf'
import type { DocarrayGeneration, Document, JsonObject } from '@flowdeck/shared'
import { docShape, type DocShape } from '../data/docShape.ts'
import {
  generationOf,
  generationOfOne,
  readDocuments,
  readOne,
  writeDocuments,
  writeOne,
} from '../data/documents.ts'
import {
  emptyEnvelope,
  readEnvelope,
  readRequestList,
  writeEnvelope,
  type Envelope,
} from '../data/envelope.ts'
import { readStruct, RESULTS, writeStruct } from '../data/parameters.ts'
import { statusOf, writeStatus } from '../data/status.ts'
import { DOC_TYPE } from '../executor/docType.ts'
import type { EndpointBinding } from '../executor/Executor.ts'
import { EndpointsProtoSchema } from '../gen/jina_pb.ts'
import { RpcError, STATUS } from '../transport/rpcError.ts'
import { standardServices, type Health } from '../transport/standardServices.ts'
import type { CallContext, RpcHandlers } from '../transport/transport.ts'
import type { Batching } from './Batching.ts'
import { callGenerator, callMethod, isGenerator, type MethodCall } from './callMethod.ts'
import { endpointSchemas, generatorSchemas } from './endpointSchemas.ts'
import { currentRequest } from './tagOutput.ts'

const DRY_RUN_ENDPOINT = '_jina_dry_run_'

export interface WorkerOptions {
  executor: object
  endpoints: ReadonlyMap<string, EndpointBinding>
  batching: Batching
  /** Which documents are made when a request brought none; those of a request tell themselves. */
  docarray: DocarrayGeneration
  /** Jina's Pod name, under which returned dictionaries travel: `encoder/rep-0`. */
  podName: string
  /** Merged into the parameters when a request carries a map under this name (Jina 3.x: `metas.name`). */
  metasName: string
  /** Names of exceptions after which the process ends, so that it is started anew (Jina 3.x). */
  exitOnExceptions?: readonly string[]
  health: Health
}

/** Serves one Executor: finds the method for a request's endpoint, calls it, and answers as Jina's worker does. */
export class Worker {
  readonly handlers: RpcHandlers
  private readonly options: WorkerOptions
  private active = 0
  private idle: (() => void)[] = []
  private readonly shapes = new Map<object, DocShape>()

  constructor(options: WorkerOptions) {
    this.options = options
    const standard = standardServices(options.health, () => options.docarray)
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
        '/jina.JinaSingleDocumentRequestRPC/stream_doc': (messages, context) =>
          this.streamDocuments(messages, context),
      },
    }
  }

  /** Resolves when no request is being worked on. */
  async whenIdle(): Promise<void> {
    while (this.active > 0) await new Promise<void>((resolve) => this.idle.push(resolve))
  }

  private async answer(requests: Envelope[], context: CallContext): Promise<Buffer> {
    const done = this.begin(context)
    try {
      return writeEnvelope(await this.process(requests, context))
    } finally {
      done()
    }
  }

  /** Counts a request as being worked on, until the returned function is called. */
  private begin(context: CallContext): () => void {
    this.active++
    let counted = true
    const done = () => {
      if (counted) this.active--
      counted = false
      if (this.active === 0) for (const wake of this.idle.splice(0)) wake()
    }
    // Nobody waits for the answer to a caller that is gone, and stopping need not either.
    const off = context.signal.onAbort(done)
    return () => {
      off()
      done()
    }
  }

  private async process(requests: Envelope[], context: CallContext): Promise<Envelope> {
    const [first] = requests
    if (!first) throw new RpcError(STATUS.INVALID_ARGUMENT, 'the list of requests is empty')
    const endpoint = first.endpoint ?? ''
    const bound = this.find(endpoint)
    // Jina 3.x: an endpoint that nobody binds is not an error; the request comes back unchanged.
    if (!bound) return first
    const generation = requests.map(({ data }) => generationOf(data)).find((found) => found !== null)
    try {
      const docsMatrix = requests.map((request) => readDocuments(request.data))
      const docs = docsMatrix.length === 1 ? (docsMatrix[0] as Document[]) : docsMatrix.flat()
      const call = this.callOf(first, bound.binding, { docs, docsMatrix, context })
      const { docs: made, result } = await this.work(call, bound.key, first.requestId)
      const data = writeDocuments(made, {
        generation: generation ?? this.options.docarray,
        shape: this.shapeOf(bound.binding),
      })
      if (result === null) return { ...first, data }
      const parameters = { ...readStruct(first.parameters), [RESULTS]: { [this.options.podName]: result } }
      return { ...first, data, parameters: writeStruct(parameters) }
    } catch (thrown) {
      // Jina 3.x: gRPC succeeds; the status in the header and this trailer say that the Executor failed.
      context.trailers['is-error'] = 'true'
      return this.failed(first, thrown)
    }
  }

  private async work(call: MethodCall, key: string, requestId: string) {
    const { batching } = this.options
    if (batching.has(key)) {
      const docs = await batching.push(key, call.parameters, call.docs, (batch) =>
        this.callBatch(call, batch),
      )
      return { docs, result: null }
    }
    return await currentRequest.run(requestId, async () => {
      if (!isGenerator(call.executor, call.binding)) return await callMethod(call)
      // Asked for all at once, a generator answers all at once.
      const docs: Document[] = []
      for (const doc of call.docs)
        for await (const made of callGenerator({ ...call, docs: [doc], docsMatrix: [[doc]] })) docs.push(made)
      return { docs, result: null }
    })
  }

  /** One document in, several out, each as soon as it is there (Jina 3.x: `stream_doc`). */
  private async *streamDocuments(
    messages: AsyncIterable<Buffer>,
    context: CallContext,
  ): AsyncGenerator<Buffer> {
    for await (const message of messages) {
      const done = this.begin(context)
      const request = readEnvelope(message)
      const bound = this.find(request.endpoint ?? '')
      try {
        if (!bound) {
          yield message
          continue
        }
        if (!isGenerator(this.options.executor, bound.binding)) throw new NotAGenerator()
        const docs = request.data ? [readOne(request.data)] : [{ id: '' }]
        const generation = request.data ? generationOfOne(request.data) : this.options.docarray
        const shape = this.shapeOf(bound.binding)
        const made = callGenerator(this.callOf(request, bound.binding, { docs, docsMatrix: [docs], context }))
        for (;;) {
          const next = await currentRequest.run(request.requestId, () => made.next())
          if (next.done || context.signal.aborted) {
            // The method gets the chance to clean up after a caller that is gone.
            await made.return(undefined)
            break
          }
          yield writeEnvelope({
            ...emptyEnvelope(request.requestId),
            endpoint: request.endpoint,
            data: writeOne(next.value, { generation, shape }),
          })
        }
      } catch (thrown) {
        yield writeEnvelope(this.failed(request, thrown))
      } finally {
        done()
      }
    }
  }

  private find(endpoint: string): { key: string; binding: EndpointBinding } | null {
    if (endpoint === DRY_RUN_ENDPOINT) return null
    const { endpoints } = this.options
    const key = endpoints.has(endpoint) ? endpoint : '/default'
    const binding = endpoints.get(key)
    return binding ? { key, binding } : null
  }

  private callOf(
    request: Envelope,
    binding: EndpointBinding,
    { docs, docsMatrix, context }: { docs: Document[]; docsMatrix: Document[][]; context: CallContext },
  ): MethodCall {
    return {
      executor: this.options.executor,
      binding,
      endpoint: request.endpoint ?? '',
      docs,
      docsMatrix,
      parameters: this.parametersOf(request),
      signal: () => context.signal.toSignal(),
    }
  }

  /** Fields of what a method returns; null when it does not say. */
  private shapeOf(binding: EndpointBinding): DocShape | undefined {
    const type = binding.output ?? binding.input
    if (!type) return undefined
    let shape = this.shapes.get(type)
    if (!shape) this.shapes.set(type, (shape = docShape(type[DOC_TYPE].jsonSchema())))
    return shape
  }

  private failed(request: Envelope, thrown: unknown): Envelope {
    currentRequest.run(request.requestId, () => report(thrown))
    const name = thrown instanceof Error ? thrown.name : ''
    if (this.options.exitOnExceptions?.includes(name)) endAfterAnswer(name)
    return { ...request, status: writeStatus(statusOf(thrown, this.options.executor.constructor.name)) }
  }

  /** Several requests in one call: no single caller can end it. Jina 3.x: only Documents or nothing may come back. */
  private async callBatch(call: MethodCall, docs: Document[]): Promise<Document[]> {
    const { signal } = new AbortController()
    const made = await callMethod({ ...call, docs, docsMatrix: [docs], signal: () => signal })
    if (made.result === null) return made.docs
    throw new TypeError(
      `${call.executor.constructor.name}.${call.binding.method} must return documents or nothing when it is batched, not object`,
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
    const { executor, endpoints: bound } = this.options
    const endpoints = [...bound.keys(), DRY_RUN_ENDPOINT]
    const typed = [...bound.values()].some(({ input, output }) => input ?? output)
    const schemas =
      typed || this.options.docarray === 'v2'
        ? endpointSchemas(executor, bound, DRY_RUN_ENDPOINT)
        : generatorSchemas(executor, bound)
    return Buffer.from(toBinary(EndpointsProtoSchema, create(EndpointsProtoSchema, { endpoints, schemas })))
  }
}

/** Jina 3.x: what a method that answers all at once says to who wants documents one by one. */
class NotAGenerator extends Error {
  constructor() {
    super('endpoint must be generator')
    this.name = 'ValueError'
  }
}

/** The caller learns why before the process is gone. */
function endAfterAnswer(name: string): void {
  process.stderr.write(`exit_on_exceptions: ending after ${name}\n`)
  setTimeout(() => process.exit(1), 100)
}

/** The whole stack goes to the log of the Pod. */
function report(thrown: unknown): void {
  const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
  process.stderr.write(`${text}\n`)
}
