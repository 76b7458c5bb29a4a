import type { ChannelCredentials, Client as GrpcClient, ServiceError, credentials } from '@grpc/grpc-js'

import { readEnvelope, writeEnvelope, type Envelope } from '../data/envelope.ts'
import { TRACE_HEADER } from '../data/passages.ts'
import { readStatus } from '../data/status.ts'
import { MAX_MESSAGE_BYTES } from '../transport/grpcFraming.ts'
import { fromBinary } from '@bufbuild/protobuf'
import { readEndpointSchemas, type EndpointSchema } from '@flowdeck/shared'
import { EndpointsProtoSchema, JinaInfoProtoSchema } from '../gen/jina_pb.ts'
import {
  generationOfVersion,
  type ClientTransport,
  type Discovered,
  type ExchangeOptions,
} from './clientTransport.ts'
import { fromGrpcStatus } from './clientErrors.ts'
import type { TlsTrust } from './tlsTrust.ts'
import { METHOD } from '../transport/methods.ts'

const same = (message: Buffer) => message

/** gRPC through `@grpc/grpc-js`: one `JinaRPC/Call` stream per exchange, as Jina's own client does. */
export class GrpcTransport implements ClientTransport {
  private readonly address: string
  private readonly tls: TlsTrust | null
  private client: Promise<GrpcClient> | null = null

  constructor(address: string, tls: TlsTrust | null) {
    this.address = address
    this.tls = tls
  }

  async *exchange(requests: AsyncIterable<Envelope>, options: ExchangeOptions): AsyncGenerator<Envelope> {
    const { Metadata } = await import('./grpcJs.ts')
    const client = await this.open()
    const metadata = new Metadata()
    metadata.set('__prefetch__', String(options.prefetch === Infinity ? 0 : options.prefetch))
    if (options.trace) metadata.set(TRACE_HEADER, '1')
    if (options.resultsInOrder) metadata.set('__results_in_order__', 'true')
    const deadline = options.timeoutMs === undefined ? {} : { deadline: Date.now() + options.timeoutMs }
    const call = client.makeBidiStreamRequest(METHOD.call, same, same, metadata, deadline)
    const cancel = () => call.cancel()
    options.signal.addEventListener('abort', cancel, { once: true })
    if (options.signal.aborted) cancel()
    let sendFailure: unknown = null
    const sending = (async () => {
      for await (const request of requests) {
        if (!call.write(writeEnvelope(request)))
          await new Promise<void>((resolve) => call.once('drain', resolve))
      }
      call.end()
    })().catch((thrown: unknown) => {
      sendFailure = thrown
      call.cancel()
    })
    try {
      for await (const message of call as AsyncIterable<Buffer>) yield readEnvelope(message)
      await sending
      if (sendFailure !== null) throw sendFailure
    } catch (thrown) {
      if (sendFailure !== null) throw sendFailure
      const error = thrown as ServiceError
      throw fromGrpcStatus(error.code, error.details ?? error.message, this.address)
    } finally {
      options.signal.removeEventListener('abort', cancel)
      call.cancel()
    }
  }

  async *stream(
    request: Envelope,
    { signal, timeoutMs }: Pick<ExchangeOptions, 'signal' | 'timeoutMs'>,
  ): AsyncGenerator<Envelope> {
    const { Metadata } = await import('./grpcJs.ts')
    const client = await this.open()
    const deadline = timeoutMs === undefined ? {} : { deadline: Date.now() + timeoutMs }
    const call = client.makeServerStreamRequest(
      METHOD.streamDoc,
      same,
      same,
      writeEnvelope(request),
      new Metadata(),
      deadline,
    )
    const cancel = () => call.cancel()
    signal.addEventListener('abort', cancel, { once: true })
    if (signal.aborted) cancel()
    try {
      for await (const message of call as AsyncIterable<Buffer>) yield readEnvelope(message)
    } catch (thrown) {
      const error = thrown as ServiceError
      throw fromGrpcStatus(error.code, error.details ?? error.message, this.address)
    } finally {
      signal.removeEventListener('abort', cancel)
      call.cancel()
    }
  }

  /** Jina 3.x: some v2 Gateways fail at endpoint discovery; their status still tells the version. */
  async discover(signal: AbortSignal): Promise<Discovered> {
    // At the same time: the Gateway knows its version at once, and its endpoints only when all Executors have answered.
    const [reply, status] = await Promise.all([
      this.ask(METHOD.discovery, signal),
      this.ask(METHOD.status, signal),
    ])
    const schemas = reply
      ? readEndpointSchemas(fromBinary(EndpointsProtoSchema, reply).schemas ?? {})
      : new Map<string, EndpointSchema>()
    const version = status ? fromBinary(JinaInfoProtoSchema, status).jina['docarray'] : undefined
    return { docarray: generationOfVersion(version), schemas }
  }

  async isReady(signal: AbortSignal): Promise<boolean> {
    const reply = await this.ask(METHOD.dryRun, signal)
    return reply !== null && readStatus(reply).code === 0
  }

  /** The answer to a call without content; null when it fails. */
  private async ask(path: string, signal: AbortSignal): Promise<Buffer | null> {
    const client = await this.open()
    return await new Promise((resolve) => {
      const call = client.makeUnaryRequest(path, same, same, Buffer.alloc(0), (error, reply?: Buffer) =>
        resolve(error ? null : (reply ?? null)),
      )
      signal.addEventListener('abort', () => call.cancel(), { once: true })
      if (signal.aborted) call.cancel()
    })
  }

  close(): void {
    void this.client?.then((client) => client.close())
    this.client = null
  }

  /** grpc-js takes 100 ms to load: only who speaks gRPC pays for it. */
  private open(): Promise<GrpcClient> {
    this.client ??= import('./grpcJs.ts').then(
      ({ Client, credentials }) =>
        new Client(this.address, this.tls ? secure(credentials, this.tls) : credentials.createInsecure(), {
          'grpc.max_receive_message_length': -1,
          'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
          'grpc.enable_http_proxy': 0,
          // Else the wait after a failed connection would be shared: a Gateway that is back would seem gone to a new Client.
          'grpc.use_local_subchannel_pool': 1,
        }),
    )
    return this.client
  }
}

function secure({ createSsl }: typeof credentials, { ca, verify = true }: TlsTrust): ChannelCredentials {
  return createSsl(ca === undefined ? null : Buffer.from(ca), null, null, { rejectUnauthorized: verify })
}
