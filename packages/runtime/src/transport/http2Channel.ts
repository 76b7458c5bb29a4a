import {
  connect,
  constants,
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type IncomingHttpHeaders,
} from 'node:http2'
import { isIP } from 'node:net'
import type { ConnectionOptions } from 'node:tls'
import type { Compression } from './compression.ts'
import { ACCEPTED_ENCODINGS, MessageReader, decodeDetails, framer, printTimeout } from './grpcFraming.ts'
import { DEFAULT_GRPC_OPTIONS, keepAlive, type GrpcOptions } from './grpcOptions.ts'
import { guard } from './guard.ts'
import { readMessages } from './readMessages.ts'
import { RpcError, STATUS, asError } from './rpcError.ts'
import { DEFAULT_LIMITS, SESSION_MEGABYTES } from './peerLimits.ts'
import { ProgressWatch } from './ProgressWatch.ts'
import { Silence } from './Silence.ts'
import { startTimer } from './startTimer.ts'
import type { CallOptions, Metadata, RpcChannel, UnaryReply } from './transport.ts'
import { watchPulse } from './watchPulse.ts'
import { watchSilence, type SilenceWatches } from './watchSilence.ts'

/** Ends connections whose peer accepts them but sends no SETTINGS: it counts as dead (a stopped process does that). */
const CONNECTING = new ProgressWatch({ stallMs: 5000, minBytes: 1 })

/** A call that was cancelled ends at once; when it does not in this time, its connection is broken. */
const CANCEL_TIMEOUT_MS = 1000

/** Watches the sessions of all channels. */
const ALL_CHANNELS = new ProgressWatch(DEFAULT_LIMITS)

/** One gRPC connection over `node:http2`, opened at the first call and opened again after it broke. */
export class Http2Channel implements RpcChannel {
  readonly address: string
  private readonly url: string
  private readonly compression: Compression | null
  private readonly trust: ConnectionOptions
  private readonly options: GrpcOptions
  private readonly watch: ProgressWatch
  private readonly silenceWatches: SilenceWatches | null | undefined
  private readonly frame: (message: Buffer) => Buffer | Promise<Buffer>
  /** Calls under way. */
  private active = 0
  private session: ClientHttp2Session | null = null
  private connected = false
  private readonly silence = new Silence()

  /** `address` is `host:port`, or with a scheme: `grpc://`, `grpcs://` (TLS), `http(s)://`; `trust` is for TLS. */
  constructor(
    address: string,
    {
      compression = null,
      trust = {},
      options = DEFAULT_GRPC_OPTIONS,
      watch = ALL_CHANNELS,
      silence,
    }: {
      compression?: Compression | null
      trust?: ConnectionOptions
      options?: GrpcOptions
      /** Finds connections that have died. */
      watch?: ProgressWatch
      /** Finds peers that are frozen; null: the caller does. */
      silence?: SilenceWatches | null
    } = {},
  ) {
    this.address = address
    this.compression = compression
    this.trust = trust
    this.options = options
    this.watch = watch
    this.silenceWatches = silence
    this.frame = framer(compression, options.maxSendBytes)
    const [, scheme, rest] = /^(?:(\w+):\/\/)?(.*)$/.exec(address) as unknown as [
      string,
      string | undefined,
      string,
    ]
    this.url = `${scheme === 'grpcs' || scheme === 'https' ? 'https' : 'http'}://${rest}`
  }

  unary(path: string, message: Buffer, options: CallOptions = {}): Promise<UnaryReply> {
    return new Promise((resolve, reject) => {
      let call: ClientHttp2Stream
      let framed: Buffer | Promise<Buffer>
      try {
        framed = this.frame(message)
        call = this.open(path, options)
      } catch (thrown) {
        reject(unavailable(this.address, thrown))
        return
      }
      this.silence.began()
      let cancelled = false
      const reader = new MessageReader(undefined, this.options.maxReceiveBytes)
      let trailers: IncomingHttpHeaders | null = null
      let failure: unknown = null
      const stop = watch(call, options, (error) => {
        failure = error
        cancelled = true
        cancel(call)
      })
      const give = (thrown: unknown) => {
        failure ??= thrown
        if (!call.closed) call.close(constants.NGHTTP2_CANCEL)
      }
      guard(call, give, {
        response: (headers: IncomingHttpHeaders) => {
          this.silence.heard()
          reader.encoding = headers['grpc-encoding'] as string | undefined
          if (headers['grpc-status'] !== undefined) trailers = headers
          else checkHttp(headers, this.address)
        },
        trailers: (headers: IncomingHttpHeaders) => (trailers = headers),
        data: (chunk: Buffer) => {
          this.silence.heard()
          reader.push(chunk)
          // The length stands in the first five bytes: an oversized answer is refused before it is collected.
          if (reader.countExcess() > 0)
            throw new RpcError(
              STATUS.INTERNAL,
              `${this.address} answered with more than the one message of its method`,
            )
        },
        error: (error: unknown) => (failure ??= error),
        close: () => {
          stop()
          this.silence.ended(!cancelled)
          try {
            if (failure !== null) throw failure
            const done = checkStatus(trailers, this.address)
            const reply = reader.next()
            if (reply === null)
              throw new RpcError(STATUS.INTERNAL, `${this.address} answered without a message`)
            if (reply instanceof Promise)
              reply.then((unpacked) => resolve({ message: unpacked, trailers: done }), reject)
            else resolve({ message: reply, trailers: done })
          } catch (thrown) {
            reject(unavailable(this.address, thrown))
          }
        },
      })
      if (framed instanceof Promise) framed.then((bytes) => call.end(bytes), give)
      else call.end(framed)
    })
  }

  async *stream(
    path: string,
    messages: AsyncIterable<Buffer>,
    options: CallOptions = {},
  ): AsyncGenerator<Buffer> {
    let call: ClientHttp2Stream
    try {
      call = this.open(path, options)
    } catch (thrown) {
      throw unavailable(this.address, thrown)
    }
    let trailers: IncomingHttpHeaders | null = null
    let failure: unknown = null
    const stop = watch(call, options, (error) => {
      failure = error
      cancel(call)
    })
    let encoding: string | undefined
    guard(
      call,
      (error) => {
        failure ??= error
        if (!call.closed) call.close(constants.NGHTTP2_CANCEL)
      },
      {
        response: (headers: IncomingHttpHeaders) => {
          encoding = headers['grpc-encoding'] as string | undefined
          if (headers['grpc-status'] !== undefined) trailers = headers
          else checkHttp(headers, this.address)
        },
        trailers: (headers: IncomingHttpHeaders) => (trailers = headers),
        error: (error: unknown) => (failure ??= error),
      },
    )
    const sending = send(call, messages, (message) => this.frame(message)).catch((thrown: unknown) => {
      failure ??= thrown
      call.close(constants.NGHTTP2_CANCEL)
    })
    try {
      yield* readMessages(call as AsyncIterable<Buffer>, {
        encoding: () => encoding,
        maxBytes: this.options.maxReceiveBytes,
      })
      if (failure !== null) throw failure
      checkStatus(trailers, this.address)
    } catch (thrown) {
      const cause = failure ?? thrown
      throw cause instanceof RpcError ? cause : unavailable(this.address, cause)
    } finally {
      stop()
      if (!call.closed) call.close(constants.NGHTTP2_CANCEL)
      await sending
    }
  }

  silentMs(): number {
    return this.silence.ms
  }

  close(): void {
    this.session?.destroy()
    this.session = null
  }

  private open(path: string, { metadata, timeoutMs }: CallOptions): ClientHttp2Stream {
    const session = this.ensure()
    const headers: Record<string, string> = {
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
      'grpc-accept-encoding': ACCEPTED_ENCODINGS,
    }
    if (this.compression !== null) headers['grpc-encoding'] = this.compression
    if (timeoutMs !== undefined) headers['grpc-timeout'] = printTimeout(timeoutMs)
    if (metadata) Object.assign(headers, metadata)
    const call = session.request(headers)
    this.active++
    call.once('close', () => this.active--)
    return call
  }

  private ensure(): ClientHttp2Session {
    const current = this.session
    if (current && !current.closed && !current.destroyed) return current
    const session = connect(this.url, {
      maxSessionMemory: SESSION_MEGABYTES,
      settings: { initialWindowSize: 4 * 1024 * 1024, enablePush: false },
      // RFC 6066: no server name for an address.
      ...(isIP(new URL(this.url).hostname) ? { servername: '' } : {}),
      ...this.trust,
    })
    this.session = session
    this.connected = false
    const stopConnecting = CONNECTING.add({
      moved: () => 0,
      isPeersTurn: () => true,
      cut: () =>
        session.destroy(
          new RpcError(STATUS.UNAVAILABLE, `${this.address} accepts connections but does not answer`),
        ),
    })
    keepAlive(session, this.options.keepAlive, () => this.active > 0)
    const stopPulse = watchPulse(session, {
      watch: this.watch,
      isBusy: () => this.active > 0,
      cut: () => session.destroy(new RpcError(STATUS.UNAVAILABLE, `${this.address} broke HTTP/2`)),
    })
    const stopSilence =
      this.silenceWatches === null
        ? () => {}
        : watchSilence(session, {
            isBusy: () => this.active > 0,
            cut: () =>
              session.destroy(
                new RpcError(STATUS.UNAVAILABLE, `${this.address} does not answer any more, not even PINGs`),
              ),
            ...(this.silenceWatches ? { watches: this.silenceWatches } : {}),
          })
    guard(session, () => session.destroy(), {
      connect: () => session.setLocalWindowSize(16 * 1024 * 1024),
      remoteSettings: () => {
        stopConnecting()
        this.connected = true
      },
      error: () => {},
      goaway: () => this.forget(session),
      close: () => {
        stopConnecting()
        stopPulse()
        stopSilence()
        this.forget(session)
      },
    })
    // The channel alone must not keep a finished process alive.
    session.unref()
    return session
  }

  private forget(session: ClientHttp2Session): void {
    if (this.session === session) this.session = null
  }

  /** Whether the peer has answered on the present connection. */
  get ready(): boolean {
    return this.connected && this.session !== null
  }
}

async function send(
  call: ClientHttp2Stream,
  messages: AsyncIterable<Buffer>,
  frame: (message: Buffer) => Buffer | Promise<Buffer>,
): Promise<void> {
  for await (const message of messages) {
    if (call.closed || call.destroyed) return
    const ready = frame(message)
    if (!call.write(ready instanceof Promise ? await ready : ready)) {
      await new Promise<void>((resolve) => {
        const done = () => {
          call.off('drain', done)
          call.off('close', done)
          resolve()
        }
        call.on('drain', done)
        call.on('close', done)
      })
    }
  }
  call.end()
}

/**
 * Ends a call from this side. A peer that broke HTTP/2 leaves a session behind of which Node says nothing, and on which no call ever ends:
 * it is recognized here, and destroyed, so that this call ends and the next one connects again.
 */
function cancel(call: ClientHttp2Stream): void {
  const { session } = call
  const timer = setTimeout(() => session?.destroy(), CANCEL_TIMEOUT_MS).unref()
  call.once('close', () => clearTimeout(timer))
  if (!call.closed) call.close(constants.NGHTTP2_CANCEL)
}

/** Ends the call at its deadline or when the caller gives up; returns how to stop watching. */
function watch(
  call: ClientHttp2Stream,
  { timeoutMs, signal }: CallOptions,
  onEnd: (error: RpcError) => void,
): () => void {
  const stop =
    timeoutMs === undefined
      ? null
      : startTimer(() => onEnd(new RpcError(STATUS.DEADLINE_EXCEEDED, 'Deadline Exceeded')), timeoutMs)
  const abort = () =>
    onEnd(
      signal?.reason instanceof RpcError
        ? signal.reason
        : new RpcError(STATUS.CANCELLED, 'the caller cancelled'),
    )
  // Not at once: the caller has not yet taken what this returns.
  let off = () => {}
  if (signal?.aborted) queueMicrotask(abort)
  else if (signal) off = signal.onAbort(abort)
  return () => {
    stop?.()
    off()
  }
}

/** @throws RpcError UNAVAILABLE when the peer speaks HTTP, but not gRPC */
function checkHttp(headers: IncomingHttpHeaders, address: string): void {
  const status = Number(headers[':status'])
  if (status === 200) return
  throw new RpcError(STATUS.UNAVAILABLE, `${address} answered HTTP ${status} instead of gRPC`)
}

function checkStatus(trailers: IncomingHttpHeaders | null, address: string): Metadata {
  if (trailers === null) throw new RpcError(STATUS.UNAVAILABLE, `Connection dropped by ${address}`)
  const written = Number(trailers['grpc-status'] ?? STATUS.UNKNOWN)
  const code = Number.isInteger(written) && written >= 0 && written <= 16 ? written : STATUS.UNKNOWN
  if (code !== STATUS.OK) throw new RpcError(code, decodeDetails(String(trailers['grpc-message'] ?? '')))
  const metadata: Metadata = {}
  for (const [key, value] of Object.entries(trailers)) {
    if (key[0] !== ':' && !key.startsWith('grpc-') && typeof value === 'string') metadata[key] = value
  }
  return metadata
}

function unavailable(address: string, thrown: unknown): RpcError {
  if (thrown instanceof RpcError) return thrown
  const error = asError(thrown) as NodeJS.ErrnoException
  const refused = error.code === 'ECONNREFUSED' || error.code === 'ENOENT' || error.code === 'ENOTFOUND'
  return new RpcError(
    STATUS.UNAVAILABLE,
    refused
      ? `failed to connect to ${address} (${error.code ?? ''})`
      : `Connection dropped by ${address}: ${error.message}`,
    { unsent: refused },
  )
}
