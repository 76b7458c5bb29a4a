import { gatewayUrl, type StatusJson } from '@flowdeck/shared'
import { WebSocket } from 'ws'
import { HttpCalls, type HttpReply } from '../client/HttpCalls.ts'
import { tlsOptions, trustAt } from '../client/tlsTrust.ts'
import { readStatus } from '../data/status.ts'
import { Http2Channel } from '../transport/http2Channel.ts'
import { METHOD } from '../transport/methods.ts'
import { RpcError, STATUS } from '../transport/rpcError.ts'
import type { GatewayServer } from './gatewayAddress.ts'

/**
 * What a Gateway says when it is asked whether its Flow is ready: `waiting` for Executors that do not answer; `stranger`: something answers
 * that is no Gateway, or speaks another protocol; `silent`: nobody answers. `words` say what, and stand alone.
 */
export type GatewayState = { state: 'ready' } | { state: 'waiting' | 'stranger' | 'silent'; words: string }

/** Milliseconds for the answer to one question. */
const ANSWER_MS = 5000

/** Asks a Gateway for a dry run through all its Executors, on a connection of its own. Never throws. */
export async function askGateway(server: GatewayServer, timeoutMs = ANSWER_MS): Promise<GatewayState> {
  return server.protocol === 'grpc' ? await askByGrpc(server, timeoutMs) : await askByHttp(server, timeoutMs)
}

async function askByGrpc(server: GatewayServer, timeoutMs: number): Promise<GatewayState> {
  const url = gatewayUrl(server)
  const address = `${server.host}:${server.port}`
  const channel = server.tls
    ? new Http2Channel(`grpcs://${address}`, { trust: tlsOptions(trustAt(server.host)) })
    : new Http2Channel(address)
  try {
    const { message } = await channel.unary(METHOD.dryRun, Buffer.alloc(0), { timeoutMs })
    return answered(readStatus(message), url)
  } catch (thrown) {
    const { code, details } = RpcError.from(thrown)
    if (code === STATUS.UNIMPLEMENTED)
      return {
        state: 'stranger',
        words: `${url} answers, but is no Gateway: it may be an Executor, or another gRPC server.`,
      }
    // Jina 3.x: an Executor that cannot be reached ends the dry run of some versions with its own status.
    if (code === STATUS.UNKNOWN || code === STATUS.INTERNAL)
      return { state: 'waiting', words: `The Gateway at ${url} cannot reach its Executors: ${details}` }
    return { state: 'silent', words: silent(url, details) }
  } finally {
    channel.close()
  }
}

async function askByHttp(server: GatewayServer, timeoutMs: number): Promise<GatewayState> {
  const url = gatewayUrl(server)
  const http = httpTo(server)
  const get = (path: string) => http.text('GET', path, { signal: AbortSignal.timeout(timeoutMs) })
  try {
    const dryRun = await get('/dry_run')
    const status = jsonOf(dryRun) as StatusJson | null
    if (typeof status?.code === 'number') return answered(status, url)
    // Jina 3.x: `no_debug_endpoints` leaves only the health check.
    if (dryRun.status === 404 && isObject(jsonOf(await get('/')))) return { state: 'ready' }
    return {
      state: 'stranger',
      words: `${url} answers, but is no Gateway: GET /dry_run gave ${dryRun.status}.`,
    }
  } catch (thrown) {
    const { code = '', message, name } = thrown as NodeJS.ErrnoException
    if (code.startsWith('HPE_'))
      return { state: 'stranger', words: `What listens at ${url} does not speak HTTP.` }
    return {
      state: 'silent',
      words: silent(url, name === 'TimeoutError' ? 'it takes too long' : code || message),
    }
  } finally {
    http.close()
  }
}

function answered(
  { code, description }: Pick<StatusJson, 'code' | 'description'>,
  url: string,
): GatewayState {
  return code === 0
    ? { state: 'ready' }
    : {
        state: 'waiting',
        words: `The Gateway at ${url} answers, but not all of its Executors do${description ? `: ${description}` : '.'}`,
      }
}

function silent(url: string, reason: string): string {
  const [known] = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ECONNRESET/.exec(reason) ?? []
  const words: Record<string, string> = {
    ECONNREFUSED: 'nothing listens there',
    ENOTFOUND: 'no host has that name',
    EAI_AGAIN: 'no host has that name',
    ETIMEDOUT: 'the host does not answer',
    EHOSTUNREACH: 'there is no way to the host',
    ECONNRESET: 'the connection was closed at once',
  }
  const said = known === undefined ? undefined : words[known]
  return `${url} cannot be reached: ${said ? `${said} (${known ?? ''})` : reason}.`
}

/** HTTP calls to where a Gateway listens. */
export function httpTo({ host, port, tls }: GatewayServer): HttpCalls {
  return new HttpCalls(`${host}:${port}`, tls ? trustAt(host) : null)
}

/** The address under which a Gateway answers on the same port with another protocol; null when none does. */
export async function spokenInstead(server: GatewayServer): Promise<string | null> {
  const tried = (['grpc', 'http'] as const).flatMap((protocol) =>
    [false, true].map((tls) => ({
      protocol,
      host: server.host,
      port: server.port,
      ...(tls ? { tls } : {}),
    })),
  )
  const found = await Promise.all(
    tried.map(async (other) => {
      const { state } = await askGateway(other, 2000)
      if (state !== 'ready' && state !== 'waiting') return null
      return gatewayUrl(
        other.protocol === 'http' && (await takesWebSockets(other))
          ? { ...other, protocol: 'websocket' }
          : other,
      )
    }),
  )
  return found.find((url) => url !== null && url !== gatewayUrl(server)) ?? null
}

/** Whether requests are taken over WebSocket there, as Jina's WebSocket Gateway does; over HTTP it answers questions only. */
export function takesWebSockets({ host, port, tls }: GatewayServer): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${tls ? 'wss' : 'ws'}://${host}:${port}/`, [], {
      headers: { 'sec-websocket-protocol': 'bytes' },
      handshakeTimeout: 2000,
      ...(tls ? tlsOptions(trustAt(host)) : {}),
    })
    const end = (open: boolean) => {
      socket.terminate()
      resolve(open)
    }
    socket.once('open', () => end(true))
    // Ours says which subprotocol it chose, which `ws` does not expect here: it was a handshake all the same.
    socket.on('error', (error) => end(error.message.includes('subprotocol')))
  })
}

function jsonOf({ status, text }: HttpReply): unknown {
  if (status !== 200 && status !== 404) return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)
