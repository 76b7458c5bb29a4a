import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2'
import type { ByteBudget, HeldBytes } from './ByteBudget.ts'
import { Cancellation } from './Cancellation.ts'
import type { Draining } from './Draining.ts'
import type { Compression } from './compression.ts'
import { MessageReader, encodeDetails, framer, parseTimeout } from './grpcFraming.ts'
import type { GrpcOptions } from './grpcOptions.ts'
import { guard, guarded } from './guard.ts'
import { ANSWER_SLICE, type PeerLimits } from './peerLimits.ts'
import type { ProgressWatch } from './ProgressWatch.ts'
import { messageTooSlow, overBudget, readMessages } from './readMessages.ts'
import { RpcError, STATUS } from './rpcError.ts'
import { startTimer } from './startTimer.ts'
import { StreamAccount } from './StreamAccount.ts'
import type { CallContext, Metadata, RpcHandlers, StreamHandler, UnaryHandler } from './transport.ts'

/** What all calls of a server share. */
export interface Serving {
  handlers: RpcHandlers
  grpc: { options: GrpcOptions; compression: Compression | null }
  watch: ProgressWatch
  budget: ByteBudget
  limits: PeerLimits
  draining: Draining
}

const OK_HEADERS = {
  ':status': 200,
  'content-type': 'application/grpc',
  'grpc-accept-encoding': 'identity,gzip,deflate',
}
/** Messages here are protobuf; `+json` and gRPC-Web are others. */
const CONTENT_TYPE = /^application\/grpc(\+proto)?\s*(;|$)/i

/** Answers one call. */
export function serveCall(
  stream: ServerHttp2Stream,
  { headers, rawHeaders }: { headers: IncomingHttpHeaders; rawHeaders: readonly string[] },
  serving: Serving,
): void {
  const path = headers[':path'] ?? ''
  if (headers[':method'] !== 'POST' || !CONTENT_TYPE.test(headers['content-type'] ?? '')) {
    stream.respond({ ':status': 415, 'content-type': 'text/plain' })
    stream.end('This port speaks gRPC. Send POST with content-type application/grpc.\n')
    stream.close(constants.NGHTTP2_NO_ERROR)
    return
  }
  const { handlers } = serving
  const unary = Object.hasOwn(handlers.unary, path) ? handlers.unary[path] : undefined
  const streaming = Object.hasOwn(handlers.stream, path) ? handlers.stream[path] : undefined
  if (!unary && !streaming) {
    refuse(stream, new RpcError(STATUS.UNIMPLEMENTED, `method ${path} does not exist here`))
    return
  }
  let timeoutMs: number | null
  try {
    checkHeaders(rawHeaders, serving.limits)
    timeoutMs = parseTimeout(headers['grpc-timeout'])
    if (timeoutMs === 0) throw deadlineExceeded()
  } catch (thrown) {
    refuse(stream, RpcError.from(thrown))
    return
  }
  const held = serving.budget.open()
  const call: Call = {
    stream,
    context: openContext(stream, headers, timeoutMs),
    speech: chooseSpeech(headers, serving.grpc),
    encoding: () => headers['grpc-encoding'] as string | undefined,
    watch: serving.watch,
    draining: serving.draining,
    held,
    limits: serving.limits,
  }
  if (unary) serveUnary(call, unary)
  else guarded(serveStream, () => abandon(stream))(call, streaming as StreamHandler)
}

/** Headers of HTTP/2 itself, which begin with a colon. */
const PSEUDO_HEADERS = 4

/** `rawHeaders` holds names and values in turn. @throws RpcError RESOURCE_EXHAUSTED */
function checkHeaders(rawHeaders: readonly string[], { headerCount, headerBytes }: PeerLimits): void {
  if (rawHeaders.length / 2 > headerCount + PSEUDO_HEADERS)
    throw new RpcError(
      STATUS.RESOURCE_EXHAUSTED,
      `a call may have ${headerCount} headers (FLOWDECK_MAX_HEADERS)`,
    )
  let bytes = 0
  for (const text of rawHeaders) bytes += text.length
  if (bytes > headerBytes)
    throw new RpcError(
      STATUS.RESOURCE_EXHAUSTED,
      `the headers of a call may have ${headerBytes} bytes (FLOWDECK_MAX_HEADER_BYTES)`,
    )
}

/** Ends a call of which nothing more can be said. */
export function abandon(stream: ServerHttp2Stream): void {
  if (!stream.destroyed && !stream.closed) stream.close(constants.NGHTTP2_INTERNAL_ERROR)
}

interface Call {
  stream: ServerHttp2Stream
  context: CallContext
  speech: Speech
  encoding: () => string | undefined
  watch: ProgressWatch
  draining: Draining
  held: HeldBytes
  limits: PeerLimits
}

/** How one call is read and answered. */
interface Speech {
  maxReceiveBytes: number
  headers: Record<string, string | number>
  frame: (message: Buffer) => Buffer | Promise<Buffer>
}

/** Answers are compressed only for callers that say they can read it. */
function chooseSpeech(headers: IncomingHttpHeaders, { options, compression }: Serving['grpc']): Speech {
  const accepted = String(headers['grpc-accept-encoding'] ?? '').split(/\s*,\s*/)
  const used = compression !== null && accepted.includes(compression) ? compression : null
  return {
    maxReceiveBytes: options.maxReceiveBytes,
    headers: used === null ? OK_HEADERS : { ...OK_HEADERS, 'grpc-encoding': used },
    frame: framer(used, options.maxSendBytes),
  }
}

function deadlineExceeded(): RpcError {
  return new RpcError(STATUS.DEADLINE_EXCEEDED, 'Deadline Exceeded')
}

function openContext(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  timeoutMs: number | null,
): CallContext {
  const signal = new Cancellation()
  const stop = timeoutMs === null ? null : startTimer(() => signal.abort(deadlineExceeded()), timeoutMs)
  const leave = () => signal.abort(new RpcError(STATUS.CANCELLED, 'the caller is gone'))
  guard(stream, () => abandon(stream), {
    // Before the answer has ended. A caller may leave with the code NO_ERROR: Node's own does when it destroys its session.
    aborted: leave,
    close: () => {
      stop?.()
      if (!stream.writableFinished || stream.rstCode !== constants.NGHTTP2_NO_ERROR) leave()
    },
  })
  return {
    signal,
    trailers: {},
    get metadata() {
      return readMetadata(headers)
    },
  }
}

function readMetadata(headers: IncomingHttpHeaders): Metadata {
  const metadata: Metadata = {}
  for (const [key, value] of Object.entries(headers)) {
    if (key[0] === ':' || key === 'te' || key === 'content-type' || key.startsWith('grpc-')) continue
    if (typeof value === 'string') metadata[key] = value
    else if (Array.isArray(value)) metadata[key] = value.join(', ')
  }
  return metadata
}

function serveUnary(call: Call, handler: UnaryHandler): void {
  const { stream, context, held, watch, draining } = call
  const reader = new MessageReader(call.encoding(), call.speech.maxReceiveBytes)
  let open = true
  let received = 0
  const stop = (error: RpcError) => {
    if (!open) return
    open = false
    done()
    refuse(stream, error)
  }
  const stopWatching = watch.add({
    moved: () => received,
    isPeersTurn: () => true,
    cut: () => stop(messageTooSlow()),
  })
  // Its message may be on its way already, as long as nothing of it was refused.
  const stopDraining = draining.add(() => {
    if (received === 0) stop(serverStopping())
  })
  const done = () => {
    stopWatching()
    stopDraining()
  }
  const handle = (message: Buffer) => {
    if (!open) return
    // It may have been compressed.
    held.giveBack(received)
    if (!held.add(message.length)) throw overBudget()
    handler(message, context).then(
      guarded(
        (reply: Buffer) => respond(call, reply),
        (error) => finish(stream, RpcError.from(error), {}),
      ),
      (thrown: unknown) => finish(stream, RpcError.from(thrown), context.trailers),
    )
  }
  guard(stream, (error) => stop(RpcError.from(error)), {
    data: (chunk: Buffer) => {
      if (!open) return
      received += chunk.length
      if (!held.add(chunk.length)) throw overBudget()
      reader.push(chunk)
      if (reader.countExcess() > 0) throw tooManyMessages()
    },
    end: () => {
      done()
      if (!open) return
      const message = reader.next()
      if (message === null)
        throw reader.pending === 0
          ? new RpcError(STATUS.UNIMPLEMENTED, 'a request message is expected, but none came')
          : new RpcError(STATUS.INTERNAL, 'the message is incomplete')
      context.signal.onAbort(() => finish(stream, RpcError.from(context.signal.reason), {}))
      return message instanceof Promise ? message.then(handle) : handle(message)
    },
    close: () => {
      done()
      open = false
      held.release()
    },
  })
}

/** gRPC: a request of a method that takes one must be one; the status is that of its table for cardinality violations. */
function tooManyMessages(): RpcError {
  return new RpcError(STATUS.UNIMPLEMENTED, 'this method takes one request message, but more bytes came')
}

function serverStopping(): RpcError {
  return new RpcError(STATUS.UNAVAILABLE, 'the server is stopping')
}

function isGone(stream: ServerHttp2Stream): boolean {
  return stream.destroyed || stream.closed || stream.headersSent
}

/** @throws RpcError when the answer is over a limit, or holds trailers that cannot be sent */
function respond(call: Call, reply: Buffer): void | Promise<void> {
  if (isGone(call.stream)) return undefined
  const framed = call.speech.frame(reply)
  if (framed instanceof Promise) return framed.then((bytes) => answer(call, bytes))
  answer(call, framed)
  return undefined
}

function answer({ stream, context, speech, watch, held }: Call, framed: Buffer): void {
  if (isGone(stream)) return
  held.keep(framed.length)
  stream.respond(speech.headers, { waitForTrailers: true })
  guard(stream, () => abandon(stream), {
    wantTrailers: () => stream.sendTrailers({ 'grpc-status': '0', ...context.trailers }),
  })
  let taken = 0
  const stop = watch.add({
    moved: () => taken,
    isPeersTurn: () => true,
    cut: () => stream.close(constants.NGHTTP2_CANCEL),
  })
  stream.once('close', stop)
  if (framed.length <= ANSWER_SLICE) stream.end(framed)
  else
    guarded(
      () => writeSlices(stream, framed, (bytes) => (taken += bytes)),
      () => abandon(stream),
    )()
}

/** Writes a long answer so that it can be seen how fast it is taken. */
async function writeSlices(
  stream: ServerHttp2Stream,
  bytes: Buffer,
  onTaken: (bytes: number) => void,
): Promise<void> {
  for (let at = 0; at < bytes.length; at += ANSWER_SLICE) {
    if (stream.destroyed || stream.closed) return
    const slice = bytes.subarray(at, at + ANSWER_SLICE)
    if (!stream.write(slice)) await waitForDrain(stream)
    onTaken(slice.length)
  }
  stream.end()
}

/** Ends a call without a message: a trailers-only answer, unless one has begun. */
function finish(stream: ServerHttp2Stream, error: RpcError, trailers: Metadata): void {
  if (isGone(stream) || stream.writableEnded) return
  const status = { 'grpc-status': String(error.code), 'grpc-message': encodeDetails(error.details) }
  try {
    stream.respond({ ...OK_HEADERS, ...status, ...trailers }, { endStream: true })
  } catch {
    // Trailers that a handler made and HTTP cannot carry.
    if (isGone(stream)) return
    stream.respond({ ...OK_HEADERS, ...status }, { endStream: true })
  }
}

/** Ends a call whose caller may still be sending: what comes after the status is not read. */
function refuse(stream: ServerHttp2Stream, error: RpcError): void {
  finish(stream, error, {})
  if (!stream.destroyed && !stream.closed && !stream.readableEnded) stream.close(constants.NGHTTP2_NO_ERROR)
}

async function serveStream(call: Call, handler: StreamHandler): Promise<void> {
  const { stream, context, speech, watch, draining } = call
  const account = new StreamAccount(call.held, call.limits.calls)
  let status: Metadata = { 'grpc-status': '0' }
  const end = (error: RpcError | null) => {
    if (error) status = { 'grpc-status': String(error.code), 'grpc-message': encodeDetails(error.details) }
    if (stream.destroyed || stream.closed || stream.writableEnded) return
    stream.end()
  }
  stream.respond(speech.headers, { waitForTrailers: true })
  guard(stream, () => abandon(stream), {
    close: () => account.close(),
    wantTrailers: () => {
      try {
        stream.sendTrailers({ ...status, ...context.trailers })
      } catch {
        stream.sendTrailers(status)
      }
      // What the caller still sends is not read. Not at once: the end of a stream overtakes its trailers.
      setImmediate(() => {
        if (!stream.readableEnded && !stream.closed) stream.close(constants.NGHTTP2_NO_ERROR)
      })
    },
  })
  const messages = readMessages(
    // A message that is refused must still get its status.
    stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>,
    {
      encoding: call.encoding,
      maxBytes: speech.maxReceiveBytes,
      stall: { watch, cut: () => end(messageTooSlow()) },
      account,
    },
  )
  let waiting = false
  let unanswered = 0
  const endIfIdle = () => {
    if (waiting && unanswered <= 0) end(serverStopping())
  }
  const taken = observeMessages(messages, (now) => {
    waiting = now === 'waiting'
    if (now === 'received') unanswered++
    else if (draining.hasBegun) endIfIdle()
  })
  const stopDraining = draining.add(endIfIdle)
  try {
    for await (const reply of handler(taken, context)) {
      if (stream.destroyed || stream.closed || stream.writableEnded) return
      const ready = speech.frame(reply)
      const framed = ready instanceof Promise ? await ready : ready
      account.answering(framed.length)
      if (!stream.write(framed)) await waitForDrain(stream)
      account.answered(framed.length)
      if (context.signal.aborted) throw context.signal.reason
      unanswered--
      if (draining.hasBegun) endIfIdle()
    }
    end(null)
  } catch (thrown) {
    end(RpcError.from(thrown))
  } finally {
    stopDraining()
  }
}

/** The same messages; tells when the next one is awaited, when it is there, and when there will be none: then the call ends by itself. */
async function* observeMessages(
  messages: AsyncGenerator<Buffer>,
  observe: (now: 'waiting' | 'received' | 'ended') => void,
): AsyncGenerator<Buffer> {
  try {
    for (;;) {
      observe('waiting')
      const next = await messages.next()
      if (next.done) {
        observe('ended')
        return
      }
      observe('received')
      yield next.value
    }
  } finally {
    await messages.return(undefined)
  }
}

function waitForDrain(stream: ServerHttp2Stream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.closed) {
      resolve()
      return
    }
    const done = () => {
      stream.off('drain', done)
      stream.off('close', done)
      resolve()
    }
    stream.on('drain', done)
    stream.on('close', done)
  })
}
