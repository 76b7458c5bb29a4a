import type { FlowSpec, YamlMap, YamlValue } from '../flow/flowModel.ts'
import { expandVariables } from './expandVariables.ts'

/**
 * A Flow with environment values where its variables stand; counts, ports and `uses` follow. What is unset stays as written, and is listed in
 * `unset`.
 */
export function expandSpec(
  spec: FlowSpec,
  env: Readonly<Record<string, string | undefined>>,
  unset: Set<string>,
): FlowSpec {
  const expand = (map: YamlMap) => expandVariables(map, env, unset) as YamlMap
  const gatewayArgs = expand(spec.gateway.args)
  return {
    ...spec,
    with: expand(spec.with),
    env: textMap(expand(spec.env)),
    gateway: {
      ...spec.gateway,
      args: gatewayArgs,
      ports: portList(gatewayArgs['port']) ?? spec.gateway.ports,
    },
    executors: spec.executors.map((executor) => {
      const args = expand(executor.args)
      const count = (key: string, otherwise: number) =>
        typeof args[key] === 'number' ? args[key] : otherwise
      return {
        ...executor,
        args,
        replicas: count('replicas', executor.replicas),
        shards: count('shards', executor.shards),
        uses: typeof args['uses'] === 'string' ? args['uses'] : executor.uses,
      }
    }),
  }
}

function textMap(map: YamlMap): Record<string, string> {
  return Object.fromEntries(
    Object.entries(map)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => [key, typeof value === 'object' ? JSON.stringify(value) : String(value)]),
  )
}

/** Ports as a list; null when it is not numbers alone. */
function portList(value: YamlValue | undefined): number[] | null {
  const list = Array.isArray(value) ? value : [value]
  const ports = list.filter((port): port is number => typeof port === 'number')
  return ports.length > 0 && ports.length === list.length ? ports : null
}
