import { isUtf8 } from 'node:buffer'
import type { IncomingHttpHeaders } from 'node:http'

/** What is looked at before a request, or the upgrade to a WebSocket, is served. */
export interface RequestHead {
  method: string
  path: string
  headers: IncomingHttpHeaders
  /** Names and values in turn, as they came; `headers` hides doubles. */
  rawHeaders: readonly string[]
}

export interface RequestRules {
  /** The Gateway listens on the loopback interface only, where web pages must not reach it. */
  loopback: boolean
  /** The Flow says `cors: true`: any web page may call it. */
  cors: boolean
  headerCount: number
}

/** Why a request is not served, as an HTTP status and a sentence. */
export interface Refusal {
  status: 400 | 403 | 415
  detail: string
}

const LOOPBACK_NAME =
  /^(?:localhost\.?|(?:[a-z0-9-]+\.)+localhost\.?|127(?:\.\d{1,3}){3}|\[::1\]|\[::ffff:127(?:\.\d{1,3}){3}\])$/
const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9._~!$&'()*+,;=%-]+)(?::(\d{1,5}))?$/
const ORIGIN = /^([a-z][a-z0-9+.-]*):\/\/([^\s/?#@\\]+)$/
const MAX_ORIGIN = 1000
/** Pages that a link on another site may open; nothing runs by opening them. */
const PAGES: ReadonlySet<string> = new Set(['/', '/docs', '/openapi.json', '/status'])
const JSON_TYPE = /^application\/(?:json|[\w.+-]+\+json)\s*(?:;|$)/i
const CHARSET = /;\s*charset\s*=\s*"?([^\s;"]*)/i
const CHARSETS = /^(?:utf-?8|us-ascii)$/i

/** Whether an address to listen on is reached from this machine only. */
export function isLoopbackHost(host: string): boolean {
  const name = host.toLowerCase()
  return LOOPBACK_NAME.test(name) || LOOPBACK_NAME.test(`[${name}]`)
}

/**
 * Decides whether a request is served, by its headers alone; null means yes. It never throws, whatever they hold.
 * A Gateway that listens on a network answers every Host and Origin, as Jina's does. On the loopback interface a web page could otherwise
 * run the Flows of whoever visits it: by its own script (Origin), by a link or an image (Sec-Fetch-Site), or under a name that it resolves
 * to 127.0.0.1 (Host). The port of Host is free, so that tunnels and forwarded ports work.
 */
export function checkRequest(head: RequestHead, rules: RequestRules): Refusal | null {
  const { headers, rawHeaders } = head
  if (rawHeaders.length / 2 > rules.headerCount)
    return refuse(400, `a request may have ${rules.headerCount} headers (FLOWDECK_MAX_HEADERS)`)
  if (rawHeaders.some((text) => !isReadable(text))) return refuse(400, 'a header is not valid UTF-8')
  if (countHosts(rawHeaders) > 1) return refuse(400, 'a request has one Host header')
  const host = readHost(headers.host)
  if (host === null && (headers.host !== undefined || rules.loopback))
    return refuse(400, 'the Host header is not a name or address with a port')
  if (rules.loopback && !rules.cors) {
    const refusal = checkOrigin(head, host as Host)
    if (refusal) return refusal
  }
  if ((headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity')
    return refuse(415, 'compressed bodies are not accepted; send it without Content-Encoding')
  // Node takes the chunks apart and leaves what is in them as it is.
  if ((headers['transfer-encoding'] ?? 'chunked').toLowerCase() !== 'chunked')
    return refuse(415, 'chunked is the only Transfer-Encoding that is accepted')
  return null
}

/** Decides whether a body is read as JSON, by its Content-Type; null means yes. FastAPI, which Jina uses, takes the same types. */
export function checkContentType(type: string | undefined): Refusal | null {
  if (type === undefined || !JSON_TYPE.test(type))
    return refuse(415, 'a body is JSON: send it with the header "Content-Type: application/json"')
  const charset = CHARSET.exec(type)?.[1]
  return charset === undefined || CHARSETS.test(charset)
    ? null
    : refuse(415, `JSON is written in UTF-8, not in the charset "${charset}"`)
}

interface Host {
  name: string
  port: string | null
}

const refuse = (status: Refusal['status'], detail: string): Refusal => ({ status, detail })

/** Node reads the bytes of headers as Latin-1. */
function isReadable(text: string): boolean {
  return !/[\x80-\xff]/.test(text) || isUtf8(Buffer.from(text, 'latin1'))
}

function countHosts(rawHeaders: readonly string[]): number {
  let hosts = 0
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string
    if (name.length === 4 && name.toLowerCase() === 'host') hosts++
  }
  return hosts
}

function readHost(written: string | undefined): Host | null {
  const match = HOST.exec((written ?? '').toLowerCase())
  if (!match || Number(match[2] ?? 0) > 65535) return null
  return { name: match[1] as string, port: match[2] ?? null }
}

const HOW_TO_ALLOW = 'set "cors: true" on the Flow to allow it'

function checkOrigin({ headers, method, path }: RequestHead, host: Host): Refusal | null {
  if (!LOOPBACK_NAME.test(host.name))
    return refuse(403, `this Gateway is served to this machine only, not as "${host.name}"; ${HOW_TO_ALLOW}`)
  const refusal = headers.origin === undefined ? null : checkOriginHeader(headers.origin, host)
  if (refusal) return refusal
  const site = headers['sec-fetch-site']
  if (site === undefined || site === 'same-origin' || site === 'none') return null
  const opens =
    method === 'GET' &&
    headers['sec-fetch-mode'] === 'navigate' &&
    headers['sec-fetch-dest'] === 'document' &&
    PAGES.has(path)
  return opens ? null : refuse(403, `web pages of other sites may not call this Gateway; ${HOW_TO_ALLOW}`)
}

function checkOriginHeader(origin: string, host: Host): Refusal | null {
  const foreign = refuse(403, `web pages of other origins may not call this Gateway; ${HOW_TO_ALLOW}`)
  if (origin === 'null') return foreign
  const match = origin.length > MAX_ORIGIN ? null : ORIGIN.exec(origin.toLowerCase())
  const from = match ? readHost(match[2]) : null
  if (!match || !from) return refuse(400, 'the Origin header is not an origin')
  return isSameOrigin(from, host, match[1] as string) ? null : foreign
}

function isSameOrigin(from: Host, host: Host, scheme: string): boolean {
  const usual = scheme === 'https' || scheme === 'wss' ? '443' : '80'
  return from.name === host.name && (from.port ?? usual) === (host.port ?? usual)
}
