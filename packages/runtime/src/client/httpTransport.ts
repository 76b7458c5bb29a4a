import {
  FlowError,
  type DocarrayGeneration,
  type Document,
  type ErrorCode,
  type JsonObject,
  type StatusJson,
} from '@flowdeck/shared'
import { setMaxListeners } from 'node:events'
import { documentFromJson } from '../data/documentJson.ts'
import { generationOfOne, writeOne } from '../data/documents.ts'
import { joinDocuments } from '../data/documentSlices.ts'
import { addDocuments } from '../data/documentsText.ts'
import { documentText } from '../data/documentText.ts'
import { emptyEnvelope, type Envelope } from '../data/envelope.ts'
import { DOCARRAY_HEADER, NUMBERS_HEADER, TRACE_HEADER, writePassages } from '../data/passages.ts'
import { readStruct, writeStruct } from '../data/parameters.ts'
import { writeRoute, writeStatus } from '../data/status.ts'
import { JsonBody } from '../json/JsonBody.ts'
import { parseJson } from '../json/JsonReader.ts'
import { parseExactJson } from '../json/parseExactJson.ts'
import { eachInSlices } from '../json/slices.ts'
import { writeJson } from '../json/writeJson.ts'
import { mapConcurrently } from '../gateway/mapConcurrently.ts'
import type { ClientTransport, Discovered, ExchangeOptions } from './clientTransport.ts'
import { discoverOverHttp, readyOverHttp } from './askOverHttp.ts'
import { networkReason } from './clientErrors.ts'
import { HttpCalls, textOf } from './HttpCalls.ts'
import { readEvents } from './serverSentEvents.ts'
import type { TlsTrust } from './tlsTrust.ts'

interface AnswerJson {
  header: {
    requestId: string
    status: StatusJson | null
    execEndpoint: string | null
    targetExecutor?: string | null
    /** Jina 3.x with docarray v2. */
    target_executor?: string | null
  }
  parameters: JsonObject | null
  routes:
    { executor: string; startTime: string | null; endTime: string | null; status: StatusJson | null }[] | null
  data: unknown[] | null
  trace?: { executor: string; docsIn: unknown[]; docsOut: unknown[] }[]
}

/** HTTP: one `POST /post` per request (Jina 3.x, v1 surface). */
export class HttpTransport implements ClientTransport {
  private readonly http: HttpCalls
  /** Whether the Gateway has `/post`; learned at the first call. */
  private hasPost = true
  private paths: Promise<string[]> | undefined

  constructor(address: string, tls: TlsTrust | null) {
    this.http = new HttpCalls(address, tls)
  }

  exchange(requests: AsyncIterable<Envelope>, options: ExchangeOptions): AsyncIterable<Envelope> {
    const signals = [options.signal]
    if (options.timeoutMs !== undefined) signals.push(AbortSignal.timeout(options.timeoutMs))
    const signal = AbortSignal.any(signals)
    // Each request in flight listens.
    setMaxListeners(0, signal)
    return mapConcurrently(requests, (request) => this.post(request, signal, options.trace ?? false), {
      // Each request is a connection of its own here.
      limit: Math.min(options.prefetch, 64),
      inOrder: options.resultsInOrder,
    })
  }

  isReady(signal: AbortSignal): Promise<boolean> {
    return readyOverHttp(this.http, signal)
  }

  discover(signal: AbortSignal): Promise<Discovered> {
    return discoverOverHttp(this.http, signal)
  }

  /** Jina 3.x: `GET /<endpoint>` with the document as body, answered by server-sent events. */
  async *stream(
    request: Envelope,
    { signal: given, timeoutMs }: Pick<ExchangeOptions, 'signal' | 'timeoutMs'>,
  ): AsyncGenerator<Envelope> {
    const signal = timeoutMs === undefined ? given : AbortSignal.any([given, AbortSignal.timeout(timeoutMs)])
    const path = `/${(request.endpoint ?? '').replace(/^\//, '')}`
    const url = this.http.base + path
    const docarray = request.data === null ? 'v1' : generationOfOne(request.data)
    const body = request.data === null ? '{}' : documentText(request.data, docarray, IN_REQUESTS)
    try {
      const response = await this.http.open('GET', path, {
        body,
        headers: { accept: 'text/event-stream', [NUMBERS_HEADER]: 'python' },
        signal,
      })
      if (response.statusCode !== 200) {
        const text = await textOf(response)
        throw new FlowError(
          codeOf(response.statusCode ?? 500),
          `${url} answered ${response.statusCode ?? '?'}: ${reasonOf(text)}`,
        )
      }
      for await (const { event, data } of readEvents(response)) {
        if (event === 'end') return
        if (event === 'error')
          throw new FlowError('EXECUTOR_FAILED', `${url} failed while it streamed: ${reasonOf(data)}`)
        const doc = documentOf(parseJson(data), 'document', docarray)
        yield { ...emptyEnvelope(request.requestId), data: writeOne(doc, { generation: docarray }) }
      }
    } catch (thrown) {
      throw thrown instanceof FlowError ? thrown : this.networkError(thrown, signal)
    }
  }

  close(): void {
    this.http.close()
  }

  private async post(request: Envelope, signal: AbortSignal, trace: boolean): Promise<Envelope> {
    const headers = { [NUMBERS_HEADER]: 'python', ...(trace ? { [TRACE_HEADER]: '1' } : {}) }
    const options = { body: await bodyOf(request), headers, signal }
    let route = this.hasPost ? '/post' : await this.routeOf(request.endpoint ?? '/', signal)
    try {
      let reply = await this.http.text('POST', route, options)
      if (reply.status === 404 && this.hasPost) {
        // Jina 3.x with docarray v2 has a route per endpoint instead.
        this.hasPost = false
        route = await this.routeOf(request.endpoint ?? '/', signal)
        reply = await this.http.text('POST', route, options)
      }
      const { status, headers, text } = reply
      const docarray = this.hasPost && headers[DOCARRAY_HEADER] !== 'v2' ? 'v1' : 'v2'
      if (status === 200)
        return await this.answer(request, (await parseExactJson(text)) as unknown as AnswerJson, docarray)
      // There, an exception of an Executor is all that comes back.
      if (status === 500 && !this.hasPost) return failedAnswer(request, reasonOf(text))
      throw new FlowError(codeOf(status), `${this.http.base}${route} answered ${status}: ${reasonOf(text)}`)
    } catch (thrown) {
      throw thrown instanceof FlowError ? thrown : this.networkError(thrown, signal)
    }
  }

  /** Jina 3.x: clients read the paths of `/openapi.json`: the endpoint's own, else `/default`, else `/post`. */
  private async routeOf(endpoint: string, signal: AbortSignal): Promise<string> {
    this.paths ??= this.http.json('/openapi.json', signal).then((document) => {
      const { paths } = (document ?? { paths: {} }) as { paths: Record<string, { post?: unknown }> }
      return Object.keys(paths).filter((path) => paths[path]?.post)
    })
    const paths = await this.paths
    return [endpoint, '/default'].find((path) => paths.includes(path)) ?? '/post'
  }

  private async answer(request: Envelope, json: AnswerJson, docarray: DocarrayGeneration): Promise<Envelope> {
    const out = emptyEnvelope(request.requestId)
    out.endpoint = json.header.execEndpoint ?? undefined
    out.target = json.header.targetExecutor ?? json.header.target_executor ?? undefined
    out.status = json.header.status ? writeStatus(json.header.status) : null
    out.parameters = json.parameters ? writeStruct(json.parameters) : null
    out.routes = (json.routes ?? []).map((route) =>
      writeRoute({
        executor: route.executor,
        startMs: route.startTime === null ? 0 : preciseMs(route.startTime),
        endMs: route.endTime === null ? null : preciseMs(route.endTime),
        status: route.status ? writeStatus(route.status) : null,
      }),
    )
    if (json.trace) {
      const passages = []
      for (const { executor, docsIn, docsOut } of json.trace)
        passages.push({
          executor,
          docsIn: await documentsOf(docsIn, 'trace', docarray),
          docsOut: await documentsOf(docsOut, 'trace', docarray),
        })
      out.rest = writePassages(passages)
    }
    out.data = await documentsOf(json.data ?? [], 'data', docarray)
    return out
  }

  private networkError(thrown: unknown, signal: AbortSignal): FlowError {
    if (signal.aborted)
      return (signal.reason as Error | undefined)?.name === 'TimeoutError'
        ? new FlowError('REQUEST_TIMEOUT', `${this.http.base} did not answer in time`)
        : new FlowError('REQUEST_CANCELLED', 'the request was cancelled')
    return new FlowError(
      'DEPLOYMENT_UNAVAILABLE',
      `${this.http.base} cannot be reached: ${networkReason(thrown)}`,
      { cause: thrown },
    )
  }
}

/** Jina's Gateways read NaN and the infinities as Python writes them. */
const IN_REQUESTS = { nulls: false, numbers: 'python' } as const

/** The body of `POST /post`, or of an endpoint's own route. */
async function bodyOf(request: Envelope): Promise<Buffer> {
  // Jina 3.x: its v2 Gateway takes snake_case alone, the others take both.
  const header = { request_id: request.requestId, target_executor: request.target ?? '' }
  const body = new JsonBody()
  body.add(`{"header":${JSON.stringify(header)},"data":`)
  await addDocuments(body, request.data, IN_REQUESTS)
  body.add(`,"parameters":${writeJson(readStruct(request.parameters), 'python', 'floats')}`)
  const rest = { exec_endpoint: request.endpoint, target_executor: request.target ?? null }
  body.add(`,${JSON.stringify(rest).slice(1)}`)
  return Buffer.concat(body.finish())
}

/** DataContentProto bytes of documents in JSON. */
async function documentsOf(list: unknown[], where: string, docarray: DocarrayGeneration): Promise<Buffer> {
  const docs: Buffer[] = []
  await eachInSlices(list, (value, i) => {
    docs.push(writeOne(documentOf(value, `${where}[${i}]`, docarray), { generation: docarray }))
  })
  return joinDocuments(docs)
}

/** A document of an answer; one of docarray v2 is taken as it stands. */
function documentOf(value: unknown, where: string, docarray: DocarrayGeneration): Document {
  return docarray === 'v2' ? (value as Document) : documentFromJson(value, where, () => '')
}

/** What a Jina Gateway with docarray v2 leaves of an Executor's exception: its text. */
function failedAnswer(request: Envelope, description: string): Envelope {
  const name = /^(\w+)\(/.exec(description)?.[1] ?? 'Exception'
  const exception = { name, args: [], stacks: [], executor: '' }
  return { ...request, routes: [], status: writeStatus({ code: 1, description, exception }) }
}

/** ISO time with microseconds, which `Date.parse` would cut. */
function preciseMs(iso: string): number {
  const [, seconds = iso, fraction = '0'] = /^(.*?:\d\d:\d\d)(?:\.(\d+))?/.exec(iso) ?? []
  return Date.parse(`${seconds}Z`) + Number(`0.${fraction}`) * 1000
}

function codeOf(status: number): ErrorCode {
  if (status === 503) return 'DEPLOYMENT_UNAVAILABLE'
  if (status === 504) return 'REQUEST_TIMEOUT'
  if (status === 413) return 'REQUEST_TOO_LARGE'
  return status >= 500 ? 'INTERNAL' : 'BAD_REQUEST'
}

function reasonOf(text: string): string {
  try {
    const body = JSON.parse(text) as { detail?: unknown; header?: { status?: { description?: string } } }
    const reason = body.header?.status?.description ?? body.detail
    return typeof reason === 'string' ? reason : JSON.stringify(reason)
  } catch {
    return text.slice(0, 300)
  }
}
