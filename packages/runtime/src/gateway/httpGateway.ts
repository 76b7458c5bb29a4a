import type { IncomingMessage, ServerResponse } from 'node:http'
import type { JsonStyle } from '../json/writeJson.ts'
import { DOCARRAY_HEADER, NUMBERS_HEADER, TRACE_HEADER } from '../data/passages.ts'
import type { Envelope } from '../data/envelope.ts'
import { readStatus, statusOf } from '../data/status.ts'
import type { HeldBytes } from '../transport/ByteBudget.ts'
import { Cancellation } from '../transport/Cancellation.ts'
import { jinaInfo } from '../transport/jinaInfo.ts'
import { RpcError } from '../transport/rpcError.ts'
import type { RpcServer } from '../transport/transport.ts'
import { docsPage } from './docsPage.ts'
import { httpStatusOf, type Arrival, type Gateway } from './Gateway.ts'
import { createHttpServer, listening, readPath } from './httpServer.ts'
import { httpRoutes, type HttpRoute } from './httpRoutes.ts'
import { openApi } from './openApi.ts'
import { readBody } from './readBody.ts'
import { sendJson, sendJsonPieces } from './sendJson.ts'
import { sendEvents } from './serverSentEvents.ts'

/** Serves the v1 HTTP surface of Jina's Gateway (Jina 3.x) in front of the graph. */
export async function listenHttp(gateway: Gateway, port: number): Promise<RpcServer> {
  const routes = httpRoutes(gateway.settings, gateway.docarray, gateway.schemas())
  const server = createHttpServer(gateway, (request, response) => {
    const held = gateway.inFlight.open()
    response.once('close', () => held.release())
    return respond({ gateway, routes, request, response, held })
  })
  return await listening(server, gateway.settings.host, port)
}

interface Exchange {
  gateway: Gateway
  routes: HttpRoute[]
  request: IncomingMessage
  response: ServerResponse
  /** What this request holds of the Gateway's budget. */
  held: HeldBytes
}

async function respond(exchanged: Exchange): Promise<void> {
  const { gateway, routes, request, response } = exchanged
  const { settings } = gateway
  if (settings.cors) allowOrigins(request, response)
  const path = readPath(request)
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
          "default-src 'self'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        'x-frame-options': 'DENY',
        'x-content-type-options': 'nosniff',
      })
      response.end(docsPage(settings))
      return
    case 'data':
      await exchange(exchanged, route.endpoint)
      return
    case 'typed':
      await typedExchange(exchanged, route.endpoint)
      return
    case 'events':
      await streamEvents(exchanged, route.endpoint)
  }
}

function allowOrigins(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', '*')
  response.setHeader('access-control-allow-methods', 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT')
  response.setHeader('access-control-allow-headers', request.headers['access-control-request-headers'] ?? '*')
}

async function exchange(
  { gateway, request, response, held }: Exchange,
  endpoint: string | undefined,
): Promise<void> {
  const bytes = await readBody(request, response, { watch: gateway.watch, held })
  const envelope = await gateway.converter.read(bytes, { kind: 'post', endpoint })
  try {
    const trace = request.headers[TRACE_HEADER] === '1'
    const answer = await gateway.handle(envelope, { ...arrivalOf(request, response), trace })
    const json = await gateway.converter.write(answer, { kind: 'post', numbers: numbersOf(request), trace })
    // For clients that read documents: JSON does not tell a list of numbers from a tensor.
    response.setHeader(DOCARRAY_HEADER, gateway.docarray)
    sendJsonPieces(response, 200, json)
  } catch (thrown) {
    await sendFailure(gateway, { response, envelope, thrown })
  }
}

/** An endpoint's own route. Jina 3.x (v2): 500 with the Executor's exception as `detail`. */
async function typedExchange(
  { gateway, request, response, held }: Exchange,
  endpoint: string,
): Promise<void> {
  const bytes = await readBody(request, response, { watch: gateway.watch, held })
  const envelope = await gateway.converter.read(bytes, { kind: 'typed', endpoint })
  try {
    const answer = await gateway.handle(envelope, arrivalOf(request, response))
    const status = answer.status ? readStatus(answer.status) : null
    if (status && status.code !== 0) sendJson(response, 500, { detail: status.description })
    else
      sendJsonPieces(
        response,
        200,
        await gateway.converter.write(answer, { kind: 'typed', numbers: numbersOf(request) }),
      )
  } catch (thrown) {
    await sendFailure(gateway, { response, envelope, thrown })
  }
}

/** An endpoint that answers document by document. */
async function streamEvents({ gateway, request, response, held }: Exchange, endpoint: string): Promise<void> {
  const { searchParams } = new URL(request.url ?? '/', 'http://gateway')
  const bytes = await readBody(request, response, { watch: gateway.watch, held })
  const query = searchParams.toString()
  const envelope = await gateway.converter.read(bytes, { kind: 'stream', endpoint, query })
  const answers = gateway.stream(envelope, arrivalOf(request, response))
  try {
    await sendEvents(response, documentsOf(gateway, answers, numbersOf(request)), (thrown) => ({
      detail: thrown instanceof RpcError ? thrown.details : (thrown as Error).message,
    }))
  } catch (thrown) {
    if (thrown instanceof ExecutorFailed) sendJson(response, 500, { detail: thrown.message })
    else await sendFailure(gateway, { response, envelope: { ...envelope, data: null }, thrown })
  }
}

class ExecutorFailed extends Error {}

async function* documentsOf(
  gateway: Gateway,
  answers: AsyncIterable<Envelope>,
  numbers: JsonStyle,
): AsyncGenerator<string> {
  for await (const answer of answers) {
    const status = answer.status ? readStatus(answer.status) : null
    if (status && status.code !== 0) throw new ExecutorFailed(status.description)
    yield Buffer.concat(await gateway.converter.write(answer, { kind: 'event', numbers })).toString()
  }
}

/** Jina 3.x: 503 or 504 with the request and the reason in its header. */
async function sendFailure(
  gateway: Gateway,
  { response, envelope, thrown }: { response: ServerResponse; envelope: Envelope; thrown: unknown },
): Promise<void> {
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
  const head = `{"header":${JSON.stringify(header)},"parameters":null,"routes":null,"data":`
  sendJsonPieces(
    response,
    httpStatusOf(error),
    await gateway.converter.write(envelope, { kind: 'failure', head }),
  )
}

function arrivalOf(request: IncomingMessage, response: ServerResponse): Arrival {
  const path = readPath(request)
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

/** How the caller wants NaN and the infinities. */
function numbersOf({ headers }: IncomingMessage): JsonStyle {
  return headers[NUMBERS_HEADER] === 'python' ? 'python' : 'standard'
}
