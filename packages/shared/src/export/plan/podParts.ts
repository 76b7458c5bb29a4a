import type { YamlMap, YamlValue } from '../../value/yamlValue.ts'
import type { ExecutorSpec } from '../../model/flowModel.ts'
import { commandFlags } from './flags.ts'
import { pythonJson } from '../../value/pythonText.ts'

/** One kind of Pod of an Executor: a shard, the Head before them, or what stands beside the Head. */
export interface PodPart {
  role: 'worker' | 'head' | 'uses_before' | 'uses_after'
  executor: ExecutorSpec
  /** Jina's name of it, without the replica: `indexer/head`, `indexer-1`. */
  name: string
  /** Key of an image override, and how problems call it. */
  key: string
  /** What it runs. */
  uses: YamlValue | undefined
  shardId: number | null
  /** Arguments without those that depend on where it runs: ports, addresses, what `uses` becomes. */
  values: YamlMap
}

/**
 * The Pods of one Executor, in the order in which Jina exports them: Head, `uses_before`, `uses_after`, then the shards; an Executor with one
 * shard is a single worker. Replicas are not told apart here.
 */
export function podParts(executor: ExecutorSpec): PodPart[] {
  const { name, shards, args } = executor
  const { uses_before: before, uses_after: after, ...own } = args
  const workers = Array.from({ length: shards }, (_, shardId): PodPart => {
    const own_name = shards > 1 ? `${name}-${shardId}` : name
    const values = { ...own, name: own_name, shard_id: shardId }
    return { role: 'worker', executor, name: own_name, key: name, uses: args['uses'], shardId, values }
  })
  if (shards <= 1) return workers
  // Jina 3.x: what is written for the Executor (`uses_with`, `uses_metas`, `env`) is for its shards.
  const beside = { ...own, uses_with: null, uses_metas: null, replicas: 1 }
  const head: PodPart = {
    role: 'head',
    executor,
    name: `${name}/head`,
    key: `${name}/head`,
    uses: null,
    shardId: null,
    values: { ...beside, name: `${name}/head`, runtime_cls: 'HeadRuntime', pod_role: 'HEAD' },
  }
  const helpers = (
    [
      ['uses_before', before],
      ['uses_after', after],
    ] as const
  ).flatMap(([role, uses]): PodPart[] => {
    if (uses === undefined || uses === null || uses === '') return []
    const own_name = `${name}/${role.replace('_', '-')}`
    return [
      {
        role,
        executor,
        name: own_name,
        key: `${name}/${role}`,
        uses,
        shardId: null,
        values: { ...beside, name: own_name, shard_id: 0 },
      },
    ]
  })
  return [head, ...helpers, ...workers]
}

const NEVER = [
  'uses_with',
  'uses_metas',
  'volumes',
  'workspace_id',
  'noblock_on_start',
  'env',
  'env_from_secret',
  'image_pull_secrets',
]
const LEFT_OUT = {
  worker: [...NEVER, 'polling'],
  uses_before: [...NEVER, 'polling'],
  uses_after: [...NEVER, 'polling'],
  head: [...NEVER, 'uses', 'workspace'],
} as const

/** What a container of an Executor is told behind `jina` or `flowdeck` (Jina 3.x: `construct_runtime_container_args`). */
export function executorCommand(role: PodPart['role'], values: YamlMap): string[] {
  const { uses_metas: metas, uses_with: parameters } = values
  return [
    'executor',
    ...commandFlags('executor', values, {
      leaveOut: LEFT_OUT[role],
      always: ['name', 'host', 'port', 'port_monitoring'],
    }),
    '--uses-metas',
    pythonJson(metas ?? {}),
    ...(parameters === undefined || parameters === null ? [] : ['--uses-with', pythonJson(parameters)]),
    '--native',
  ]
}

/** What a container of the Gateway is told (Jina 3.x: `get_gateway_config`). */
export function gatewayCommand(values: YamlMap, leaveOut: readonly string[] = []): string[] {
  return [
    'gateway',
    ...commandFlags('gateway', values, {
      leaveOut: ['name', 'workspace', 'workspace_id', 'noblock_on_start', 'env', ...leaveOut],
      always: ['port', 'port_monitoring'],
    }),
  ]
}
