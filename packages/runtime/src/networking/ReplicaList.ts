import { INSTRUMENTS } from '../telemetry/instruments.ts'
import { secondsSince, type Telemetry } from '../telemetry/Telemetry.ts'
import type { Cancellation } from '../transport/Cancellation.ts'
import type { Compression } from '../transport/grpcFraming.ts'
import type { GrpcOptions } from '../transport/grpcOptions.ts'
import { DIRECT_SCHEME } from '../transport/directChannel.ts'
import { openChannel } from '../transport/openChannel.ts'
import { RpcError, STATUS } from '../transport/rpcError.ts'
import type { CallOptions, Metadata, RpcChannel, UnaryReply } from '../transport/transport.ts'
import { METHOD } from '../transport/methods.ts'

export interface ReplicaOptions {
  /** The Executor's name, for error texts. */
  deployment: string
  addresses: readonly string[]
  /** Jina's `retries`: below zero means `max(3, replicas)`. */
  retries: number
  /** Jina's `timeout_send` in milliseconds; null, 0 and -1 mean no limit. */
  timeoutSendMs: number | null
  metadata?: Metadata
  /** How requests are compressed (Jina's `compression`). */
  compression?: Compression | null
  /** Limits and pings of the connections (Jina's `grpc_channel_options`). */
  options?: GrpcOptions
  /** Measures the calls; nobody measures unless given. */
  telemetry?: Telemetry | null
}

/** A replica with waiting calls that is silent for so long gets no new ones while another answers. */
const SILENT_MS = 2000

const RETRIED = new Set<number>([
  STATUS.UNAVAILABLE,
  STATUS.DEADLINE_EXCEEDED,
  STATUS.NOT_FOUND,
  STATUS.CANCELLED,
  STATUS.UNKNOWN,
  STATUS.INTERNAL,
])

/**
 * The replicas of one Executor: plain round robin, and another replica after a failure.
 * Jina 3.x: tries = 1 + retries; each retry prefers an address not tried yet.
 */
export class ReplicaList {
  readonly deployment: string
  readonly addresses: readonly string[]
  private readonly channels: RpcChannel[]
  private readonly tries: number
  private readonly timeoutMs: number | undefined
  private readonly metadata: Metadata
  private readonly telemetry: Telemetry | null
  private next = 0
  /** When each silent replica was asked last whether it is back. */
  private readonly probedAt = new Map<RpcChannel, number>()

  constructor({
    deployment,
    addresses,
    retries,
    timeoutSendMs,
    metadata = {},
    compression = null,
    options,
    telemetry = null,
  }: ReplicaOptions) {
    this.deployment = deployment
    this.addresses = addresses
    this.channels = addresses.map((address) =>
      openChannel(address, { compression, ...(options ? { options } : {}) }),
    )
    this.tries = 1 + (retries < 0 ? Math.max(3, addresses.length) : retries)
    this.timeoutMs = timeoutSendMs !== null && timeoutSendMs > 0 ? timeoutSendMs : undefined
    this.metadata = metadata
    this.telemetry = telemetry
  }

  /** Sends to one replica, and to others while that fails. @throws RpcError with Jina's text, which names the Executor */
  async unary(path: string, message: Buffer, options: CallOptions = {}): Promise<UnaryReply> {
    const tried = new Set<RpcChannel>()
    const callOptions: CallOptions = {
      ...options,
      metadata: options.metadata ? { ...this.metadata, ...options.metadata } : this.metadata,
    }
    const timeoutMs = options.timeoutMs ?? this.timeoutMs
    if (timeoutMs !== undefined) callOptions.timeoutMs = timeoutMs
    for (let attempt = 1; ; attempt++) {
      const channel = this.pick(tried)
      tried.add(channel)
      try {
        // Discovery is no request of anybody.
        return await (this.telemetry && path !== METHOD.discovery
          ? this.measured(this.telemetry, channel, { path, message, options: callOptions })
          : channel.unary(path, message, callOptions))
      } catch (thrown) {
        const error = RpcError.from(thrown)
        if (options.signal?.aborted) throw error
        if (!RETRIED.has(error.code) || attempt >= this.tries) throw this.explain(error)
        // All replicas refused: give one that is being restarted a moment before the next round.
        if (tried.size >= this.channels.length) await pause(Math.min(100 * attempt, 500), options.signal)
      }
    }
  }

  /**
   * Sends one message to one replica and gives what it answers as it comes; another replica is tried as long as none has answered.
   * @throws RpcError with Jina's text, which names the Executor
   */
  async *stream(path: string, message: Buffer, options: CallOptions = {}): AsyncGenerator<Buffer> {
    const tried = new Set<RpcChannel>()
    const callOptions: CallOptions = { ...options, metadata: { ...this.metadata, ...options.metadata } }
    if (this.timeoutMs !== undefined) callOptions.timeoutMs ??= this.timeoutMs
    for (let attempt = 1; ; attempt++) {
      const channel = this.pick(tried)
      tried.add(channel)
      let answered = false
      try {
        const traced = this.telemetry
          ? { ...callOptions, metadata: { ...callOptions.metadata, ...this.telemetry.headers() } }
          : callOptions
        for await (const answer of channel.stream(path, once(message), traced)) {
          answered = true
          yield answer
        }
        return
      } catch (thrown) {
        const error = RpcError.from(thrown)
        if (answered || options.signal?.aborted) throw error
        if (!RETRIED.has(error.code) || attempt >= this.tries) throw this.explain(error)
        if (tried.size >= this.channels.length) await pause(Math.min(100 * attempt, 500), options.signal)
      }
    }
  }

  /** One call on every replica's own connection, failures included. */
  each<T>(call: (channel: RpcChannel) => Promise<T>): Promise<PromiseSettledResult<T>[]> {
    return Promise.allSettled(this.channels.map(call))
  }

  close(): void {
    for (const channel of this.channels) channel.close()
  }

  private async measured(
    telemetry: Telemetry,
    channel: RpcChannel,
    { path, message, options }: { path: string; message: Buffer; options: CallOptions },
  ): Promise<UnaryReply> {
    const address = channel.address.replace(DIRECT_SCHEME, '')
    const labels = { deployment: this.deployment, address }
    return await telemetry.span(path, { kind: 'client', attributes: labels }, async () => {
      const start = performance.now()
      telemetry.record(INSTRUMENTS.sentRequestBytes, message.length, labels)
      const metadata = { ...options.metadata, ...telemetry.headers() }
      const reply = await channel.unary(path, message, { ...options, metadata })
      telemetry.record(INSTRUMENTS.sending, secondsSince(start), labels)
      telemetry.record(INSTRUMENTS.receivedResponseBytes, reply.message.length, labels)
      return reply
    })
  }

  private pick(tried: ReadonlySet<RpcChannel>): RpcChannel {
    const answering =
      this.channels.length > 1 ? this.turn((channel) => !tried.has(channel) && this.answers(channel)) : null
    return answering ?? this.turn((channel) => !tried.has(channel)) ?? (this.turn(() => true) as RpcChannel)
  }

  /** Whether a replica is not silent; one that is silent is asked now and then, so that it comes back. */
  private answers(channel: RpcChannel): boolean {
    if (channel.silentMs() < SILENT_MS) return true
    const now = performance.now()
    if (now - (this.probedAt.get(channel) ?? -Infinity) > SILENT_MS) {
      this.probedAt.set(channel, now)
      channel.unary(METHOD.health, Buffer.alloc(0), { timeoutMs: SILENT_MS }).catch(() => {})
    }
    return false
  }

  /** The next channel in turn that is wanted. */
  private turn(wanted: (channel: RpcChannel) => boolean): RpcChannel | null {
    const count = this.channels.length
    for (let offset = 0; offset < count; offset++) {
      const channel = this.channels[(this.next + offset) % count] as RpcChannel
      if (!wanted(channel)) continue
      this.next = (this.next + offset + 1) % count
      return channel
    }
    return null
  }

  /** Jina's texts, on which tests and people match (Jina 3.x: `InternalNetworkError` and its suffixes). */
  private explain(error: RpcError): RpcError {
    const at = `{${this.addresses.map((address) => `'${address.replace(DIRECT_SCHEME, '')}'`).join(', ')}}`
    const suffix =
      error.code === STATUS.DEADLINE_EXCEEDED
        ? `|Gateway: Connection with deployment ${this.deployment} at address(es) ${at} could be established, but timed out. You may want to increase timeout_send.`
        : error.code === STATUS.NOT_FOUND
          ? `\n|Gateway: Connection error with deployment ${this.deployment} at address(es) ${at}.`
          : error.code === STATUS.UNAVAILABLE
            ? ` |Gateway: Communication error with deployment ${this.deployment} at address(es) ${at}. Head or worker(s) may be down.`
            : ` |Gateway: Deployment ${this.deployment} at address(es) ${at} answered with this error.`
    return new RpcError(error.code, error.details + suffix)
  }
}

async function* once(message: Buffer): AsyncGenerator<Buffer> {
  yield message
}

function pause(ms: number, signal: Cancellation | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms)
    const off = signal?.onAbort(done)
    function done() {
      clearTimeout(timer)
      off?.()
      resolve()
    }
  })
}
