import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { addDocuments } from '../data/documentsText.ts'
import type { ExactJson } from '../json/Float.ts'
import { JsonBody } from '../json/JsonBody.ts'
import type { JsonStyle } from '../json/writeJson.ts'
import { DOCARRAY_HEADER, NUMBERS_HEADER, TRACE_HEADER } from '../data/passages.ts'
import type { Envelope } from '../data/envelope.ts'
import { readStatus, statusOf } from '../data/status.ts'
import { Cancellation } from '../transport/Cancellation.ts'
import { jinaInfo } from '../transport/jinaInfo.ts'
import { MAX_MESSAGE_BYTES } from '../transport/grpcFraming.ts'
import { listenOn } from '../transport/listenOn.ts'
import { RpcError } from '../transport/rpcError.ts'
import type { RpcServer } from '../transport/transport.ts'
import { docsPage } from './docsPage.ts'
import { httpStatusOf, type Arrival, type Gateway } from './Gateway.ts'
import { httpRoutes, type HttpRoute } from './httpRoutes.ts'
import { openApi } from './openApi.ts'
import { NotUtf8, readJsonBody } from './readJsonBody.ts'
import { BodyError, requestFromJson, responseToJson } from './requestJson.ts'
import { sendEvents } from './serverSentEvents.ts'
import { streamRequest, streamedJson, typedRequest, typedResponse } from './typedJson.ts'

/** Serves the v1 HTTP surface of Jina's Gateway (Jina 3.x) in front of the graph. */
export async function listenHttp(gateway: Gateway, port: number): Promise<RpcServer> {
  const routes = httpRoutes(gateway.settings, gateway.docarray, gateway.schemas())
  const server = createHttpServer(gateway, (request, response) => {
    respond({ gateway, routes, request, response }).catch((thrown: unknown) => fail(response, thrown))
  })
  return await listening(server, gateway.settings.host, port)
}

export function createHttpServer(
  { settings }: Gateway,
  onRequest: (request: IncomingMessage, response: ServerResponse) => void,
): Server {
  const { tls, headers, maxHeaderBytes, maxRequests, keepAliveMs } = settings.web
  let active = 0
  const limited = (request: IncomingMessage, response: ServerResponse) => {
    for (const [name, value] of headers) response.setHeader(name, value)
    if (active >= maxRequests) {
      response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8' }).end('Service Unavailable')
      return
    }
    active++
    response.once('close', () => active--)
    onRequest(request, response)
  }
  const server = tls
    ? createSecureServer({ ...tls, maxHeaderSize: maxHeaderBytes }, limited)
    : createServer({ maxHeaderSize: maxHeaderBytes }, limited)
  server.keepAliveTimeout = keepAliveMs
  server.headersTimeout = 20_000
  // A body may take as long as it keeps coming; the idle socket timeout below ends one that stalls.
  server.requestTimeout = 0
  server.timeout = 120_000
  return server
}

/** @throws NodeJS.ErrnoException EADDRINUSE and the like */
export async function listening(server: Server, host: string, port: number): Promise<RpcServer> {
  return {
    port: await listenOn(server, host, port),
    close: async (graceMs = 0) => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      const timer = setTimeout(() => server.closeAllConnections(), graceMs)
      await closed
      clearTimeout(timer)
    },
  }
}

interface Exchange {
  gateway: Gateway
  routes: HttpRoute[]
  request: IncomingMessage
  response: ServerResponse
}

async function respond({ gateway, routes, request, response }: Exchange): Promise<void> {
  const { settings } = gateway
  if (settings.cors) allowOrigins(request, response)
  const path = (request.url ?? '/').split('?', 1)[0] as string
  if (settings.cors && request.method === 'OPTIONS') {
    response.writeHead(200).end()
    return
  }
  const onPath = routes.filter((route) => route.path === path)
  const route = onPath.find(
    (r) => r.method === request.method || (request.method === 'HEAD' && r.method === 'GET'),
  )
  if (!route) {
    if (onPath.length > 0) response.setHeader('allow', onPath.map((r) => r.method).join(', '))
    sendJson(response, onPath.length > 0 ? 405 : 404, {
      detail: onPath.length > 0 ? 'Method Not Allowed' : 'Not Found',
    })
    return
  }
  switch (route.kind) {
    case 'root':
      return sendJson(response, 200, {})
    case 'status':
      return sendJson(response, 200, jinaInfo(gateway.docarray))
    case 'dryRun':
      return sendJson(response, 200, await gateway.dryRun(leaving(response)))
    case 'openApi':
      return sendJson(response, 200, openApi(settings, routes, gateway.endpoints()))
    case 'docs':
      response.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy':
          "default-src 'self'; script-src 'unsafe-inline'; style-src 'unsafe-inline'",
      })
      response.end(docsPage(settings))
      return
    case 'data':
      await exchange({ gateway, routes, request, response }, route.endpoint)
      return
    case 'typed':
      await typedExchange({ gateway, routes, request, response }, route.endpoint)
      return
    case 'events':
      await streamEvents({ gateway, routes, request, response }, route.endpoint)
  }
}

function allowOrigins(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', '*')
  response.setHeader('access-control-allow-methods', 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT')
  response.setHeader('access-control-allow-headers', request.headers['access-control-request-headers'] ?? '*')
}

async function exchange(
  { gateway, request, response }: Exchange,
  endpoint: string | undefined,
): Promise<void> {
  const { maxDocuments } = gateway.settings
  const envelope = await requestFromJson(await readJson(request, response, maxDocuments), {
    endpoint,
    documentsAt: (at) => gateway.typedAt(at),
    maxDocuments,
  })
  try {
    const trace = request.headers[TRACE_HEADER] === '1'
    const answer = await gateway.handle(envelope, { ...arrivalOf(request, response), trace })
    const json = await responseToJson(answer, { numbers: numbersOf(request), trace })
    // For clients that read documents: JSON does not tell a list of numbers from a tensor.
    response.setHeader(DOCARRAY_HEADER, gateway.docarray)
    sendPieces(response, 200, json)
  } catch (thrown) {
    await sendFailure(response, envelope, thrown)
  }
}

/** An endpoint's own route. Jina 3.x (v2): 500 with the Executor's exception as `detail`. */
async function typedExchange({ gateway, request, response }: Exchange, endpoint: string): Promise<void> {
  const { maxDocuments } = gateway.settings
  const envelope = await typedRequest(await readJson(request, response, maxDocuments), {
    endpoint,
    shape: gateway.shapeOf(endpoint),
    parameters: gateway.parametersOf(endpoint),
    maxDocuments,
  })
  try {
    const answer = await gateway.handle(envelope, arrivalOf(request, response))
    const status = answer.status ? readStatus(answer.status) : null
    if (status && status.code !== 0) sendJson(response, 500, { detail: status.description })
    else sendPieces(response, 200, await typedResponse(answer, numbersOf(request)))
  } catch (thrown) {
    await sendFailure(response, envelope, thrown)
  }
}

/** An endpoint that answers document by document. */
async function streamEvents({ gateway, request, response }: Exchange, endpoint: string): Promise<void> {
  const { searchParams } = new URL(request.url ?? '/', 'http://gateway')
  const typed = gateway.typedAt(endpoint)
  const { maxDocuments } = gateway.settings
  const body = await readJson(request, response, maxDocuments)
  const envelope = streamRequest(body, searchParams, { endpoint, typed, maxDocuments })
  const answers = gateway.stream(envelope, arrivalOf(request, response))
  try {
    await sendEvents(response, documentsOf(answers, numbersOf(request)), (thrown) => ({
      detail: thrown instanceof RpcError ? thrown.details : (thrown as Error).message,
    }))
  } catch (thrown) {
    if (thrown instanceof ExecutorFailed) sendJson(response, 500, { detail: thrown.message })
    else await sendFailure(response, { ...envelope, data: null }, thrown)
  }
}

class ExecutorFailed extends Error {}

async function* documentsOf(answers: AsyncIterable<Envelope>, numbers: JsonStyle): AsyncGenerator<string> {
  for await (const answer of answers) {
    const status = answer.status ? readStatus(answer.status) : null
    if (status && status.code !== 0) throw new ExecutorFailed(status.description)
    yield streamedJson(answer, numbers)
  }
}

/** Jina 3.x: 503 or 504 with the request and the reason in its header. */
async function sendFailure(response: ServerResponse, envelope: Envelope, thrown: unknown): Promise<void> {
  const error = RpcError.from(thrown)
  const status = statusOf(thrown, '')
  const header = {
    requestId: envelope.requestId,
    status: {
      ...status,
      description: error.details,
      exception: {
        ...status.exception,
        name: "<class 'jina.excepts.InternalNetworkError'>",
        args: [error.details],
      },
    },
    execEndpoint: '',
    targetExecutor: '',
  }
  const body = new JsonBody()
  body.add(`{"header":${JSON.stringify(header)},"parameters":null,"routes":null,"data":`)
  await addDocuments(body, envelope.data, { nulls: true, numbers: 'standard' })
  body.add('}')
  sendPieces(response, httpStatusOf(error), body.finish())
}

function arrivalOf(request: IncomingMessage, response: ServerResponse): Arrival {
  const path = (request.url ?? '/').split('?', 1)[0] as string
  return {
    signal: leaving(response),
    via: `${request.method ?? 'POST'} ${path}`,
    metadata: request.headers,
  }
}

/** Aborts when the caller hangs up before the answer is sent. */
function leaving(response: ServerResponse): Cancellation {
  const caller = new Cancellation()
  response.once('close', () => {
    if (!response.writableFinished) caller.abort()
  })
  return caller
}

async function readJson(
  request: IncomingMessage,
  response: ServerResponse,
  maxDocuments: number,
): Promise<ExactJson> {
  const announced = Number(request.headers['content-length'] ?? 0)
  const chunks: Buffer[] = []
  let size = 0
  if (announced > MAX_MESSAGE_BYTES) throw tooLarge(response, announced)
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_MESSAGE_BYTES) throw tooLarge(response, size)
    chunks.push(chunk)
  }
  if (size === 0) return {}
  return await readJsonBody(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks), maxDocuments)
}

/** How the caller wants NaN and the infinities. */
function numbersOf({ headers }: IncomingMessage): JsonStyle {
  return headers[NUMBERS_HEADER] === 'python' ? 'python' : 'standard'
}

class TooLarge extends Error {}

function tooLarge(response: ServerResponse, bytes: number): TooLarge {
  response.setHeader('connection', 'close')
  return new TooLarge(`a body of ${bytes} bytes is over the limit of ${MAX_MESSAGE_BYTES} bytes`)
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const text = JSON.stringify(value)
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}

function sendPieces(response: ServerResponse, status: number, pieces: readonly Buffer[]): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': pieces.reduce((sum, { length }) => sum + length, 0),
  })
  for (const piece of pieces.slice(0, -1)) response.write(piece)
  response.end(pieces.at(-1))
}

export function fail(response: ServerResponse, thrown: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy()
    return
  }
  if (thrown instanceof BodyError) sendJson(response, 422, { detail: thrown.detail })
  else if (thrown instanceof NotUtf8) sendJson(response, 400, { detail: thrown.message })
  else if (thrown instanceof TooLarge) sendJson(response, 413, { detail: thrown.message })
  else if (thrown instanceof RpcError) sendJson(response, httpStatusOf(thrown), { detail: thrown.details })
  else sendJson(response, 500, { detail: thrown instanceof Error ? thrown.message : String(thrown) })
}
