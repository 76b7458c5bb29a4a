import type { IncomingMessage, ServerResponse } from 'node:http'
import { STATUS_CODES } from 'node:http'
import { HEALTH_CHECK_AGENT } from '../data/passages.ts'

/** Lines are written together: a write for each request would cost as much as a small request does. */
const FLUSH_MS = 50
let lines: string[] = []

/**
 * Prints a line when a request is answered, in the form of Jina's Gateway (uvicorn). A health check of Flowdeck comes every few seconds: it
 * has a line only when it fails.
 */
export function logAccess(request: IncomingMessage, response: ServerResponse): void {
  const caller = describeCaller(request)
  const isHealthCheck = request.headers['user-agent'] === HEALTH_CHECK_AGENT
  response.once('close', () => {
    if (isHealthCheck && response.headersSent && response.statusCode === 200) return
    const status = response.headersSent
      ? `${response.statusCode} ${STATUS_CODES[response.statusCode] ?? ''}`
      : 'no answer: the caller left'
    print(`INFO ${caller} - "${describeRequest(request)}" ${status}`.trimEnd())
  })
}

/** Prints a line when a WebSocket is opened or refused. */
export function logUpgrade(request: IncomingMessage, outcome: string): void {
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
  print(`INFO ${describeCaller(request)} - "WebSocket ${path}" [${outcome}]`)
}

function describeCaller({ socket }: IncomingMessage): string {
  const host = socket.remoteAddress ?? 'unknown'
  return `${host.includes(':') ? `[${host}]` : host}:${socket.remotePort ?? 0}`
}

function describeRequest({ method, url, httpVersion }: IncomingMessage): string {
  return `${method ?? ''} ${(url ?? '').slice(0, 500)} HTTP/${httpVersion}`
}

function print(line: string): void {
  if (lines.push(line) > 1) return
  setTimeout(flushAccessLog, FLUSH_MS).unref()
}

/** Writes the lines that wait, as before the process ends. */
export function flushAccessLog(): void {
  if (lines.length === 0) return
  const text = lines.join('\n')
  lines = []
  process.stdout.write(`${text}\n`)
}
