import type { Cancellation } from './Cancellation.ts'

/**
 * The data path's transport: unary and streaming calls on message bytes, nothing decoded.
 * Small on purpose, so that a faster implementation can replace `node:http2` behind it (design 5).
 * A path is a full gRPC method, e.g. `/jina.JinaRPC/Call`. Messages come without the 5-byte gRPC prefix.
 */
export type Metadata = Record<string, string>

export interface CallContext {
  /** Request metadata, lower-case keys, text values only. */
  metadata: Metadata
  /** Aborts when the caller cancels, its deadline passes, or its connection is lost. */
  signal: Cancellation
  /** Trailing metadata of the answer; handlers may add to it. */
  trailers: Metadata
}

export type UnaryHandler = (message: Buffer, context: CallContext) => Promise<Buffer>
/** Server and bidirectional streaming: messages in, messages out, back-pressure from the slow side. */
export type StreamHandler = (messages: AsyncIterable<Buffer>, context: CallContext) => AsyncIterable<Buffer>

export interface RpcHandlers {
  unary: Record<string, UnaryHandler>
  stream: Record<string, StreamHandler>
}

export interface RpcServer {
  /** The real port (never 0). */
  readonly port: number
  /** Refuses new calls, lets running ones finish for at most `graceMs`, then cancels them. */
  close(graceMs?: number): Promise<void>
}

export interface CallOptions {
  metadata?: Metadata
  /** Deadline in milliseconds from now; absent means none. */
  timeoutMs?: number
  signal?: Cancellation
}

export interface UnaryReply {
  message: Buffer
  trailers: Metadata
}

/** One connection to one address, made at the first call and remade after a failure. */
export interface RpcChannel {
  readonly address: string
  /** Milliseconds since the first call after which nothing at all was heard from the peer; 0 when it answered since. */
  silentMs(): number
  /** @throws RpcError */
  unary(path: string, message: Buffer, options?: CallOptions): Promise<UnaryReply>
  /** @throws RpcError while iterating */
  stream(path: string, messages: AsyncIterable<Buffer>, options?: CallOptions): AsyncIterable<Buffer>
  close(): void
}
