import {
  createSecureServer,
  createServer,
  constants,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import type { Socket } from 'node:net'
import { Cancellation } from './Cancellation.ts'
import { MessageReader, encodeDetails, framer, parseTimeout, type Compression } from './grpcFraming.ts'
import { DEFAULT_GRPC_OPTIONS, keepAlive, type GrpcOptions } from './grpcOptions.ts'
import { listenOn } from './listenOn.ts'
import { RpcError, STATUS } from './rpcError.ts'
import type {
  CallContext,
  Metadata,
  RpcHandlers,
  RpcServer,
  StreamHandler,
  UnaryHandler,
} from './transport.ts'

const STREAM_WINDOW = 4 * 1024 * 1024
const SESSION_WINDOW = 16 * 1024 * 1024
/** Calls that one connection may have open at a time. */
const MAX_STREAMS = 4096

/** How a server speaks gRPC. */
export interface GrpcServing {
  options: GrpcOptions
  /** How answers are compressed for callers that can read it (Jina's `compression`). */
  compression: Compression | null
}

const PLAIN: GrpcServing = { options: DEFAULT_GRPC_OPTIONS, compression: null }

export interface ListenOptions {
  host: string
  port: number
  handlers: RpcHandlers
  tls?: { cert: Buffer; key: Buffer }
  grpc?: GrpcServing
}

const OK_HEADERS = {
  ':status': 200,
  'content-type': 'application/grpc',
  'grpc-accept-encoding': 'identity,gzip,deflate',
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
  sessions: Set<ServerHttp2Session>
  active: Set<ServerHttp2Stream>
}

function openHttp2(handlers: RpcHandlers, tls: ListenOptions['tls'], grpc: GrpcServing = PLAIN): Open {
  const { maxConcurrentStreams, keepAlive: pings } = grpc.options
  const settings = {
    initialWindowSize: STREAM_WINDOW,
    maxConcurrentStreams: maxConcurrentStreams ?? MAX_STREAMS,
  }
  const server = tls ? createSecureServer({ ...tls, settings }) : createServer({ settings })
  const sessions = new Set<ServerHttp2Session>()
  const active = new Set<ServerHttp2Stream>()
  server.on('session', (session) => {
    sessions.add(session)
    session.setLocalWindowSize(SESSION_WINDOW)
    keepAlive(session, pings, () => [...active].some((stream) => stream.session === session))
    session.on('close', () => sessions.delete(session))
    session.on('error', () => session.destroy())
  })
  server.on('sessionError', () => {})
  server.on('stream', (stream, headers) => {
    active.add(stream)
    stream.on('close', () => active.delete(stream))
    // A reset stream emits 'error'; unhandled it would end the process.
    stream.on('error', () => {})
    serve(stream, headers, { handlers, grpc })
  })
  return { server, sessions, active }
}

/** Lets calls finish for at most `graceMs`, then cuts every connection. */
async function drain({ sessions, active }: Open, graceMs: number): Promise<void> {
  for (const session of sessions) session.close()
  if (active.size > 0 && graceMs > 0) {
    const drained = Promise.all(
      [...active].map((stream) => new Promise<void>((resolve) => stream.once('close', resolve))),
    )
    let timer: NodeJS.Timeout | undefined
    await Promise.race([drained, new Promise<void>((resolve) => (timer = setTimeout(resolve, graceMs)))])
    clearTimeout(timer)
  }
  for (const session of sessions) session.destroy()
}

function serve(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  { handlers, grpc }: { handlers: RpcHandlers; grpc: GrpcServing },
): void {
  const path = headers[':path'] ?? ''
  const contentType = headers['content-type'] ?? ''
  if (headers[':method'] !== 'POST' || !contentType.startsWith('application/grpc')) {
    stream.respond({ ':status': 415, 'content-type': 'text/plain' })
    stream.end('This port speaks gRPC. Send POST with content-type application/grpc.\n')
    return
  }
  const unary = Object.hasOwn(handlers.unary, path) ? handlers.unary[path] : undefined
  const streaming = Object.hasOwn(handlers.stream, path) ? handlers.stream[path] : undefined
  if (!unary && !streaming) {
    finish(stream, new RpcError(STATUS.UNIMPLEMENTED, `method ${path} does not exist here`), {})
    stream.resume()
    return
  }
  const call = openCall(stream, headers)
  const speech = speechOf(headers, grpc)
  if (unary) serveUnary(stream, headers, { call, speech, handler: unary })
  else void serveStream(stream, headers, { call, speech, handler: streaming as StreamHandler })
}

/** How one call is read and answered. */
interface Speech {
  maxReceiveBytes: number
  headers: Record<string, string | number>
  frame: (message: Buffer) => Buffer
}

/** Answers are compressed only for who says that it can read that. */
function speechOf(headers: IncomingHttpHeaders, { options, compression }: GrpcServing): Speech {
  const accepted = String(headers['grpc-accept-encoding'] ?? '').split(/\s*,\s*/)
  const used = compression !== null && accepted.includes(compression) ? compression : null
  return {
    maxReceiveBytes: options.maxReceiveBytes,
    headers: used === null ? OK_HEADERS : { ...OK_HEADERS, 'grpc-encoding': used },
    frame: framer(used, options.maxSendBytes),
  }
}

interface OpenCall extends CallContext {
  signal: Cancellation
}

function openCall(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): OpenCall {
  const signal = new Cancellation()
  const timeoutMs = parseTimeout(headers['grpc-timeout'] as string | undefined)
  // Node's timers hold at most 2^31 - 1 ms.
  const timer =
    timeoutMs === null
      ? null
      : setTimeout(
          () => signal.abort(new RpcError(STATUS.DEADLINE_EXCEEDED, 'Deadline Exceeded')),
          Math.min(timeoutMs, 2_147_483_647),
        )
  stream.on('close', () => {
    if (timer) clearTimeout(timer)
    if (!stream.writableFinished || stream.rstCode !== constants.NGHTTP2_NO_ERROR)
      signal.abort(new RpcError(STATUS.CANCELLED, 'the caller is gone'))
  })
  return {
    signal,
    trailers: {},
    get metadata() {
      return metadataOf(headers)
    },
  }
}

function metadataOf(headers: IncomingHttpHeaders): Metadata {
  const metadata: Metadata = {}
  for (const [key, value] of Object.entries(headers)) {
    if (key[0] === ':' || key === 'te' || key === 'content-type' || key.startsWith('grpc-')) continue
    if (typeof value === 'string') metadata[key] = value
    else if (Array.isArray(value)) metadata[key] = value.join(', ')
  }
  return metadata
}

function serveUnary(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  { call, speech, handler }: { call: OpenCall; speech: Speech; handler: UnaryHandler },
): void {
  const reader = new MessageReader(headers['grpc-encoding'] as string | undefined, speech.maxReceiveBytes)
  let refused = false
  stream.on('data', (chunk: Buffer) => {
    if (refused) return
    reader.push(chunk)
    // The length stands in the first five bytes: an oversized message is refused before it is collected.
    if (reader.pending > Math.min(STREAM_WINDOW, speech.maxReceiveBytes)) refused = !peekable(reader, stream)
  })
  stream.on('end', () => {
    if (refused) return
    let message: Buffer | null
    try {
      message = reader.next()
    } catch (thrown) {
      finish(stream, RpcError.from(thrown), {})
      return
    }
    if (message === null) {
      finish(stream, new RpcError(STATUS.INTERNAL, 'the message is incomplete'), {})
      return
    }
    call.signal.onAbort(() => finish(stream, RpcError.from(call.signal.reason), {}))
    handler(message, call).then(
      (reply) => respond(stream, reply, { trailers: call.trailers, speech }),
      (thrown: unknown) => finish(stream, RpcError.from(thrown), call.trailers),
    )
  })
}

/** Refuses an oversized message while it is still arriving. */
function peekable(reader: MessageReader, stream: ServerHttp2Stream): boolean {
  try {
    reader.peekLength()
    return true
  } catch (thrown) {
    finish(stream, RpcError.from(thrown), {})
    stream.resume()
    return false
  }
}

function gone(stream: ServerHttp2Stream): boolean {
  return stream.destroyed || stream.closed || stream.headersSent
}

function respond(
  stream: ServerHttp2Stream,
  reply: Buffer,
  { trailers, speech }: { trailers: Metadata; speech: Speech },
): void {
  if (gone(stream)) return
  let framed: Buffer
  try {
    framed = speech.frame(reply)
  } catch (thrown) {
    finish(stream, RpcError.from(thrown), trailers)
    return
  }
  stream.respond(speech.headers, { waitForTrailers: true })
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0', ...trailers }))
  stream.end(framed)
}

/** Ends a call without a message: a trailers-only answer, or trailers after what was sent already. */
function finish(stream: ServerHttp2Stream, error: RpcError, trailers: Metadata): void {
  if (stream.destroyed || stream.closed || stream.writableEnded) return
  const status = {
    'grpc-status': String(error.code),
    'grpc-message': encodeDetails(error.details),
    ...trailers,
  }
  if (!stream.headersSent) stream.respond({ ...OK_HEADERS, ...status }, { endStream: true })
}

async function serveStream(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  { call, speech, handler }: { call: OpenCall; speech: Speech; handler: StreamHandler },
): Promise<void> {
  let status: Metadata = { 'grpc-status': '0' }
  stream.respond(speech.headers, { waitForTrailers: true })
  stream.on('wantTrailers', () => stream.sendTrailers({ ...status, ...call.trailers }))
  try {
    for await (const reply of handler(
      readMessages(
        // Who refuses a message must still be able to say why.
        stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>,
        () => headers['grpc-encoding'] as string | undefined,
        speech.maxReceiveBytes,
      ),
      call,
    )) {
      if (stream.destroyed || stream.closed) return
      if (!stream.write(speech.frame(reply))) await drained(stream)
      if (call.signal.aborted) throw call.signal.reason
    }
  } catch (thrown) {
    const error = RpcError.from(thrown)
    status = { 'grpc-status': String(error.code), 'grpc-message': encodeDetails(error.details) }
  }
  if (!stream.destroyed && !stream.closed) {
    stream.end()
    stream.resume()
  }
}

function drained(stream: ServerHttp2Stream): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off('drain', done)
      stream.off('close', done)
      resolve()
    }
    stream.on('drain', done)
    stream.on('close', done)
  })
}

/** Messages as they arrive; reading pauses while nobody asks for the next one. */
export async function* readMessages(
  stream: AsyncIterable<Buffer>,
  encoding: () => string | undefined,
  maxBytes?: number,
): AsyncGenerator<Buffer> {
  const reader = new MessageReader(undefined, maxBytes)
  for await (const chunk of stream) {
    reader.encoding = encoding()
    reader.push(chunk)
    for (let message = reader.next(); message !== null; message = reader.next()) yield message
  }
  if (reader.pending > 0) throw new RpcError(STATUS.INTERNAL, 'the last message is incomplete')
}
