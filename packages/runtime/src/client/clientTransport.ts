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

/** One way to a Gateway: requests go in, answers come out, matched by request id. */
export interface ClientTransport {
  /** @throws FlowError while iterating, DEPLOYMENT_UNAVAILABLE when nobody answers at the address */
  exchange(requests: AsyncIterable<Envelope>, options: ExchangeOptions): AsyncIterable<Envelope>
  /** Whether every Executor behind the Gateway answers. */
  isReady(signal: AbortSignal): Promise<boolean>
  close(): void
}
