import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type RawData, type WebSocket } from 'ws'
import { readEnvelope, writeEnvelope, type Envelope } from '../data/envelope.ts'
import { TRACE_HEADER } from '../data/passages.ts'
import { writeStatus } from '../data/status.ts'
import { Cancellation } from '../transport/Cancellation.ts'
import { guard, guarded } from '../transport/guard.ts'
import { jinaInfo } from '../transport/jinaInfo.ts'
import { RpcError, STATUS, asError } from '../transport/rpcError.ts'
import type { RpcServer } from '../transport/transport.ts'
import { logUpgrade } from './accessLog.ts'
import { describeNetworkError, shortenReason } from './closeReason.ts'
import type { Gateway } from './Gateway.ts'
import { createHttpServer, listening, readPath, refuseRequest, refuseUpgrade } from './httpServer.ts'
import { RefusedRequest, overBudget } from './readBody.ts'
import { sendJson } from './sendJson.ts'
import { watchWebSocket } from './watchWebSocket.ts'

/** Bytes that may wait for a slow client before reading from it pauses. */
const HIGH_WATER = 4 * 1024 * 1024
/** The close code of a server that has too much to do (IANA's registry of RFC 6455). */
const TRY_AGAIN_LATER = 1013
/** How long after the last answer the server closes, when the client has not. */
const CLOSE_AFTER_MS = 100
/** How long a client has to close its end when the Gateway stops. */
const CUT_AFTER_MS = 500

/** A connection that is served. */
interface Served {
  socket: WebSocket
  /** Whether no request of it is under way. */
  isIdle: () => boolean
  /** Closes it as soon as it is idle. */
  stop: () => void
}

/** Serves Jina's WebSocket Gateway: requests on `/`, readiness on `/dry_run`, subprotocols `json` and `bytes` (Jina 3.x). */
export async function listenWebSocket(gateway: Gateway, port: number): Promise<RpcServer> {
  const server = createHttpServer(gateway, (request, response) => {
    const path = readPath(request)
    if (path === '/') sendJson(response, 200, {})
    else if (path === '/status') sendJson(response, 200, jinaInfo(gateway.docarray))
    else if (path === '/dry_run')
      return gateway.dryRun(new Cancellation()).then((status) => sendJson(response, 200, status))
    else sendJson(response, 404, { detail: 'Not Found' })
    return undefined
  })
  const served = new Set<Served>()
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    // One message in a turn of the event loop: a packet may hold thousands, and pausing the socket does not stop those.
    allowSynchronousEvents: false,
    maxPayload: gateway.settings.web.maxWebSocketBytes,
    handleProtocols: (offered) => (offered.has('bytes') ? 'bytes' : offered.has('json') ? 'json' : false),
  })
  guard(server, () => {}, {
    upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      guarded(
        () => {
          const refusal = refuseRequest(gateway, request)
          if (gateway.settings.accessLog)
            logUpgrade(request, refusal ? `refused: ${refusal.status}` : 'accepted')
          if (refusal) refuseUpgrade(socket, refusal)
          else
            sockets.handleUpgrade(request, socket, head, (opened) =>
              guarded(
                () => {
                  const one = serve(gateway, opened, request)
                  served.add(one)
                  opened.once('close', () => served.delete(one))
                },
                () => opened.terminate(),
              )(),
            )
        },
        () => socket.destroy(),
      )(),
  })
  const listener = await listening(server, gateway.settings.host, port)
  return {
    port: listener.port,
    close: async (graceMs = 0) => {
      for (const { stop } of served) stop()
      // A client that does not close its end is cut; one that waits for answers gets them first.
      const cutIdle = setInterval(() => {
        for (const { socket, isIdle } of served) if (isIdle()) socket.terminate()
      }, CUT_AFTER_MS)
      const cutAll = setTimeout(() => {
        for (const { socket } of served) socket.terminate()
      }, graceMs)
      await listener.close(graceMs)
      clearInterval(cutIdle)
      clearTimeout(cutAll)
    },
  }
}

function serve(gateway: Gateway, socket: WebSocket, request: IncomingMessage): Served {
  const path = readPath(request)
  const binary = socket.protocol === 'bytes'
  const trace = request.headers[TRACE_HEADER] === '1'
  const leaving = new Cancellation()
  let open = 0
  let ended = false
  let stopping = false
  const isIdle = () => open === 0
  const closeForStop = () => {
    if (stopping && isIdle()) socket.close(1001, 'the Gateway is stopping')
  }
  const stop = () => {
    stopping = true
    closeForStop()
  }
  const self: Served = { socket, isIdle, stop }
  guard(socket, () => socket.terminate(), { close: () => leaving.abort(), error: () => {} })
  if (path === '/dry_run') {
    guarded(
      async () => {
        const status = await gateway.askAll(leaving)
        socket.send(binary ? writeStatus(status) : JSON.stringify(status.code === 0 ? {} : status))
      },
      // Jina 3.x: closes, and names the address.
      (thrown) => closeWith(socket, thrown),
    )()
    return self
  }
  if (path !== '/') {
    socket.close(1008, `nothing is served at ${path}; use / or /dry_run`.slice(0, 120))
    return self
  }
  const watched = watchWebSocket(socket, request.socket, gateway)
  const finishIfIdle = () => {
    // Python's client loses an answer whose connection closes in the same breath: it gets the chance to close first.
    if (ended && open === 0) setTimeout(() => socket.close(1000), CLOSE_AFTER_MS).unref()
  }
  const answerFrame = async (frame: Buffer, asBytes: boolean) => {
    const held = gateway.inFlight.open()
    try {
      // As text and as documents it is held twice.
      if (!held.add(asBytes ? frame.length : 2 * frame.length)) throw overBudget()
      const reply = await gateway.handle(await read(gateway, frame, asBytes), {
        signal: leaving,
        trace,
        via: 'WEBSOCKET /',
        metadata: request.headers,
      })
      const written = asBytes
        ? writeEnvelope(reply)
        : Buffer.concat(await gateway.converter.write(reply, { kind: 'webSocket' }))
      held.keep(written.length)
      await send(socket, written, asBytes)
    } catch (thrown) {
      closeWith(socket, thrown)
    } finally {
      held.release()
      open--
      if (socket.isPaused && socket.bufferedAmount <= HIGH_WATER) socket.resume()
      finishIfIdle()
      closeForStop()
    }
  }
  guard(socket, () => socket.terminate(), {
    message: (data: RawData, isBinary: boolean) => {
      watched.heard()
      const frame = Buffer.isBuffer(data) ? data : Buffer.concat(data as Buffer[])
      if (isEnd(frame, binary)) {
        ended = true
        finishIfIdle()
        return
      }
      open++
      if (open >= Math.max(1, gateway.settings.prefetch || Infinity) || socket.bufferedAmount > HIGH_WATER)
        socket.pause()
      return answerFrame(frame, binary || isBinary)
    },
  })
  return self
}

/** The frame that ends JSON input, with the space around it, is shorter. */
const END_BYTES = 64

/** Jina 3.x: `{}` ends JSON input, a single byte binary input (Python's `bytes(True)`, which is 0x00; 0x01 is taken too). */
function isEnd(frame: Buffer, binary: boolean): boolean {
  if (binary) return frame.length === 1 && (frame[0] as number) <= 1
  return frame.length < END_BYTES && frame.toString().trim() === '{}'
}

/** @throws BodyError, RpcError INVALID_ARGUMENT or RESOURCE_EXHAUSTED */
async function read(gateway: Gateway, frame: Buffer, binary: boolean): Promise<Envelope> {
  if (binary) return readEnvelope(frame)
  return await gateway.converter.read(frame, { kind: 'post', endpoint: undefined })
}

function send(socket: WebSocket, frame: Buffer, binary: boolean): Promise<void> {
  return new Promise((resolve) => socket.send(frame, { binary }, () => resolve()))
}

/** 1007 for a request that cannot be read, 1009 for one that is too large. Jina 3.x: 1011 when an Executor cannot be reached. */
function closeWith(socket: WebSocket, thrown: unknown): void {
  if (socket.readyState !== socket.OPEN) return
  if (thrown instanceof RefusedRequest) {
    socket.close(TRY_AGAIN_LATER, thrown.message)
    return
  }
  const error = thrown instanceof RpcError ? thrown : null
  const details = error?.details ?? asError(thrown).message
  const large = error?.code === STATUS.RESOURCE_EXHAUSTED
  const wrong = error === null || error.code === STATUS.INVALID_ARGUMENT
  const reason = error === null || wrong || large ? shortenReason(details) : describeNetworkError(error)
  socket.close(large ? 1009 : wrong ? 1007 : 1011, reason)
}
