import { connect, type Socket } from 'node:net'
import { writeTogether } from './corked.ts'
import {
  FrameError,
  FrameReader,
  KIND,
  MAGIC,
  NOTHING,
  frameHead,
  readFailure,
  readReply,
  type Frame,
} from './directFrames.ts'
import { MAX_MESSAGE_BYTES } from './grpcFraming.ts'
import { guard } from './guard.ts'
import { Http2Channel } from './http2Channel.ts'
import { ProgressWatch } from './ProgressWatch.ts'
import { RpcError, STATUS } from './rpcError.ts'
import { Silence } from './Silence.ts'
import { startTimer } from './startTimer.ts'
import type { CallOptions, RpcChannel, UnaryReply } from './transport.ts'

/** Address scheme of Executors of ours, which take the short way beside gRPC on the same port. */
export const DIRECT_SCHEME = 'flowdeck://'
/** Ends attempts to connect that are not answered. */
const CONNECTING = new ProgressWatch({ stallMs: 5000, minBytes: 1 })
/** The longest timeout that a CALL can hold, 49 days; a longer one ends by CANCEL. */
const LONGEST_TIMEOUT_MS = 0xffff_ffff

interface Call {
  resolve(reply: UnaryReply): void
  reject(error: RpcError): void
  /** Takes the call off the books; `answered` unless the caller gave up on it. */
  done(answered: boolean): void
}

/** One connection to one of our Executors, made at the first call and made again after it broke. */
export class DirectChannel implements RpcChannel {
  readonly address: string
  private readonly host: string
  private readonly port: number
  private socket: Socket | null = null
  private long: Http2Channel | null = null
  private calls = new Map<number, Call>()
  private nextId = 1
  private readonly silence = new Silence()

  constructor(address: string) {
    this.address = address
    const [, host = '', port = ''] = /^flowdeck:\/\/\[?(.*?)\]?:(\d+)$/.exec(address) ?? []
    this.host = host
    this.port = Number(port)
  }

  unary(path: string, message: Buffer, options: CallOptions = {}): Promise<UnaryReply> {
    const { timeoutMs, signal, metadata } = options
    // The short way carries no metadata; whoever traces needs it more than speed.
    if (metadata?.['traceparent'] !== undefined) return this.gRPC().unary(path, message, options)
    return new Promise((resolve, reject) => {
      const socket = this.ensure()
      this.silence.began()
      const id = this.nextId
      this.nextId = id >= 0xffffffff ? 1 : id + 1
      const end = (error: RpcError) => {
        const call = this.calls.get(id)
        if (!call) return
        this.calls.delete(id)
        call.done(false)
        writeTogether(socket, frameHead(id, KIND.CANCEL, NOTHING))
        reject(error)
      }
      const stop =
        timeoutMs === undefined
          ? null
          : startTimer(() => end(new RpcError(STATUS.DEADLINE_EXCEEDED, 'Deadline Exceeded')), timeoutMs)
      let off: (() => void) | null = null
      this.calls.set(id, {
        resolve,
        reject,
        done: (answered) => {
          this.silence.ended(answered)
          stop?.()
          off?.()
        },
      })
      const extra = Buffer.allocUnsafe(6 + path.length)
      const told = Math.ceil(timeoutMs ?? 0)
      extra.writeUInt32BE(told > LONGEST_TIMEOUT_MS ? 0 : told, 0)
      extra.writeUInt16BE(path.length, 4)
      extra.write(path, 6, 'latin1')
      writeTogether(socket, frameHead(id, KIND.CALL, extra, message.length), message)
      if (signal)
        off = signal.onAbort(() =>
          end(
            signal.reason instanceof RpcError
              ? signal.reason
              : new RpcError(STATUS.CANCELLED, 'the caller cancelled'),
          ),
        )
    })
  }

  /** Streams take the long way: they are rare, and gRPC on the same port has their flow control. */
  stream(path: string, messages: AsyncIterable<Buffer>, options?: CallOptions): AsyncIterable<Buffer> {
    return this.gRPC().stream(path, messages, options)
  }

  silentMs(): number {
    return this.silence.ms
  }

  close(): void {
    this.socket?.destroy()
    this.socket = null
    this.long?.close()
    this.long = null
  }

  private gRPC(): Http2Channel {
    // An Executor of ours that is busy answers no PING, and of one that is stopped its supervisor tells.
    return (this.long ??= new Http2Channel(`${this.host}:${this.port}`, { silence: null }))
  }

  private ensure(): Socket {
    if (this.socket && !this.socket.destroyed) return this.socket
    const socket = connect({ host: this.host, port: this.port, noDelay: true })
    const reader = new FrameReader(MAX_MESSAGE_BYTES + 64 * 1024)
    // Calls of an earlier connection have ended with it.
    const calls = new Map<number, Call>()
    this.calls = calls
    this.socket = socket
    let failure: Error | null = null
    let connected = false
    const stopConnecting = CONNECTING.add({
      moved: () => 0,
      isPeersTurn: () => true,
      cut: () => socket.destroy(new Error('timed out')),
    })
    socket.write(MAGIC)
    guard(socket, (error) => socket.destroy(error), {
      connect: () => {
        connected = true
        stopConnecting()
      },
      data: (chunk: Buffer) => {
        this.silence.heard()
        reader.push(chunk)
        for (let frame = reader.next(); frame !== null; frame = reader.next()) this.onFrame(calls, frame)
      },
      error: (error: Error) => (failure = error),
      close: () => {
        stopConnecting()
        if (this.socket === socket) this.socket = null
        const error = this.lost(failure, connected)
        for (const call of calls.values()) {
          call.done(true)
          call.reject(error)
        }
        calls.clear()
      },
    })
    // The channel alone must not keep a finished process alive.
    socket.unref()
    return socket
  }

  private onFrame(calls: Map<number, Call>, { id, kind, payload }: Frame): void {
    const call = calls.get(id)
    // It was cancelled meanwhile.
    if (!call) return
    // Read first: a call whose answer cannot be read ends with its connection, like the others.
    const outcome =
      kind === KIND.REPLY ? readReply(payload) : kind === KIND.ERROR ? readFailure(payload) : null
    if (outcome === null) throw new FrameError(`an Executor sends no frame of kind ${kind}`)
    calls.delete(id)
    call.done(true)
    if (outcome instanceof RpcError) call.reject(outcome)
    else call.resolve(outcome)
  }

  private lost(failure: (Error & { code?: string }) | null, connected: boolean): RpcError {
    const address = `${this.host}:${this.port}`
    return connected
      ? new RpcError(
          STATUS.UNAVAILABLE,
          `Connection dropped by ${address}${failure ? `: ${failure.message}` : ''}`,
        )
      : new RpcError(
          STATUS.UNAVAILABLE,
          `failed to connect to ${address} (${failure?.code ?? 'no answer'})`,
          {
            unsent: true,
          },
        )
  }
}
