import type { Document } from '@flowdeck/shared'
import { adoptOrigins } from '../data/docProto.ts'
import { generationOf, generationOfOne, readOne, writeOne } from '../data/documents.ts'
import { readDocumentsInSlices, writeDocumentsInSlices } from '../data/documentsInSlices.ts'
import type { ArrayType } from '../data/documentProto.ts'
import {
  emptyEnvelope,
  readEnvelope,
  readRequestList,
  writeEnvelope,
  type Envelope,
} from '../data/envelope.ts'
import { readStruct, RESULTS, writeStruct } from '../data/parameters.ts'
import { requestSizes } from '../data/requestSizes.ts'
import { routeName, statusOf, writeRoute, writeStatus } from '../data/status.ts'
import { WORKER_INSTRUMENTS } from '../telemetry/instruments.ts'
import { measureWork } from '../telemetry/measureRequest.ts'
import { secondsSince, type Telemetry } from '../telemetry/Telemetry.ts'
import { RpcError, STATUS, asError } from '../transport/rpcError.ts'
import { standardServices, type Health } from '../transport/standardServices.ts'
import type { CallContext, RpcHandlers } from '../transport/transport.ts'
import type { Batching } from './Batching.ts'
import { callGenerator, callMethod, isGenerator, type MethodCall } from './callMethod.ts'
import { Methods, type MethodsOptions } from './Methods.ts'
import { currentRequest } from './tagOutput.ts'
import { METHOD } from '../transport/methods.ts'

export interface WorkerOptions extends MethodsOptions {
  batching: Batching
  /** Jina's Pod name, under which returned dictionaries travel: `encoder/rep-0`. */
  podName: string
  /** Names of exceptions after which the process ends, so that it is started anew (Jina 3.x). */
  exitOnExceptions?: readonly string[]
  /** What arrays of answers are called (docarray v1); null: what they were. */
  arrayType?: ArrayType | null
  health: Health
  telemetry?: Telemetry | null
}

/** A call as it came. */
interface Received {
  via: string
  message: Buffer
  context: CallContext
}

/** Serves one Executor: finds the method for a request's endpoint, calls it, and answers as Jina's worker does. */
export class Worker {
  readonly handlers: RpcHandlers
  private readonly options: WorkerOptions
  private active = 0
  private idle: (() => void)[] = []
  private readonly methods: Methods
  /** Jina 3.x: names who gave the documents, for `docs_map` of a join behind it. */
  private readonly route: Buffer

  constructor(options: WorkerOptions) {
    this.options = options
    this.methods = new Methods(options)
    this.route = writeRoute({
      executor: options.podName.split('/')[0] as string,
      startMs: null,
      endMs: null,
      status: null,
    })
    const standard = standardServices(options.health, () => options.docarray)
    const one = (message: Buffer, context: CallContext) =>
      this.answer([readEnvelope(message)], { via: METHOD.single, message, context })
    this.handlers = {
      unary: {
        ...standard.unary,
        [METHOD.single]: one,
        [METHOD.many]: (message, context) =>
          this.answer(readRequestList(message), { via: METHOD.many, message, context }),
        [METHOD.discovery]: async () => this.methods.discovery(),
      },
      stream: {
        ...standard.stream,
        [METHOD.call]: async function* (messages, context) {
          for await (const message of messages) yield await one(message, context)
        },
        [METHOD.streamDoc]: (messages, context) => this.streamDocuments(messages, context),
      },
    }
  }

  /** Resolves when no request is being worked on. */
  async whenIdle(): Promise<void> {
    while (this.active > 0) await new Promise<void>((resolve) => this.idle.push(resolve))
  }

  private async answer(requests: Envelope[], call: Received): Promise<Buffer> {
    const { via, message, context } = call
    const { telemetry = null } = this.options
    const done = this.begin(context)
    const work = async () => writeEnvelope(await this.process(requests, context))
    try {
      if (!telemetry) return await work()
      const endpoint = requests[0]?.endpoint ?? ''
      const labels = this.methods.find(endpoint) && this.labelsOf(endpoint)
      const outcome = ({ length }: Buffer) => ({ bytes: length, failed: 'is-error' in context.trailers })
      return await telemetry.span(via, { kind: 'server', metadata: context.metadata }, () =>
        measureWork(telemetry, { sizes: requestSizes(via, message), labels }, { work, outcome }),
      )
    } finally {
      done()
    }
  }

  private labelsOf(endpoint: string): { executor: string; executor_endpoint: string } {
    return { executor: this.options.executor.constructor.name, executor_endpoint: endpoint }
  }

  /** Times a call of the method that is bound as `key` (Jina 3.x: also one that fails, and a batch as one). */
  private async timed<T>(key: string, work: () => Promise<T>): Promise<T> {
    const { telemetry } = this.options
    if (!telemetry) return await work()
    const start = performance.now()
    try {
      return await telemetry.span(key, { kind: 'internal' }, work)
    } finally {
      telemetry.record(WORKER_INSTRUMENTS.process, secondsSince(start), this.labelsOf(key))
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
    const bound = this.methods.find(endpoint)
    // Jina 3.x: an endpoint that nobody binds is not an error; the request comes back unchanged.
    if (!bound) return first
    const generation = requests.map(({ data }) => generationOf(data)).find((found) => found !== null)
    try {
      const docsMatrix: Document[][] = []
      for (const { data } of requests) docsMatrix.push(await readDocumentsInSlices(data))
      const docs = docsMatrix.length === 1 ? (docsMatrix[0] as Document[]) : docsMatrix.flat()
      const givers = () => requests.map(findGiver)
      const call = this.methods.callOf(first, bound.binding, { docs, docsMatrix, givers, context })
      const { docs: made, result } = await this.work(call, bound.key, first.requestId)
      // Jina 3.x: of several requests, the documents of the first count.
      this.options.telemetry?.record(
        WORKER_INSTRUMENTS.documents,
        docsMatrix[0]?.length ?? 0,
        this.labelsOf(endpoint),
      )
      if (generation === 'v2') adoptOrigins(made, docs)
      const data = await writeDocumentsInSlices(made, {
        generation: generation ?? this.options.docarray,
        arrayType: this.options.arrayType,
        shape: this.methods.shapeOf(bound.binding),
        instead: first.data,
      })
      const routes = [...first.routes, this.route]
      if (result === null) return { ...first, data, routes }
      const parameters = { ...readStruct(first.parameters), [RESULTS]: { [this.options.podName]: result } }
      return { ...first, data, routes, parameters: writeStruct(parameters) }
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
        this.timed(key, () => this.callBatch(call, batch)),
      )
      return { docs, result: null }
    }
    const run = async () => {
      if (!isGenerator(call.executor, call.binding)) return await callMethod(call)
      // Asked for all at once, a generator answers all at once.
      const docs: Document[] = []
      for (const doc of call.docs)
        for await (const made of callGenerator({ ...call, docs: [doc], docsMatrix: [[doc]] })) docs.push(made)
      return { docs, result: null }
    }
    return await this.timed(key, () => currentRequest.run(requestId, run))
  }

  /** One document in, several out, each as soon as it is there (Jina 3.x: `stream_doc`). */
  private async *streamDocuments(
    messages: AsyncIterable<Buffer>,
    context: CallContext,
  ): AsyncGenerator<Buffer> {
    for await (const message of messages) {
      const done = this.begin(context)
      const request = readEnvelope(message)
      const endpoint = request.endpoint ?? ''
      const bound = this.methods.find(endpoint)
      let end: ReturnType<Worker['measureStream']> | null = null
      let how: 'successful' | 'failed' = 'successful'
      try {
        if (!bound) {
          yield message
          continue
        }
        if (!isGenerator(this.options.executor, bound.binding)) throw new NotAGenerator()
        const docs = request.data ? [readOne(request.data)] : [{ id: '' }]
        const generation = request.data ? generationOfOne(request.data) : this.options.docarray
        const shape = this.methods.shapeOf(bound.binding)
        const call = this.methods.callOf(request, bound.binding, {
          docs,
          docsMatrix: [docs],
          givers: () => [],
          context,
        })
        end = this.measureStream(message, { endpoint, key: bound.key })
        const made = callGenerator(call)
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
            data: writeOne(next.value, { generation, shape, arrayType: this.options.arrayType }),
          })
        }
      } catch (thrown) {
        how = 'failed'
        yield writeEnvelope(this.failed(request, thrown))
      } finally {
        end?.(how)
        done()
      }
    }
  }

  /** Counts a stream that begins (Jina 3.x: nothing of its answers); what is returned counts its end. */
  private measureStream(
    message: Buffer,
    { endpoint, key }: { endpoint: string; key: string },
  ): (how: 'successful' | 'failed') => void {
    const { telemetry } = this.options
    const start = performance.now()
    telemetry?.record(WORKER_INSTRUMENTS.receivedRequestBytes, message.length, this.labelsOf(endpoint))
    return (how) => {
      telemetry?.record(WORKER_INSTRUMENTS.process, secondsSince(start), this.labelsOf(key))
      telemetry?.record(WORKER_INSTRUMENTS.receiving, secondsSince(start))
      telemetry?.record(WORKER_INSTRUMENTS[how], 1)
    }
  }

  private failed(request: Envelope, thrown: unknown): Envelope {
    currentRequest.run(request.requestId, () => report(thrown))
    const name = thrown instanceof Error ? asError(thrown).name : ''
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
}

/** Jina 3.x: what a method that answers all at once says to who wants documents one by one. */
class NotAGenerator extends Error {
  constructor() {
    super('endpoint must be generator')
    this.name = 'ValueError'
  }
}

/** Jina 3.x: `last_executor`; empty when no route tells. */
function findGiver({ routes }: Envelope): string {
  const last = routes.at(-1)
  return last ? routeName(last) : ''
}

/** The caller learns why before the process is gone. */
function endAfterAnswer(name: string): void {
  process.stderr.write(`exit_on_exceptions: ending after ${name}\n`)
  setTimeout(() => process.exit(1), 100)
}

/** The whole stack goes to the log of the Pod. */
function report(thrown: unknown): void {
  const { stack, message } = asError(thrown)
  process.stderr.write(`${stack ?? message}\n`)
}
