import type { YamlMap } from '../value/yamlValue.ts'
import type { GatewaySpec } from '../model/flowModel.ts'
import { readPorts } from './readLists.ts'

const PROTOCOLS: Record<string, 'grpc' | 'http' | 'websocket'> = {
  GRPC: 'grpc',
  HTTP: 'http',
  WEBSOCKET: 'websocket',
}

/** The protocols that a Gateway speaks, and the port of each; no ports where they are chosen at Start. */
export function readServing(args: YamlMap): Pick<GatewaySpec, 'protocols' | 'ports'> {
  const written = [args['protocol'] ?? []]
    .flat()
    .map((name) => PROTOCOLS[String(name).toUpperCase()])
    .filter((name) => name !== undefined)
  const protocols = written.length > 0 ? written : (['grpc'] as const).slice()
  const ports = readPorts(args['port']) ?? []
  // Jina 3.x: one port for several protocols is replaced by random ones.
  return { protocols, ports: ports.length === protocols.length ? ports : [] }
}
