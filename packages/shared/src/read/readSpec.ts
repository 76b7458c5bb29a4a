import { envTexts } from '../value/envTexts.ts'
import { type YamlMap } from '../value/yamlValue.ts'
import { GATEWAY, type FlowSpec, type GatewaySpec } from '../model/flowModel.ts'
import { isMapValue } from '../value/exactNumber.ts'
import {
  canonicalKeys,
  defaultsOf,
  isCommonKey,
  listKeyOf,
  readArguments,
  readExecutors,
  readTexts,
} from '../flow/readExecutors.ts'
import { readServing } from '../flow/readServing.ts'

/** What the keys of a Flow mean, which are read as often as Jina reads them (`rescalarDeep`, `expandTree`). */
export function readSpec(top: YamlMap): FlowSpec {
  const flowWith = readArguments('flow', canonicalKeys('flow', readWith(top)))
  const listKey = listKeyOf(top)
  const entries = Array.isArray(top[listKey]) ? top[listKey] : []
  return {
    name: typeof flowWith['name'] === 'string' ? flowWith['name'] : null,
    with: flowWith,
    gateway: readGateway(flowWith, isMapValue(top[GATEWAY]) ? top[GATEWAY] : {}),
    executors: readExecutors(entries, [listKey], flowWith),
    ...(isMapValue(top['jcloud']) ? { jcloud: top['jcloud'] } : {}),
    env: envTexts(flowWith['env']),
  }
}

/** The arguments of the Flow: `with`, over what stands in its `kwargs` (Jina 3.x). */
function readWith(top: YamlMap): YamlMap {
  if (!isMapValue(top['with'])) return {}
  const { args: _, kwargs, ...own } = top['with']
  return readTexts(isMapValue(kwargs) ? { ...kwargs, ...own } : own)
}

/** Gateway arguments: common `with` keys, then the `gateway:` block over them (Jina 3.x). */
function readGateway(flowWith: YamlMap, block: YamlMap): GatewaySpec {
  const isForGateway = (key: string) => isCommonKey(key) && key !== 'uses' && key !== 'uses_with'
  const logConfig = flowWith['log_config'] ?? null
  const args: YamlMap = {
    ...defaultsOf('gateway'),
    ...(logConfig === null ? {} : { log_config: logConfig }),
    name: GATEWAY,
    ...readArguments('gateway', canonicalKeys('gateway', flowWith, isForGateway)),
    ...readArguments('gateway', canonicalKeys('gateway', readTexts(block))),
  }
  // Jina 3.x: a Gateway has one host, the first of a list.
  const [host] = [args['host'] ?? []].flat()
  return { args: host === undefined ? args : { ...args, host }, ...readServing(args) }
}
