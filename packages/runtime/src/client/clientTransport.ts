import type { DocarrayGeneration, EndpointSchema } from '@flowdeck/shared'
import type { Envelope } from '../data/envelope.ts'

export interface ExchangeOptions {
  /** Requests in flight at a time. */
  prefetch: number
  /** Answers in the order of their requests instead of as they come. */
  resultsInOrder: boolean
  signal: AbortSignal
  /** Ask our Gateway for what went through each Executor. */
  trace?: boolean
  /** Milliseconds for the whole exchange; none when absent. */
  timeoutMs?: number
}

/** What a Gateway tells about its documents. */
export interface Discovered {
  docarray: DocarrayGeneration
  /** What each endpoint takes and gives, where the Gateway says. */
  schemas: ReadonlyMap<string, EndpointSchema>
}

export const V1: Discovered = { docarray: 'v1', schemas: new Map() }

/** The generation of a docarray version, as Jina reports it in its status. */
export function generationOfVersion(version: string | undefined): DocarrayGeneration {
  const [major = 0, minor = 0] = (version ?? '0.21').split('.').map(Number)
  return major === 0 && minor < 30 ? 'v1' : 'v2'
}

/** One way to a Gateway: requests go in, answers come out, matched by request id. */
export interface ClientTransport {
  /** @throws FlowError while iterating, DEPLOYMENT_UNAVAILABLE when nobody answers at the address */
  exchange(requests: AsyncIterable<Envelope>, options: ExchangeOptions): AsyncIterable<Envelope>
  /** One document in, several out as they come. @throws as exchange, UNSUPPORTED when the protocol has no streams */
  stream(request: Envelope, options: Pick<ExchangeOptions, 'signal' | 'timeoutMs'>): AsyncIterable<Envelope>
  /** Which documents the Gateway takes; docarray v1 where it does not say. */
  discover(signal: AbortSignal): Promise<Discovered>
  /** Whether every Executor behind the Gateway answers. */
  isReady(signal: AbortSignal): Promise<boolean>
  close(): void
}
