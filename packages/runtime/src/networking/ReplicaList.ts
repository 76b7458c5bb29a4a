import { requestSizes } from '../data/requestSizes.ts'
import { CALLER_INSTRUMENTS } from '../telemetry/instruments.ts'
import { secondsSince, type Telemetry } from '../telemetry/Telemetry.ts'
import type { Cancellation } from '../transport/Cancellation.ts'
import type { Compression } from '../transport/compression.ts'
import type { GrpcOptions } from '../transport/grpcOptions.ts'
import { DIRECT_SCHEME } from '../transport/directChannel.ts'
import { openChannel } from '../transport/openChannel.ts'
import { RpcError, STATUS } from '../transport/rpcError.ts'
import type { CallOptions, Metadata, RpcChannel, UnaryReply } from '../transport/transport.ts'
import { METHOD } from '../transport/methods.ts'
import { callReplica } from './callReplica.ts'
import { DeploymentError, type Caller } from './DeploymentError.ts'

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
  /** Who calls, for error texts. */
  caller?: Caller
}

/** A replica with waiting calls that is silent for so long gets no new ones while another answers. */
const SILENT_MS = 2000
/** What waits for a replica that is silent for so long, health checks included, is sent to another one as well. */
const FROZEN_MS = 7000
/** How often silent replicas are looked at. */
const LOOK_MS = 1000
/** So long after the last replica was lost, requests wait for one to come back: a process that was killed does within a few seconds. */
const OUTAGE_MS = 15_000

const RETRIED = new Set<number>([
  STATUS.UNAVAILABLE,
  STATUS.DEADLINE_EXCEEDED,
  STATUS.NOT_FOUND,
  STATUS.CANCELLED,
  STATUS.UNKNOWN,
  STATUS.INTERNAL,
])

/** A request on its way: which replicas have failed it in this round, and how many more failures it may meet. */
interface Attempts {
  tried: Set<RpcChannel>
  failures: number
  left: number
}

/** The replica is frozen; the call is still under way, in case it thaws. */
class StillWaiting {
  readonly reply: Promise<UnaryReply>
  constructor(reply: Promise<UnaryReply>) {
    this.reply = reply
  }
}

/**
 * The replicas of one Executor: plain round robin, and another replica after a failure.
 * Jina 3.x: tries = 1 + retries; each retry prefers an address not tried yet, also when the replica may have begun to work on the request.
 * Beyond Jina: requests wait for a replica to come back while all of several are down, and leave a replica that is frozen; a supervisor
 * that knows it to be stopped says so, since by silence alone it might as well be busy.
 */
export class ReplicaList {
  readonly deployment: string
  readonly addresses: readonly string[]
  private readonly channels: RpcChannel[]
  private readonly tries: number
  private readonly timeoutMs: number | undefined
  private readonly metadata: Metadata
  private readonly telemetry: Telemetry | null
  private readonly caller: Caller
  private next = 0
  /** When each silent replica was asked last whether it is back. */
  private readonly probedAt = new Map<RpcChannel, number>()
  /** By replica: how to tell the calls that wait for it that it is frozen. */
  private readonly waiting = new Map<RpcChannel, Set<() => void>>()
  private readonly looking: NodeJS.Timeout | undefined
  /** Replicas whose processes are stopped. */
  private frozen: ReadonlySet<RpcChannel> = new Set()
  /** When a replica was known to be up last. */
  private upAt = -Infinity

  constructor({
    deployment,
    addresses,
    retries,
    timeoutSendMs,
    metadata = {},
    compression = null,
    options,
    telemetry = null,
    caller = 'Gateway',
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
    this.caller = caller
    if (this.channels.length > 1) {
      for (const channel of this.channels) this.waiting.set(channel, new Set())
      this.looking = setInterval(() => this.lookAtSilent(), LOOK_MS).unref()
    }
  }

  /** Sends to one replica, and to others while that fails. @throws RpcError with Jina's text, which names the Executor */
  async unary(path: string, message: Buffer, options: CallOptions = {}): Promise<UnaryReply> {
    const callOptions: CallOptions = {
      ...options,
      metadata: options.metadata ? { ...this.metadata, ...options.metadata } : this.metadata,
    }
    const timeoutMs = options.timeoutMs ?? this.timeoutMs
    if (timeoutMs !== undefined) callOptions.timeoutMs = timeoutMs
    const attempts = this.attempts()
    const late: Promise<UnaryReply>[] = []
    for (;;) {
      const channel = this.pick(attempts.tried)
      attempts.tried.add(channel)
      try {
        this.refuseFrozen(channel)
        const sent = this.send(channel, { path, message, options: callOptions })
        // The first answer counts, whether it comes from a replica that thawed or from the one asked instead.
        const answer = await (late.length === 0 ? sent : Promise.race([sent, ...late.map(takeAnswer)]))
        this.upAt = performance.now()
        if (!(answer instanceof StillWaiting)) return answer
        late.push(answer.reply)
        if (--attempts.left <= 0) return await Promise.race(late)
      } catch (thrown) {
        await this.afterFailure(attempts, thrown, options.signal)
      }
    }
  }

  /**
   * Sends one message to one replica and gives what it answers as it comes; another replica is tried as long as none has answered.
   * @throws RpcError with Jina's text, which names the Executor
   */
  async *stream(path: string, message: Buffer, options: CallOptions = {}): AsyncGenerator<Buffer> {
    const callOptions: CallOptions = { ...options, metadata: { ...this.metadata, ...options.metadata } }
    if (this.timeoutMs !== undefined) callOptions.timeoutMs ??= this.timeoutMs
    const attempts = this.attempts()
    for (;;) {
      const channel = this.pick(attempts.tried)
      attempts.tried.add(channel)
      let answered = false
      try {
        this.refuseFrozen(channel)
        const traced = this.telemetry
          ? { ...callOptions, metadata: { ...callOptions.metadata, ...this.telemetry.headers() } }
          : callOptions
        for await (const answer of channel.stream(path, once(message), traced)) {
          answered = true
          yield answer
        }
        return
      } catch (thrown) {
        if (answered) throw RpcError.from(thrown)
        await this.afterFailure(attempts, thrown, options.signal)
      }
    }
  }

  /** One call on every replica's own connection, failures included. */
  each<T>(call: (channel: RpcChannel) => Promise<T>): Promise<PromiseSettledResult<T>[]> {
    return Promise.allSettled(
      this.channels.map(async (channel) => {
        const answer = await call(channel)
        this.upAt = performance.now()
        return answer
      }),
    )
  }

  /** Ends the calls and streams of the replicas at these addresses (`host:port`), and makes none there until told otherwise. */
  setFrozen(addresses: readonly string[]): void {
    const frozen = new Set(this.channels.filter(({ address }) => addresses.includes(withoutScheme(address))))
    const before = this.frozen
    this.frozen = frozen
    for (const channel of frozen) if (!before.has(channel)) channel.close()
  }

  close(): void {
    clearInterval(this.looking)
    for (const channel of this.channels) channel.close()
  }

  private attempts(): Attempts {
    return { tried: new Set(), failures: 0, left: this.tries }
  }

  /** One call to one replica; resolves without its answer when the replica turns out to be frozen while another one answers. */
  private send(
    channel: RpcChannel,
    call: { path: string; message: Buffer; options: CallOptions },
  ): Promise<UnaryReply | StillWaiting> {
    const { path, message, options } = call
    // Discovery is no request of anybody.
    const reply =
      this.telemetry && path !== METHOD.discovery
        ? this.measured(this.telemetry, channel, call)
        : callReplica(channel, path, message, options)
    const waiting = this.waiting.get(channel)
    if (!waiting) return reply
    return new Promise((resolve, reject) => {
      const leave = () => {
        waiting.delete(leave)
        resolve(new StillWaiting(reply))
      }
      waiting.add(leave)
      reply.then(
        (answer) => {
          waiting.delete(leave)
          resolve(answer)
        },
        (thrown: unknown) => {
          waiting.delete(leave)
          reject(thrown)
        },
      )
    })
  }

  private refuseFrozen(channel: RpcChannel): void {
    if (this.frozen.has(channel))
      throw new RpcError(STATUS.UNAVAILABLE, `the process at ${withoutScheme(channel.address)} is stopped`, {
        unsent: true,
      })
  }

  /** Returns when the next replica may be tried. @throws RpcError when none may */
  private async afterFailure(
    attempts: Attempts,
    thrown: unknown,
    signal: Cancellation | undefined,
  ): Promise<void> {
    const error = RpcError.from(thrown)
    if (signal?.aborted) throw error
    if (!error.unsent) this.upAt = performance.now()
    if (!(error.unsent && this.isAwaited())) attempts.left--
    attempts.failures++
    if (!RETRIED.has(error.code) || attempts.left <= 0) throw this.explain(error)
    if (attempts.tried.size < this.channels.length) return
    // All replicas refused: give one that is being restarted a moment before the next round.
    await pause(Math.min(100 * attempts.failures, 500), signal)
    attempts.tried.clear()
  }

  /** Whether a replica is likely to be back soon. One that stands alone is not waited for: its callers learn at once that it is down. */
  private isAwaited(): boolean {
    return this.channels.length > 1 && this.tries > 1 && performance.now() - this.upAt < OUTAGE_MS
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
      for (const bytes of requestSizes(path, message))
        telemetry.record(CALLER_INSTRUMENTS.sentRequestBytes, bytes, labels)
      const metadata = { ...options.metadata, ...telemetry.headers() }
      try {
        const reply = await callReplica(channel, path, message, { ...options, metadata })
        telemetry.record(CALLER_INSTRUMENTS.receivedResponseBytes, reply.message.length, labels)
        return reply
      } finally {
        // Jina 3.x: also what failed was waited for.
        telemetry.record(CALLER_INSTRUMENTS.sending, secondsSince(start), labels)
      }
    })
  }

  private pick(tried: ReadonlySet<RpcChannel>): RpcChannel {
    const answering =
      this.channels.length > 1 ? this.turn((channel) => !tried.has(channel) && this.answers(channel)) : null
    return answering ?? this.turn((channel) => !tried.has(channel)) ?? (this.turn(() => true) as RpcChannel)
  }

  /** Whether a replica is not silent; one that is silent is asked now and then, so that it comes back. */
  private answers(channel: RpcChannel): boolean {
    if (this.frozen.has(channel)) return false
    if (channel.silentMs() < SILENT_MS) return true
    this.probe(channel)
    return false
  }

  private probe(channel: RpcChannel): void {
    const now = performance.now()
    if (now - (this.probedAt.get(channel) ?? -Infinity) <= SILENT_MS) return
    this.probedAt.set(channel, now)
    channel.unary(METHOD.health, Buffer.alloc(0), { timeoutMs: SILENT_MS }).catch(() => {})
  }

  /** A replica that is slow answers health checks meanwhile; what waits for one that does not is sent to another one too. */
  private lookAtSilent(): void {
    const silent = this.channels.filter((channel) => channel.silentMs() >= SILENT_MS)
    for (const channel of silent) {
      this.probe(channel)
      // Where all are silent they are busy, and more of the same would not help.
      if (silent.length === this.channels.length || channel.silentMs() < FROZEN_MS) continue
      for (const leave of this.waiting.get(channel) ?? []) leave()
    }
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
    const addresses = `{${this.addresses.map((address) => `'${address.replace(DIRECT_SCHEME, '')}'`).join(', ')}}`
    return new DeploymentError(error, { deployment: this.deployment, addresses, caller: this.caller })
  }
}

const withoutScheme = (address: string) => address.replace(/^\w+:\/\//, '')

/** A call's answer; its failure is no news when another call is under way for the same request. */
function takeAnswer(reply: Promise<UnaryReply>): Promise<UnaryReply> {
  return new Promise((resolve) => void reply.then(resolve, () => {}))
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
