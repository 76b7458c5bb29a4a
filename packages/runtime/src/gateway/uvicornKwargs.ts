import { readFileSync } from 'node:fs'
import { FlowError, isMapValue, type Json, type JsonObject } from '@flowdeck/shared'
import { MAX_MESSAGE_BYTES } from '../transport/grpcFraming.ts'
import { readCeiling } from '../transport/operatorLimits.ts'
import { DEFAULT_LIMITS } from '../transport/peerLimits.ts'

/** What TLS needs; the rest is for HTTP and WebSocket alone. */
export interface TlsSettings {
  cert: Buffer
  key: Buffer
  /** Of the key file. */
  passphrase?: string
  /** Whose certificates callers may have. */
  ca?: Buffer
  /** Callers must show a certificate. */
  requestCert?: boolean
  rejectUnauthorized?: boolean
  ciphers?: string
}

/** How the HTTP and WebSocket servers of a Gateway behave. */
export interface WebServing {
  tls: TlsSettings | null
  /** A line for each answered request. */
  accessLog: boolean
  /** Answers say when they were sent. */
  dateHeader: boolean
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
  'ssl_keyfile_password',
  'ssl_ca_certs',
  'ssl_cert_reqs',
  'ssl_ciphers',
  'access_log',
  'log_level',
  'date_header',
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
  const isOn = (name: string, otherwise: boolean): boolean => {
    const value = kwargs[name] ?? otherwise
    if (typeof value === 'boolean') return value
    throw wrong(name, 'true or false', value)
  }
  return {
    tls: readTls(kwargs, tls),
    // uvicorn: requests are told at level info.
    accessLog: isOn('access_log', true) && !/^(warning|error|critical)$/i.test(String(kwargs['log_level'])),
    dateHeader: isOn('date_header', true),
    keepAliveMs: number('timeout_keep_alive', 65) * 1000,
    maxRequests: number('limit_concurrency', Infinity),
    maxHeaderBytes: Math.min(
      number('h11_max_incomplete_event_size', DEFAULT_LIMITS.headerBytes),
      readCeiling('FLOWDECK_MAX_HEADER_BYTES', process.env),
    ),
    headers: headersOf(kwargs['headers']),
    maxWebSocketBytes: Math.min(
      number('ws_max_size', MAX_MESSAGE_BYTES),
      readCeiling('FLOWDECK_MAX_MESSAGE_BYTES', process.env),
    ),
  }
}

/**
 * Jina 3.x: certificate and key are those of the Gateway where these name no others; a password is for whichever key that is. Null without a
 * certificate. uvicorn: the key may be in the certificate's file; `ssl_cert_reqs` is 0 (none), 1 (may have one) or 2 (must).
 */
function readTls(kwargs: JsonObject, own: TlsSettings | null): TlsSettings | null {
  const text = (name: string): string | null => {
    const value = kwargs[name] ?? null
    if (value === null || typeof value === 'string') return value
    // A YAML loader turns a password of digits into a number.
    if (typeof value === 'number') return String(value)
    throw wrong(name, 'a text', value)
  }
  const file = (name: string): Buffer | null => {
    const path = text(name)
    return path === null ? null : readFileSync(path)
  }
  const cert = file('ssl_certfile') ?? own?.cert
  const key = file('ssl_keyfile') ?? own?.key ?? cert
  const [passphrase, ciphers] = [text('ssl_keyfile_password'), text('ssl_ciphers')]
  const asked = kwargs['ssl_cert_reqs'] ?? 0
  if (asked !== 0 && asked !== 1 && asked !== 2) throw wrong('ssl_cert_reqs', '0, 1 or 2', asked)
  if (!cert || !key) return null
  const ca = file('ssl_ca_certs')
  return {
    cert,
    key,
    ...(passphrase === null ? {} : { passphrase }),
    ...(ca === null ? {} : { ca }),
    ...(ciphers === null ? {} : { ciphers }),
    ...(asked === 0 ? {} : { requestCert: true, rejectUnauthorized: asked === 2 }),
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
