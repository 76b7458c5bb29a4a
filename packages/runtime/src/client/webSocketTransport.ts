import { FlowError } from '@flowdeck/shared'
import { WebSocket, type RawData } from 'ws'
import { readEnvelope, writeEnvelope, type Envelope } from '../data/envelope.ts'
import { TRACE_HEADER } from '../data/passages.ts'
import { MAX_MESSAGE_BYTES } from '../transport/grpcFraming.ts'
import { AsyncQueue } from './AsyncQueue.ts'
import type { ClientTransport, Discovered, ExchangeOptions } from './clientTransport.ts'
import { discoverOverHttp, readyOverHttp } from './askOverHttp.ts'
import { networkReason } from './clientErrors.ts'
import { HttpCalls } from './HttpCalls.ts'
import { tlsOptions, type TlsTrust } from './tlsTrust.ts'

/** Python's `bytes(True)`: one byte, and it is zero. */
const END_OF_INPUT = Buffer.from([0])

/** WebSocket with subprotocol `bytes`: a DataRequestProto per frame both ways (Jina 3.x). */
export class WebSocketTransport implements ClientTransport {
  private readonly address: string
  private readonly tls: TlsTrust | null
  private readonly http: HttpCalls
  /** Jina's Gateway never answers the subprotocol, which `ws` takes for an error; ours does. Learned at the first call. */
  private echoes = true

  constructor(address: string, tls: TlsTrust | null) {
    this.address = address
    this.tls = tls
    this.http = new HttpCalls(address, tls)
  }

  async *exchange(requests: AsyncIterable<Envelope>, options: ExchangeOptions): AsyncGenerator<Envelope> {
    const socket = await this.open(options)
    const answers = new AsyncQueue<Envelope>()
    const room = new Room(options.prefetch)
    const order: string[] = []
    const waiting = new Map<string, Envelope>()
    let sent = 0
    let received = 0
    let allSent = false
    const finishIfDone = () => {
      if (allSent && received === sent) answers.end()
    }
    socket.on('message', (data: RawData) => {
      const envelope = readEnvelope(data as Buffer)
      received++
      room.leave()
      if (options.resultsInOrder) {
        waiting.set(envelope.requestId, envelope)
        for (let id = order[0]; id !== undefined && waiting.has(id); id = order[0]) {
          answers.push(waiting.get(id) as Envelope)
          waiting.delete(id)
          order.shift()
        }
      } else answers.push(envelope)
      finishIfDone()
    })
    socket.on('close', (code, reason) => {
      answers.fail(this.closeError(code, reason.toString(), options.signal))
    })
    socket.on('error', () => {})
    const sending = (async () => {
      for await (const request of requests) {
        await room.enter()
        if (socket.readyState !== socket.OPEN) return
        sent++
        if (options.resultsInOrder) order.push(request.requestId)
        socket.send(writeEnvelope(request))
      }
      socket.send(END_OF_INPUT)
      allSent = true
      finishIfDone()
    })().catch((thrown: unknown) => answers.fail(thrown))
    try {
      yield* answers
      await sending
    } finally {
      room.open()
      socket.close()
      // A peer that does not answer the closing handshake must not keep us.
      setTimeout(() => socket.terminate(), 1000).unref()
    }
  }

  stream(): AsyncIterable<Envelope> {
    throw new FlowError(
      'UNSUPPORTED',
      'Documents are not streamed over WebSocket: use a Client with protocol grpc or http.',
    )
  }

  discover(signal: AbortSignal): Promise<Discovered> {
    return discoverOverHttp(this.http, signal)
  }

  isReady(signal: AbortSignal): Promise<boolean> {
    return readyOverHttp(this.http, signal)
  }

  close(): void {
    this.http.close()
  }

  private async open(options: ExchangeOptions): Promise<WebSocket> {
    try {
      return await this.openOnce(options)
    } catch (thrown) {
      if (!this.echoes || !String(thrown).includes('Server sent no subprotocol')) throw thrown
      this.echoes = false
      return await this.openOnce(options)
    }
  }

  private openOnce({ signal, timeoutMs, trace }: ExchangeOptions): Promise<WebSocket> {
    return new Promise((resolve, reject) => {
      const url = `${this.tls ? 'wss' : 'ws'}://${this.address}/`
      const socket = new WebSocket(url, this.echoes ? ['bytes'] : [], {
        perMessageDeflate: false,
        headers: {
          ...(this.echoes ? {} : { 'sec-websocket-protocol': 'bytes' }),
          ...(trace ? { [TRACE_HEADER]: '1' } : {}),
        },
        maxPayload: MAX_MESSAGE_BYTES,
        ...(this.tls ? tlsOptions(this.tls) : {}),
        ...(timeoutMs === undefined ? {} : { handshakeTimeout: timeoutMs }),
      })
      socket.binaryType = 'nodebuffer'
      signal.addEventListener('abort', () => socket.terminate(), { once: true })
      if (signal.aborted) socket.terminate()
      if (timeoutMs !== undefined) {
        const timer = setTimeout(() => socket.close(4000, 'timed out'), timeoutMs)
        socket.once('close', () => clearTimeout(timer))
      }
      socket.once('open', () => resolve(socket))
      socket.once('error', (thrown) =>
        reject(
          signal.aborted
            ? new FlowError('REQUEST_CANCELLED', 'the request was cancelled')
            : new FlowError('DEPLOYMENT_UNAVAILABLE', `${url} cannot be reached: ${networkReason(thrown)}`, {
                cause: thrown,
              }),
        ),
      )
    })
  }

  private closeError(code: number, reason: string, signal: AbortSignal): FlowError {
    if (signal.aborted) return new FlowError('REQUEST_CANCELLED', 'the request was cancelled')
    if (reason === 'timed out')
      return new FlowError('REQUEST_TIMEOUT', `${this.address} did not answer in time`)
    if (code === 1007) return new FlowError('BAD_REQUEST', `${this.address}: ${reason}`)
    if (code === 1009)
      return new FlowError('REQUEST_TOO_LARGE', `${this.address}: ${reason || 'the message is too large'}`)
    return new FlowError(
      'DEPLOYMENT_UNAVAILABLE',
      `${this.address} closed the connection (${code}): ${reason || 'no reason given'}`,
    )
  }
}

/** Lets so many in at a time. */
class Room {
  private free: number
  private waiting: (() => void)[] = []

  constructor(size: number) {
    this.free = size
  }

  async enter(): Promise<void> {
    if (this.free > 0) this.free--
    else await new Promise<void>((resolve) => this.waiting.push(resolve))
  }

  leave(): void {
    const next = this.waiting.shift()
    if (next) next()
    else this.free++
  }

  open(): void {
    this.free = Infinity
    for (const next of this.waiting.splice(0)) next()
  }
}
