import {
  FlowError,
  type DocarrayGeneration,
  type Document,
  type ErrorCode,
  type JsonObject,
  type StatusJson,
} from '@flowdeck/shared'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { documentFromJson, documentToJson } from '../data/documentJson.ts'
import { generationOfOne, readDocuments, readOne, writeDocuments, writeOne } from '../data/documents.ts'
import { emptyEnvelope, type Envelope } from '../data/envelope.ts'
import { DOCARRAY_HEADER, TRACE_HEADER, writePassages } from '../data/passages.ts'
import { readStruct, writeStruct } from '../data/parameters.ts'
import { writeRoute, writeStatus } from '../data/status.ts'
import { mapConcurrently } from '../gateway/mapConcurrently.ts'
import type { ClientTransport, Discovered, ExchangeOptions } from './clientTransport.ts'
import { discoverOverHttp } from './discoverOverHttp.ts'
import { readEvents } from './serverSentEvents.ts'

interface AnswerJson {
  header: {
    requestId: string
    status: StatusJson | null
    execEndpoint: string | null
    targetExecutor: string | null
  }
  parameters: JsonObject | null
  routes:
    { executor: string; startTime: string | null; endTime: string | null; status: StatusJson | null }[] | null
  data: unknown[] | null
  trace?: { executor: string; docsIn: unknown[]; docsOut: unknown[] }[]
}

/** HTTP: one `POST /post` per request (Jina 3.x, v1 surface). */
export class HttpTransport implements ClientTransport {
  private readonly base: string
  /** Whether the Gateway has `/post`; learned at the first call. */
  private hasPost = true
  private paths: Promise<string[]> | undefined

  constructor(address: string, tls: boolean) {
    this.base = `${tls ? 'https' : 'http'}://${address}`
  }

  exchange(requests: AsyncIterable<Envelope>, options: ExchangeOptions): AsyncIterable<Envelope> {
    const signals = [options.signal]
    if (options.timeoutMs !== undefined) signals.push(AbortSignal.timeout(options.timeoutMs))
    const signal = AbortSignal.any(signals)
    return mapConcurrently(requests, (request) => this.post(request, signal, options.trace ?? false), {
      // Each request is a connection of its own here.
      limit: Math.min(options.prefetch, 64),
      inOrder: options.resultsInOrder,
    })
  }

  async isReady(signal: AbortSignal): Promise<boolean> {
    try {
      const response = await fetch(`${this.base}/dry_run`, { signal })
      return response.ok && ((await response.json()) as StatusJson).code === 0
    } catch {
      return false
    }
  }

  discover(signal: AbortSignal): Promise<Discovered> {
    return discoverOverHttp(this.base, signal)
  }

  /** Jina 3.x: `GET /<endpoint>` with the document as body, answered by server-sent events. */
  async *stream(
    request: Envelope,
    { signal: given, timeoutMs }: Pick<ExchangeOptions, 'signal' | 'timeoutMs'>,
  ): AsyncGenerator<Envelope> {
    const signal = timeoutMs === undefined ? given : AbortSignal.any([given, AbortSignal.timeout(timeoutMs)])
    const url = `${this.base}/${(request.endpoint ?? '').replace(/^\//, '')}`
    const docarray = request.data === null ? 'v1' : generationOfOne(request.data)
    const body = request.data === null ? {} : documentToJson(readOne(request.data), false)
    try {
      const response = await getWithBody(url, JSON.stringify(body), signal)
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
        const doc = documentOf(JSON.parse(data), 'document', docarray)
        yield { ...emptyEnvelope(request.requestId), data: writeOne(doc, { generation: docarray }) }
      }
    } catch (thrown) {
      throw thrown instanceof FlowError ? thrown : this.networkError(thrown, signal)
    }
  }

  close(): void {}

  private async post(request: Envelope, signal: AbortSignal, trace: boolean): Promise<Envelope> {
    const body = {
      // Jina 3.x: its v2 Gateway takes snake_case alone, the others take both.
      header: { request_id: request.requestId, target_executor: request.target ?? '' },
      data: readDocuments(request.data).map((doc) => documentToJson(doc, false)),
      parameters: readStruct(request.parameters),
      exec_endpoint: request.endpoint,
      target_executor: request.target ?? null,
    }
    const headers = { 'content-type': 'application/json', ...(trace ? { [TRACE_HEADER]: '1' } : {}) }
    const send = async (path: string) => {
      const response = await fetch(`${this.base}${path}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
        signal,
      })
      return { response, text: await response.text() }
    }
    const route = this.hasPost ? '/post' : await this.routeOf(request.endpoint ?? '/', signal)
    try {
      let { response, text } = await send(route)
      if (response.status === 404 && this.hasPost) {
        // Jina 3.x with docarray v2 has a route per endpoint instead.
        this.hasPost = false
        ;({ response, text } = await send(await this.routeOf(request.endpoint ?? '/', signal)))
      }
      const docarray = this.hasPost && response.headers.get(DOCARRAY_HEADER) !== 'v2' ? 'v1' : 'v2'
      if (response.ok) return this.answer(request, JSON.parse(text) as AnswerJson, docarray)
      // There, an exception of an Executor is all that comes back.
      if (response.status === 500 && !this.hasPost) return failedAnswer(request, reasonOf(text))
      throw new FlowError(
        codeOf(response.status),
        `${response.url} answered ${response.status}: ${reasonOf(text)}`,
      )
    } catch (thrown) {
      throw thrown instanceof FlowError ? thrown : this.networkError(thrown, signal)
    }
  }

  /** Jina 3.x: clients read the paths of `/openapi.json`: the endpoint's own, else `/default`, else `/post`. */
  private async routeOf(endpoint: string, signal: AbortSignal): Promise<string> {
    this.paths ??= fetch(`${this.base}/openapi.json`, { signal })
      .then(async (response) => {
        const { paths } = (await response.json()) as { paths: Record<string, { post?: unknown }> }
        return Object.keys(paths).filter((path) => paths[path]?.post)
      })
      .catch(() => [])
    const paths = await this.paths
    return [endpoint, '/default'].find((path) => paths.includes(path)) ?? '/post'
  }

  private answer(request: Envelope, json: AnswerJson, docarray: DocarrayGeneration): Envelope {
    const out = emptyEnvelope(request.requestId)
    out.endpoint = json.header.execEndpoint ?? undefined
    out.target = json.header.targetExecutor ?? undefined
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
    const docs = (list: unknown[]) =>
      writeDocuments(
        list.map((doc, i) => documentOf(doc, `trace[${i}]`, docarray)),
        { generation: docarray },
      )
    if (json.trace)
      out.rest = writePassages(
        json.trace.map(({ executor, docsIn, docsOut }) => ({
          executor,
          docsIn: docs(docsIn),
          docsOut: docs(docsOut),
        })),
      )
    out.data = docs(json.data ?? [])
    return out
  }

  private networkError(thrown: unknown, signal: AbortSignal): FlowError {
    if (signal.aborted)
      return (signal.reason as Error | undefined)?.name === 'TimeoutError'
        ? new FlowError('REQUEST_TIMEOUT', `${this.base} did not answer in time`)
        : new FlowError('REQUEST_CANCELLED', 'the request was cancelled')
    const cause = (thrown as Error).cause
    return new FlowError(
      'DEPLOYMENT_UNAVAILABLE',
      `${this.base} cannot be reached: ${cause instanceof Error ? cause.message : (thrown as Error).message}`,
      { cause: thrown },
    )
  }
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

/** `fetch` sends no body with GET. */
function getWithBody(url: string, body: string, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    }
    const call = (url.startsWith('https:') ? httpsRequest : httpRequest)(url, { headers, signal }, resolve)
    call.on('error', reject)
    call.end(body)
  })
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
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
