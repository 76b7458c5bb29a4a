import {
  constants,
  createSecureServer,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import type { Socket } from 'node:net'
import { ByteBudget } from './ByteBudget.ts'
import { Draining } from './Draining.ts'
import type { Compression } from './compression.ts'
import { DEFAULT_GRPC_OPTIONS, keepAlive, type GrpcOptions } from './grpcOptions.ts'
import { guard } from './guard.ts'
import { abandon, serveCall, type Serving } from './http2Call.ts'
import { limitSession } from './http2Limits.ts'
import { listenOn } from './listenOn.ts'
import { DEFAULT_LIMITS, SESSION_MEGABYTES, type PeerLimits } from './peerLimits.ts'
import { ProgressWatch } from './ProgressWatch.ts'
import type { RpcHandlers, RpcServer } from './transport.ts'

const STREAM_WINDOW = 4 * 1024 * 1024
const SESSION_WINDOW = 16 * 1024 * 1024

/** How a server speaks gRPC. */
export interface GrpcServing {
  options: GrpcOptions
  /** How answers are compressed for callers that can read it (Jina's `compression`). */
  compression: Compression | null
  /** What one peer may use; `DEFAULT_LIMITS` unless given. */
  limits?: Partial<PeerLimits>
  /** Counts what is under way together with other servers of the process; its own unless given. */
  budget?: ByteBudget
}

const PLAIN: GrpcServing = { options: DEFAULT_GRPC_OPTIONS, compression: null }

export interface ListenOptions {
  host: string
  port: number
  handlers: RpcHandlers
  tls?: { cert: Buffer; key: Buffer }
  grpc?: GrpcServing
}

/**
 * Serves gRPC methods over `node:http2` on message bytes: nothing is decoded here.
 * @throws NodeJS.ErrnoException EADDRINUSE and the like
 */
export async function listenHttp2({ host, port, handlers, tls, grpc }: ListenOptions): Promise<RpcServer> {
  const open = openHttp2(handlers, tls, grpc)
  return {
    port: await listenOn(open.server, host, port),
    close: async (graceMs = 0) => {
      const closed = new Promise<void>((resolve) => open.server.close(() => resolve()))
      await drain(open, graceMs)
      await closed
    },
  }
}

/** gRPC on connections that somebody else accepted. */
export function http2Sessions(
  handlers: RpcHandlers,
  grpc?: GrpcServing,
): {
  accept(socket: Socket): void
  close(graceMs: number): Promise<void>
} {
  const open = openHttp2(handlers, undefined, grpc)
  return {
    accept: (socket) => open.server.emit('connection', socket),
    close: (graceMs) => drain(open, graceMs),
  }
}

interface Open {
  server: Http2Server
  sockets: Set<Socket>
  sessions: Set<ServerHttp2Session>
  active: Set<ServerHttp2Stream>
  draining: Draining
}

function openHttp2(handlers: RpcHandlers, tls: ListenOptions['tls'], grpc: GrpcServing = PLAIN): Open {
  const { maxConcurrentStreams, keepAlive: pings } = grpc.options
  const limits = { ...DEFAULT_LIMITS, ...grpc.limits }
  const options = {
    maxSessionMemory: SESSION_MEGABYTES,
    settings: {
      initialWindowSize: STREAM_WINDOW,
      maxConcurrentStreams: maxConcurrentStreams ?? limits.calls,
      maxHeaderListSize: limits.headerBytes,
    },
  }
  const server = tls
    ? createSecureServer({ ...tls, ...options, handshakeTimeout: limits.stallMs })
    : createServer(options)
  const sockets = new Set<Socket>()
  const sessions = new Set<ServerHttp2Session>()
  const active = new Set<ServerHttp2Stream>()
  const draining = new Draining()
  const watch = new ProgressWatch(limits)
  const serving: Serving = {
    handlers,
    grpc,
    watch,
    limits,
    draining,
    budget: grpc.budget ?? new ByteBudget(limits.inFlightBytes),
  }
  /** The connection of the session that is about to be told of; a session itself does not let its socket be closed. */
  let arrived: Socket | null = null
  server.prependListener(tls ? 'secureConnection' : 'connection', (socket: Socket) => (arrived = socket))
  const onSession = (session: ServerHttp2Session) => {
    const socket = arrived
    sessions.add(session)
    const calls = new Set<ServerHttp2Stream>()
    const isBusy = () => calls.size > 0
    guard(session, () => setImmediate(() => session.destroy()), {
      close: () => sessions.delete(session),
      error: () => session.destroy(),
      stream: (stream: ServerHttp2Stream) => {
        calls.add(stream)
        stream.once('close', () => calls.delete(stream))
      },
    })
    session.setLocalWindowSize(SESSION_WINDOW)
    keepAlive(session, pings, isBusy)
    limitSession(session, { limits, watch, isBusy, hangUp: () => socket?.destroy() })
  }
  const onStream = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, rawHeaders: string[]) => {
    active.add(stream)
    guard(stream, () => abandon(stream), {
      close: () => active.delete(stream),
      // A reset stream emits 'error'; unhandled it would end the process.
      error: () => {},
    })
    serveCall(stream, { headers, rawHeaders }, serving)
  }
  guard(server, () => {}, {
    connection: (socket: Socket) => {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
    },
    // A server that fails here has failed for one peer, whose session ends.
    session: (session: ServerHttp2Session) =>
      attempt(
        () => onSession(session),
        () => setImmediate(() => session.destroy()),
      ),
    stream: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, _: number, rawHeaders: string[]) =>
      attempt(
        () => onStream(stream, headers, rawHeaders),
        () => stream.close(constants.NGHTTP2_INTERNAL_ERROR),
      ),
    sessionError: () => {},
    tlsClientError: () => {},
  })
  return { server, sockets, sessions, active, draining }
}

/** Does something for a peer, and ends what belongs to that peer when it fails. */
function attempt(work: () => void, end: () => void): void {
  try {
    work()
  } catch (thrown) {
    end()
    throw thrown
  }
}

/** Milliseconds that a peer has to take what was written before its connection is cut. */
const FLUSH_MS = 500

/** Lets calls finish for at most `graceMs`, then cuts every connection. */
async function drain({ sockets, sessions, active, draining }: Open, graceMs: number): Promise<void> {
  // Sends GOAWAY: callers open new calls elsewhere.
  for (const session of sessions) session.close()
  draining.begin()
  if (active.size > 0 && graceMs > 0) {
    const drained = Promise.all(
      [...active].map((stream) => new Promise<void>((resolve) => stream.once('close', resolve))),
    )
    await withinTime(drained, graceMs)
  }
  for (const session of sessions) session.destroy()
  // A peer that does not close its end would hold the connection open.
  const closed = [...sockets].map((socket) => new Promise<void>((resolve) => socket.once('close', resolve)))
  for (const socket of sockets) socket.destroySoon()
  await withinTime(Promise.all(closed), FLUSH_MS)
  for (const socket of sockets) socket.destroy()
}

async function withinTime(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  await Promise.race([work, new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))])
  clearTimeout(timer)
}
