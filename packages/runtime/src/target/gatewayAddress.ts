import { FlowError, type FlowRun, type GatewayProtocol } from '@flowdeck/shared'

/** Where a Gateway listens, and how it is spoken to. */
export type GatewayServer = FlowRun['gateway'][number]

const SCHEMES: Readonly<Record<string, { protocol: GatewayProtocol; tls: boolean }>> = {
  grpc: { protocol: 'grpc', tls: false },
  grpcs: { protocol: 'grpc', tls: true },
  http: { protocol: 'http', tls: false },
  https: { protocol: 'http', tls: true },
  ws: { protocol: 'websocket', tls: false },
  wss: { protocol: 'websocket', tls: true },
}

const EXAMPLE = 'write it as grpc://127.0.0.1:54321, or with http:// or ws://'

/**
 * Reads the address of a Gateway as a person types it: `[protocol://]host:port`; gRPC unless told.
 * @throws FlowError BAD_REQUEST that says which part of it is wrong
 */
export function readGatewayAddress(written: string): GatewayServer {
  const address = written.trim()
  const bad = (why: string) => new FlowError('BAD_REQUEST', `"${address}" ${why}; ${EXAMPLE}`)
  if (address === '') throw new FlowError('BAD_REQUEST', `an address is needed; ${EXAMPLE}`)
  const [, scheme = 'grpc', rest = ''] = /^(?:([\w+.-]*):\/\/)?(.*)$/s.exec(address) ?? []
  const name = scheme.toLowerCase()
  const known = Object.hasOwn(SCHEMES, name) ? SCHEMES[name] : undefined
  if (!known)
    throw new FlowError(
      'BAD_REQUEST',
      `"${address}" has no protocol that a Gateway speaks; use one of ${Object.keys(SCHEMES).join(', ')}`,
    )
  const [, host, port, path] = /^([^\s/:@?#[\]]+|\[[\da-f:.]+\])(?::(\d*))?(.*)$/is.exec(rest) ?? []
  if (host === undefined) throw bad('has no host')
  if (path !== '' && path !== '/') throw bad(`goes on after the port ("${path}")`)
  if (port === undefined || port === '') throw bad('has no port')
  if (Number(port) < 1 || Number(port) > 65_535) throw bad('has a port that is not from 1 to 65535')
  return {
    protocol: known.protocol,
    // What a Gateway says that it listens to everywhere is reached on this machine.
    host: host === '0.0.0.0' ? '127.0.0.1' : host,
    port: Number(port),
    ...(known.tls ? { tls: true } : {}),
  }
}
