import type { Http2Session } from 'node:http2'
import { FlowError, isMapValue, type Json } from '@flowdeck/shared'
import { MAX_MESSAGE_BYTES } from './grpcFraming.ts'
import { readCeiling } from './operatorLimits.ts'
import { RpcError, STATUS } from './rpcError.ts'

/** What a connection is asked now and then whether it is alive. */
export interface KeepAlive {
  everyMs: number
  timeoutMs: number
  /** Also while nothing is asked on it. */
  withoutCalls: boolean
}

/** The options of gRPC that mean something here. */
export interface GrpcOptions {
  maxReceiveBytes: number
  maxSendBytes: number
  /** Calls that one connection may have open at a time; null: as many as the server allows. */
  maxConcurrentStreams: number | null
  keepAlive: KeepAlive | null
}

/** What counts where nobody writes anything. */
export const DEFAULT_GRPC_OPTIONS: GrpcOptions = {
  maxReceiveBytes: MAX_MESSAGE_BYTES,
  maxSendBytes: MAX_MESSAGE_BYTES,
  maxConcurrentStreams: null,
  keepAlive: null,
}

/** The length of a message has 32 bits. */
const UNLIMITED = 0xffff_ffff
/** gRPC's default. */
const KEEPALIVE_TIMEOUT_MS = 20_000

const BOTH = [
  'grpc.max_receive_message_length',
  'grpc.max_send_message_length',
  'grpc.keepalive_time_ms',
  'grpc.keepalive_timeout_ms',
  'grpc.keepalive_permit_without_calls',
]
/** Names that have an effect, by the key under which they are written. */
export const KNOWN_GRPC_OPTIONS = {
  grpc_server_options: [...BOTH, 'grpc.max_concurrent_streams'],
  grpc_channel_options: BOTH,
} as const satisfies Record<string, readonly string[]>

/** Reads gRPC's own names (`grpc.max_receive_message_length` …); -1 is no limit, and no option is above a limit that the operator has set. @throws FlowError BAD_REQUEST naming the option */
export function readGrpcOptions(written: Json | undefined): GrpcOptions {
  const options = isMapValue(written) ? written : {}
  const number = (name: string): number | null => {
    const value = options[name] ?? null
    if (value === null) return null
    if (typeof value === 'boolean') return Number(value)
    if (typeof value === 'number' && Number.isInteger(value) && value >= -1) return value
    throw new FlowError('BAD_REQUEST', `${name} is a whole number, not ${JSON.stringify(value)}`)
  }
  const bytes = (name: string) => {
    const value = number(name)
    if (value === null) return MAX_MESSAGE_BYTES
    return Math.min(value < 0 ? UNLIMITED : value, readCeiling('FLOWDECK_MAX_MESSAGE_BYTES', process.env))
  }
  const everyMs = number('grpc.keepalive_time_ms')
  const streams = number('grpc.max_concurrent_streams')
  return {
    maxReceiveBytes: bytes('grpc.max_receive_message_length'),
    maxSendBytes: bytes('grpc.max_send_message_length'),
    maxConcurrentStreams:
      streams !== null && streams > 0
        ? Math.min(streams, readCeiling('FLOWDECK_MAX_CALLS', process.env))
        : null,
    keepAlive:
      everyMs !== null && everyMs > 0
        ? {
            everyMs,
            timeoutMs: number('grpc.keepalive_timeout_ms') ?? KEEPALIVE_TIMEOUT_MS,
            withoutCalls: number('grpc.keepalive_permit_without_calls') === 1,
          }
        : null,
  }
}

/** Pings the other side of a connection; one that does not answer in time is cut. */
export function keepAlive(session: Http2Session, settings: KeepAlive | null, isBusy: () => boolean): void {
  if (settings === null) return
  const { everyMs, timeoutMs, withoutCalls } = settings
  let deadline: NodeJS.Timeout | undefined
  const timer = setInterval(() => {
    if (deadline !== undefined || session.destroyed || (!withoutCalls && !isBusy())) return
    deadline = setTimeout(
      () => session.destroy(new RpcError(STATUS.UNAVAILABLE, 'keepalive: no answer in time')),
      timeoutMs,
    ).unref()
    session.ping(() => {
      clearTimeout(deadline)
      deadline = undefined
    })
  }, everyMs).unref()
  session.once('close', () => {
    clearInterval(timer)
    clearTimeout(deadline)
  })
}
