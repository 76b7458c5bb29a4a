import { readFileSync } from 'node:fs'
import { FlowError, isMapValue, type Json } from '@flowdeck/shared'
import { MAX_MESSAGE_BYTES } from '../transport/grpcFraming.ts'

/** How the HTTP and WebSocket servers of a Gateway behave. */
export interface WebServing {
  tls: { cert: Buffer; key: Buffer } | null
  /** Milliseconds that an idle connection is kept. */
  keepAliveMs: number
  /** Requests at a time; what is over gets 503. */
  maxRequests: number
  maxHeaderBytes: number
  /** Headers of every answer. */
  headers: [string, string][]
  maxWebSocketBytes: number
}

/** Names of `uvicorn_kwargs` that have an effect. */
export const KNOWN_UVICORN_KWARGS: readonly string[] = [
  'ssl_certfile',
  'ssl_keyfile',
  'timeout_keep_alive',
  'limit_concurrency',
  'h11_max_incomplete_event_size',
  'headers',
  'ws_max_size',
]

/**
 * What Jina's `uvicorn_kwargs` mean here; `tls` is that of the Gateway's other servers.
 * @throws FlowError BAD_REQUEST naming what cannot be read
 */
export function readUvicornKwargs(written: Json | undefined, tls: WebServing['tls']): WebServing {
  const kwargs = isMapValue(written) ? written : {}
  const number = (name: string, otherwise: number): number => {
    const value = kwargs[name] ?? otherwise
    if (typeof value === 'number' && value >= 0) return value
    throw wrong(name, 'a number', value)
  }
  const { ssl_certfile: cert, ssl_keyfile: key } = kwargs
  const own = typeof cert === 'string' && typeof key === 'string'
  return {
    tls: own ? { cert: readFileSync(cert), key: readFileSync(key) } : tls,
    keepAliveMs: number('timeout_keep_alive', 65) * 1000,
    maxRequests: number('limit_concurrency', Infinity),
    maxHeaderBytes: number('h11_max_incomplete_event_size', 16 * 1024),
    headers: headersOf(kwargs['headers']),
    maxWebSocketBytes: number('ws_max_size', MAX_MESSAGE_BYTES),
  }
}

function headersOf(written: Json | undefined): [string, string][] {
  const list = written ?? []
  if (!Array.isArray(list)) throw wrong('headers', 'a list of [name, value]', list)
  return list.map((pair) => {
    const [name, value] = Array.isArray(pair) ? pair : []
    if (typeof name !== 'string' || typeof value !== 'string')
      throw wrong('headers', 'a list of [name, value]', pair)
    return [name, value]
  })
}

function wrong(name: string, what: string, value: Json): FlowError {
  return new FlowError('BAD_REQUEST', `uvicorn_kwargs: ${name} is ${what}, not ${JSON.stringify(value)}`)
}
