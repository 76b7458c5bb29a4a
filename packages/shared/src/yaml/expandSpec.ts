import { readPorts } from '../flow/readLists.ts'
import { envTexts } from '../flow/envTexts.ts'
import type { FlowSpec, YamlMap } from '../flow/flowModel.ts'
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
    env: envTexts(expand(spec.env)),
    gateway: {
      ...spec.gateway,
      args: gatewayArgs,
      ports: readPorts(gatewayArgs['port']) ?? spec.gateway.ports,
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
