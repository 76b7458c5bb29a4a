import { STATUS_CODES, createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { guarded } from '../transport/guard.ts'
import { listenOn } from '../transport/listenOn.ts'
import type { RpcServer } from '../transport/transport.ts'
import { logAccess } from './accessLog.ts'
import { checkRequest, isLoopbackHost, type Refusal } from './checkRequest.ts'
import type { Gateway } from './Gateway.ts'
import { fail, sendJson, watchAnswer } from './sendJson.ts'
import { watchIdle } from './watchIdle.ts'

/** Requests that one connection may send at once, without waiting for answers. */
const MAX_AT_ONCE = 1000

/** Milliseconds between two looks of Node at connections whose headers are late. */
const LOOK_EVERY_MS = 1000

/** An HTTP server of a Gateway: it refuses what must not come in, limits what is under way, and ends what is too slow. */
export function createHttpServer(
  gateway: Gateway,
  onRequest: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>,
): Server {
  const { tls, headers, maxHeaderBytes, maxRequests, keepAliveMs, dateHeader } = gateway.settings.web
  const { stallMs } = gateway.limits
  let active = 0
  /** Requests of each connection since the event loop was free last. */
  const atOnce = new Map<Socket, number>()
  const isFlood = (socket: Socket): boolean => {
    if (atOnce.size === 0) setImmediate(() => atOnce.clear())
    const count = (atOnce.get(socket) ?? 0) + 1
    atOnce.set(socket, count)
    return count > MAX_AT_ONCE
  }
  const serve = (request: IncomingMessage, response: ServerResponse): void | Promise<void> => {
    if (isFlood(request.socket)) {
      request.socket.destroy()
      return
    }
    if (gateway.settings.accessLog) logAccess(request, response)
    watchAnswer(response, gateway.watch)
    cutUnreadBody(request, response, stallMs)
    response.sendDate = dateHeader
    for (const [name, value] of headers) response.setHeader(name, value)
    const refusal = refuseRequest(gateway, request)
    if (refusal) {
      response.setHeader('connection', 'close')
      sendJson(response, refusal.status, { detail: refusal.detail })
      return
    }
    if (active >= maxRequests) {
      response
        .writeHead(503, { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '1' })
        .end('Service Unavailable')
      return
    }
    active++
    response.once('close', () => active--)
    return onRequest(request, response)
  }
  const listener = (request: IncomingMessage, response: ServerResponse) =>
    guarded(serve, (error) => fail(response, error))(request, response)
  const options = {
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: stallMs,
    // How long a body may take is watched where it is read, and after the answer when no handler reads it.
    requestTimeout: 0,
    connectionsCheckingInterval: Math.min(LOOK_EVERY_MS, stallMs),
  }
  const server = tls
    ? createSecureServer({ ...tls, ...options, handshakeTimeout: stallMs }, listener)
    : createServer(options, listener)
  server.keepAliveTimeout = keepAliveMs
  // One more than are allowed, so that too many are noticed; Node leaves out the others silently.
  server.maxHeadersCount = gateway.limits.headerCount + 1
  return server
}

/** Closes a connection whose request was answered before its body had come, when the rest is late. */
function cutUnreadBody(request: IncomingMessage, response: ServerResponse, stallMs: number): void {
  response.once('finish', () => {
    if (request.complete) return
    const timer = setTimeout(() => request.socket.destroy(), stallMs)
    request.once('close', () => clearTimeout(timer))
  })
}

/** Why a request or an upgrade is not served; null when it is. */
export function refuseRequest({ settings, limits }: Gateway, request: IncomingMessage): Refusal | null {
  return checkRequest(
    {
      method: request.method ?? 'GET',
      path: readPath(request),
      headers: request.headers,
      rawHeaders: request.rawHeaders,
    },
    { loopback: isLoopbackHost(settings.host), cors: settings.cors, headerCount: limits.headerCount },
  )
}

/** The path of a request without its query. */
export function readPath(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] as string
}

/** Answers an upgrade that is refused. */
export function refuseUpgrade(socket: Duplex, { status, detail }: Refusal): void {
  const body = JSON.stringify({ detail })
  socket.on('error', () => socket.destroy())
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nconnection: close\r\ncontent-type: application/json\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

/** @throws NodeJS.ErrnoException EADDRINUSE and the like */
export async function listening(server: Server, host: string, port: number): Promise<RpcServer> {
  const idle = watchIdle(server)
  return {
    port: await listenOn(server, host, port),
    close: async (graceMs = 0) => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      idle.cut()
      const timer = setTimeout(() => server.closeAllConnections(), graceMs)
      await closed
      clearTimeout(timer)
    },
  }
}
