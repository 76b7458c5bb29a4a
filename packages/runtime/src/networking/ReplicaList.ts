import type { Cancellation } from '../transport/Cancellation.ts'
import { DIRECT_SCHEME } from '../transport/directChannel.ts'
import { openChannel } from '../transport/openChannel.ts'
import { RpcError, STATUS } from '../transport/rpcError.ts'
import type { CallOptions, Metadata, RpcChannel, UnaryReply } from '../transport/transport.ts'

export interface ReplicaOptions {
  /** The Executor's name, for error texts. */
  deployment: string
  addresses: readonly string[]
  /** Jina's `retries`: below zero means `max(3, replicas)`. */
  retries: number
  /** Jina's `timeout_send` in milliseconds; null, 0 and -1 mean no limit. */
  timeoutSendMs: number | null
  metadata?: Metadata
}

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
  private next = 0

  constructor({ deployment, addresses, retries, timeoutSendMs, metadata = {} }: ReplicaOptions) {
    this.deployment = deployment
    this.addresses = addresses
    this.channels = addresses.map((address) => openChannel(address))
    this.tries = 1 + (retries < 0 ? Math.max(3, addresses.length) : retries)
    this.timeoutMs = timeoutSendMs !== null && timeoutSendMs > 0 ? timeoutSendMs : undefined
    this.metadata = metadata
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
        return await channel.unary(path, message, callOptions)
      } catch (thrown) {
        const error = RpcError.from(thrown)
        if (options.signal?.aborted) throw error
        if (!RETRIED.has(error.code) || attempt >= this.tries) throw this.explain(error)
        // All replicas refused: give one that is being restarted a moment before the next round.
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

  private pick(tried: ReadonlySet<RpcChannel>): RpcChannel {
    const count = this.channels.length
    for (let offset = 0; offset < count; offset++) {
      const channel = this.channels[(this.next + offset) % count] as RpcChannel
      if (!tried.has(channel)) {
        this.next = (this.next + offset + 1) % count
        return channel
      }
    }
    const channel = this.channels[this.next % count] as RpcChannel
    this.next = (this.next + 1) % count
    return channel
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
            : ''
    return suffix === '' ? error : new RpcError(error.code, error.details + suffix)
  }
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
