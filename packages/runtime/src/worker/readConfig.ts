import { expandTree, isMapValue, type YamlMap } from '@flowdeck/shared'

/** What an Executor is made with. */
export interface PodConfig {
  with: YamlMap
  metas: YamlMap
  requests: YamlMap
  dynamic_batching: YamlMap
}

/**
 * Reads what a Pod is told as Jina's Pods do (Jina 3.x: `BaseExecutor.load_config`): the keys of its config file, with those of the Flow over
 * them, are read once more as a whole, as often as the Flow was. Variables are those of the process; references reach the whole file.
 */
export function readConfig(flags: YamlMap, env: NodeJS.ProcessEnv): PodConfig {
  const map = (tree: YamlMap, key: string): YamlMap => (isMapValue(tree[key]) ? tree[key] : {})
  const tree = expandTree(
    {
      ...map(flags, 'config'),
      with: map(flags, 'uses_with'),
      metas: map(flags, 'uses_metas'),
      requests: map(flags, 'uses_requests'),
      dynamic_batching: map(flags, 'uses_dynamic_batching'),
    },
    env,
  )
  return {
    with: map(tree, 'with'),
    metas: map(tree, 'metas'),
    requests: map(tree, 'requests'),
    dynamic_batching: map(tree, 'dynamic_batching'),
  }
}
