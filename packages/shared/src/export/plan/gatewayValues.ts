import type { YamlMap, YamlValue } from '../../value/yamlValue.ts'
import type { FlowGraph, FlowSpec } from '../../model/flowModel.ts'
import { isMapValue } from '../../value/exactNumber.ts'
import { GATEWAY_CLASSES, usesImage } from './images.ts'
import { pythonJson } from '../../value/pythonText.ts'

/**
 * What the Gateway is told about the Flow, as arguments (Jina 3.x: `_add_gateway`): the graph, the addresses of the Executors, and its own
 * class by protocol. `addresses` null leaves them out.
 */
export function gatewayValues(
  spec: FlowSpec,
  graph: FlowGraph,
  addresses: Record<string, string[]> | null,
): YamlMap {
  const { args, protocols } = spec.gateway
  const metadata = Object.fromEntries(
    spec.executors.flatMap((executor): [string, YamlValue][] => {
      const own = executor.args['grpc_metadata']
      return isMapValue(own) && Object.keys(own).length > 0 ? [[executor.name, own]] : []
    }),
  )
  const noReduce = spec.executors
    .filter((executor) => executor.args['no_reduce'] === true)
    .map(({ name }) => name)
  return {
    ...args,
    expose_endpoints: jsonOf(args['expose_endpoints'] ?? {}),
    uses: usesImage(args['uses']).kind === 'base' ? gatewayClass(protocols, args['uses']) : 'config.yml',
    protocol: protocols.map((protocol) => protocol.toUpperCase()),
    graph_description: jsonUnlessEmpty({ ...graph.edges }),
    graph_conditions: jsonUnlessEmpty({ ...graph.conditions }),
    deployments_addresses: addresses && pythonJson(addresses),
    deployments_metadata: jsonUnlessEmpty(metadata),
    deployments_no_reduce: noReduce.length > 0 ? pythonJson(noReduce) : null,
  }
}

function gatewayClass(protocols: readonly string[], written: YamlValue | undefined): string {
  if (typeof written === 'string' && written !== '' && written !== 'BaseExecutor') return written
  const [grpc, http, websocket, several] = GATEWAY_CLASSES
  if (protocols.length > 1) return several
  return protocols[0] === 'http' ? http : protocols[0] === 'websocket' ? websocket : grpc
}

function jsonOf(value: YamlValue): string {
  return typeof value === 'string' ? value : pythonJson(value)
}

function jsonUnlessEmpty(map: YamlMap): string | null {
  return Object.keys(map).length > 0 ? pythonJson(map) : null
}
