import { FlowError, GATEWAY_PROTOCOLS, type GatewayProtocol } from '@flowdeck/shared'

/**
 * Pairs protocols with ports. No port: a free one each (0). One port for several protocols: free ones for all.
 * Jina 3.x: any other mismatch is an error.
 * @throws FlowError BAD_REQUEST
 */
export function gatewayServers(
  protocols: readonly string[],
  ports: readonly number[],
): { protocol: GatewayProtocol; port: number }[] {
  const known = protocols.map((name) => {
    const protocol = GATEWAY_PROTOCOLS.find((p) => p === name.toLowerCase())
    if (!protocol)
      throw new FlowError(
        'BAD_REQUEST',
        `protocol "${name}" is not known; use ${GATEWAY_PROTOCOLS.join(', ')}`,
      )
    return protocol
  })
  const free = ports.length === 0 || (ports.length === 1 && known.length > 1)
  if (!free && ports.length !== known.length)
    throw new FlowError(
      'BAD_REQUEST',
      `${known.length} protocols need as many ports, but ${ports.length} are given`,
    )
  return known.map((protocol, i) => ({ protocol, port: free ? 0 : (ports[i] as number) }))
}
