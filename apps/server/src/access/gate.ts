import { isUtf8 } from 'node:buffer'
import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { PROTOCOL_VERSION, SUBPROTOCOL } from '@flowdeck/shared'
import type { Tickets } from './tickets.ts'

/** What the gate looks at: the same for a request and for an upgrade. */
export interface Visit {
  method: string
  path: string
  headers: IncomingHttpHeaders
  /** Names and values as they came, doubles included, which `headers` hides. */
  rawHeaders: readonly string[]
  upgrade: boolean
}

export interface GateOptions {
  /** `host:port` values that a browser may have typed. */
  hosts: ReadonlySet<string>
  /** Exact origins of our own pages. */
  origins: ReadonlySet<string>
  token: string
  tickets: Tickets
}

/** Let in, or refused with a status and a sentence; `wrongToken` marks a guess, which is counted. */
export type Verdict = { ok: true } | { ok: false; status: number; reason: string; wrongToken?: true }

const OK: Verdict = { ok: true }
const refuse = (status: number, reason: string) => ({ ok: false, status, reason }) as const

/**
 * Paths that need no token: the page, its files, and the health check; none holds anything secret.
 * A list of what is open, not of what is closed: another spelling of an API path then needs the token too.
 */
const OPEN = /^\/(healthz|assets\/[\w.-]+|[\w-]+\.(html|svg|png|ico|webmanifest))?$/
const MAX_HEADERS = 100
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE'])

const isOpen = ({ method, path }: Visit) => (method === 'GET' || method === 'HEAD') && OPEN.test(path)

/**
 * The one access decision of the control plane, for HTTP and for WebSocket upgrades.
 * Order: headers as such, Host, Origin, method, cross-site marks, path, token or one-use ticket, content type. Never throws: any header may be anything.
 */
export function checkAccess(visit: Visit, { hosts, origins, token, tickets }: GateOptions): Verdict {
  const { headers, method, rawHeaders } = visit
  if (rawHeaders.length > MAX_HEADERS * 2) return refuse(400, `there are more than ${MAX_HEADERS} headers`)
  // Node reads header bytes as Latin-1.
  if (rawHeaders.some((text) => !isUtf8(Buffer.from(text, 'latin1'))))
    return refuse(400, 'a header is not valid UTF-8')
  if (rawHeaders.filter((text, i) => i % 2 === 0 && text.toLowerCase() === 'host').length > 1)
    return refuse(400, 'there is more than one Host header')
  if (!hosts.has((headers.host ?? '').toLowerCase()))
    return refuse(403, 'this address is not served here; open the URL that the server printed')
  const { origin } = headers
  if (origin !== undefined && !origins.has(origin.toLowerCase()))
    return refuse(403, 'requests from other origins are refused')
  if (!METHODS.has(method)) return refuse(405, 'only GET, HEAD, POST, PUT and DELETE are served here')
  const unsafe = method !== 'GET' && method !== 'HEAD'
  const site = headers['sec-fetch-site']
  if ((unsafe || visit.upgrade) && site !== undefined && site !== 'same-origin' && site !== 'none')
    return refuse(403, 'cross-site requests are refused')
  if (visit.upgrade) return checkUpgrade(visit, tickets)
  if (isOpen(visit)) return OK
  const given = bearerOf(headers.authorization)
  if (!sameSecret(given, token)) {
    const refusal = refuse(401, 'the token is missing or wrong; open the URL that the server printed')
    return given === '' ? refusal : { ...refusal, wrongToken: true }
  }
  if ((headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity')
    return refuse(415, 'compressed bodies are not accepted; send it without Content-Encoding')
  if ((headers['transfer-encoding'] ?? 'chunked').toLowerCase() !== 'chunked')
    return refuse(415, 'chunked is the only Transfer-Encoding that is accepted')
  if (unsafe && hasBody(headers) && !/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? ''))
    return refuse(415, 'bodies must be application/json')
  return OK
}

function checkUpgrade({ path, headers, method }: Visit, tickets: Tickets): Verdict {
  if (method !== 'GET' || path !== '/api/ws') return refuse(404, 'no WebSocket is served there; use /api/ws')
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
  if (!offered.includes(SUBPROTOCOL))
    return refuse(400, `offer the subprotocol ${SUBPROTOCOL} (protocol version ${PROTOCOL_VERSION})`)
  const ticket = offered.find((name) => name.startsWith('ticket.'))?.slice('ticket.'.length)
  return ticket !== undefined && tickets.redeem(ticket)
    ? OK
    : {
        ...refuse(401, 'the ticket is missing, used or expired; ask for one with POST /api/ws-ticket'),
        ...(ticket === undefined ? {} : { wrongToken: true as const }),
      }
}

function bearerOf(authorization: string | undefined): string {
  return /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1] ?? ''
}

function hasBody(headers: IncomingHttpHeaders): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/** Compares in constant time whatever the lengths are. */
export function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}

/** Hosts and origins under which a server on this port may be opened. */
export function ownAddresses(port: number): Pick<GateOptions, 'hosts' | 'origins'> {
  const hosts = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`)
  return { hosts: new Set(hosts), origins: new Set(hosts.map((host) => `http://${host}`)) }
}
