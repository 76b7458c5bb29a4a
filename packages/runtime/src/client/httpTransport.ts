import { FlowError, type ErrorCode, type JsonObject, type StatusJson } from '@flowdeck/shared'
import { documentFromJson, documentToJson } from '../data/documentJson.ts'
import { readDocuments, writeDocuments } from '../data/documents.ts'
import { emptyEnvelope, type Envelope } from '../data/envelope.ts'
import { TRACE_HEADER, writePassages } from '../data/passages.ts'
import { readStruct, writeStruct } from '../data/parameters.ts'
import { writeRoute, writeStatus } from '../data/status.ts'
import { mapConcurrently } from '../gateway/mapConcurrently.ts'
import type { ClientTransport, ExchangeOptions } from './clientTransport.ts'

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

  close(): void {}

  private async post(request: Envelope, signal: AbortSignal, trace: boolean): Promise<Envelope> {
    const body = {
      header: { requestId: request.requestId },
      data: readDocuments(request.data).map((doc) => documentToJson(doc, false)),
      parameters: readStruct(request.parameters),
      execEndpoint: request.endpoint,
      targetExecutor: request.target ?? null,
    }
    let response: Response
    let text: string
    try {
      response = await fetch(`${this.base}/post`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(trace ? { [TRACE_HEADER]: '1' } : {}) },
        body: JSON.stringify(body),
        signal,
      })
      text = await response.text()
    } catch (thrown) {
      throw this.networkError(thrown, signal)
    }
    if (response.ok) return this.answer(request, JSON.parse(text) as AnswerJson)
    throw new FlowError(
      codeOf(response.status),
      `${this.base}/post answered ${response.status}: ${reasonOf(text)}`,
    )
  }

  private answer(request: Envelope, json: AnswerJson): Envelope {
    const out = emptyEnvelope(json.header.requestId || request.requestId)
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
      writeDocuments(list.map((doc, i) => documentFromJson(doc, `trace[${i}]`, () => '')))
    if (json.trace)
      out.rest = writePassages(
        json.trace.map(({ executor, docsIn, docsOut }) => ({
          executor,
          docsIn: docs(docsIn),
          docsOut: docs(docsOut),
        })),
      )
    out.data = writeDocuments(
      (json.data ?? []).map((doc, i) => documentFromJson(doc, `data[${i}]`, () => '')),
    )
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
