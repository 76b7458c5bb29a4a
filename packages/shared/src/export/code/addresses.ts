import { GATEWAY_PROTOCOLS, type GatewayProtocol } from '../../run/gatewayProtocols.ts'
import type { GatewaySpec } from '../../model/flowModel.ts'

/** Where a client reaches a Gateway. */
export interface ServerAddress {
  protocol: GatewayProtocol
  host: string
  port: number
  tls?: boolean | undefined
}

/** The port that code names when the Flow file fixes none: Jina's usual first one. */
export const USUAL_PORT = 51_000

/** Addresses that follow from the file alone; `fixed` tells whether it names their ports. */
export function writtenAddresses({ protocols, ports, args }: GatewaySpec): {
  addresses: ServerAddress[]
  fixed: boolean
} {
  const tls = typeof args['ssl_certfile'] === 'string'
  const fixed = ports.length >= protocols.length
  return {
    fixed,
    addresses: protocols.map((protocol, i) => ({
      protocol,
      host: '127.0.0.1',
      port: (fixed ? ports[i] : undefined) ?? USUAL_PORT + i,
      tls,
    })),
  }
}

/** "Every interface" is where a server listens, not where a client goes. */
export const clientHost = (host: string) => (host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host)

/** The server for a protocol; when the Gateway does not speak it, the first of those it speaks. */
export function addressFor(protocol: GatewayProtocol, servers: readonly ServerAddress[]): ServerAddress {
  const found = servers.find((server) => server.protocol === protocol) ??
    servers[0] ?? { protocol: GATEWAY_PROTOCOLS[0], host: '127.0.0.1', port: USUAL_PORT }
  return { ...found, host: clientHost(found.host) }
}

/** `http://127.0.0.1:51001`, or null when the Gateway does not speak HTTP. */
export function httpBase(servers: readonly ServerAddress[]): string | null {
  const http = servers.find(({ protocol }) => protocol === 'http')
  return http ? `${http.tls ? 'https' : 'http'}://${clientHost(http.host)}:${http.port}` : null
}
