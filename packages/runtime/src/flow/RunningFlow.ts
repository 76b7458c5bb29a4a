import {
  FlowError,
  type Document,
  type Endpoints,
  type FlowRun,
  type GatewayProtocol,
} from '@flowdeck/shared'
import { Client, type DocumentInput, type PostOptions } from '../client/Client.ts'
import type { PostCall } from '../client/PostCall.ts'
import { OWN_GATEWAY } from '../client/tlsTrust.ts'
import type { RunEvent, RunHandle } from '../target/runTarget.ts'

/** A Flow that runs. Close it, or let `await using` do so: then an exception in the block closes it and goes on. */
export class RunningFlow implements AsyncDisposable {
  private readonly handle: RunHandle
  private readonly opened: Client

  constructor(handle: RunHandle) {
    this.handle = handle
    const [first] = handle.snapshot().gateway
    if (!first) throw new FlowError('INTERNAL', 'this Flow has no Gateway')
    this.opened = new Client({
      host: first.host,
      port: first.port,
      protocol: first.protocol,
      tls: first.tls ? OWN_GATEWAY : false,
    })
  }

  /** The state of every process of the Flow. */
  get run(): FlowRun {
    return this.handle.snapshot()
  }

  /** Calls `listener` with every change of state and every batch of log lines; returns how to stop that. */
  subscribe(listener: (event: RunEvent) => void): () => void {
    return this.handle.subscribe(listener)
  }

  /** A Client of the Gateway's first protocol. */
  get client(): Client {
    return this.opened
  }

  get protocol(): GatewayProtocol {
    return this.run.gateway[0]?.protocol ?? 'grpc'
  }

  /** The Gateway's first port. */
  get port(): number {
    return this.run.gateway[0]?.port ?? 0
  }

  /** The Gateway's port of a protocol. @throws FlowError BAD_REQUEST when it does not speak it */
  portOf(protocol: GatewayProtocol): number {
    const found = this.run.gateway.find((server) => server.protocol === protocol)
    if (!found) throw new FlowError('BAD_REQUEST', `this Flow's Gateway does not speak ${protocol}`)
    return found.port
  }

  /** Sends documents to an endpoint; see `Client.post`. */
  post(endpoint: string, inputs?: Parameters<Client['post']>[1], options: PostOptions = {}): PostCall {
    return this.opened.post(endpoint, inputs, options)
  }

  /** Sends one document to an endpoint that answers document by document; see `Client.streamDoc`. */
  streamDoc<T = Document>(
    endpoint: string,
    doc: DocumentInput,
    options: Parameters<Client['streamDoc']>[2] = {},
  ): AsyncGenerator<T> {
    return this.opened.streamDoc<T>(endpoint, doc, options)
  }

  /** Endpoints that the Executors answer. */
  endpoints(): Promise<Endpoints> {
    return this.handle.endpoints()
  }

  isFlowReady(): Promise<boolean> {
    return this.opened.isFlowReady()
  }

  /** Waits until SIGINT or SIGTERM, or until `stop` aborts, then closes the Flow (Jina's `block`). */
  async block(stop?: AbortSignal): Promise<void> {
    const asked = new Promise<void>((resolve) => {
      const done = () => {
        process.off('SIGINT', done)
        process.off('SIGTERM', done)
        resolve()
      }
      process.on('SIGINT', done)
      process.on('SIGTERM', done)
      stop?.addEventListener('abort', done, { once: true })
    })
    await Promise.race([asked, this.handle.whenStopped()])
    await this.close()
  }

  /** Stops every process and waits until none is left; requests under way get `graceMs`, 10 s unless told. */
  async close(options: { graceMs?: number } = {}): Promise<void> {
    this.opened.close()
    await this.handle.stop(options)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}
