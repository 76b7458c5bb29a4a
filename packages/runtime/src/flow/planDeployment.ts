import {
  formatFlags,
  isMapValue,
  type DocarrayGeneration,
  type ExecutorSpec,
  type YamlMap,
  type YamlValue,
} from '@flowdeck/shared'
import { EMPTY_CONFIG, type ExecutorConfig } from '../executor/resolveUses.ts'
import { stopMs } from '../pod/stopMs.ts'
import { pythonArgv } from '../python/pythonArgv.ts'
import { telemetryArgs } from '../telemetry/telemetryFlags.ts'
import { DIRECT_SCHEME } from '../transport/directChannel.ts'
import { cudaDevice } from './cudaDevices.ts'
import type { DeploymentPorts } from './deploymentPorts.ts'
import type { PodPlan } from './flowPlan.ts'
import type { ExecutorSource, PlanInput } from './planFlow.ts'
import { podEnv, pythonEnv } from './podEnv.ts'

export const LOCAL = '127.0.0.1'
/** The processes of one Executor, and the addresses at which the Gateway reaches it. */
export interface DeploymentPlan {
  pods: PodPlan[]
  addresses: string[]
}

/** What distinguishes one process of an Executor from the others. */
interface Place {
  id: string
  port: number
  /** Where it serves what it measures. */
  monitoring: number | null
  shards: number
  shardId: number
  replicas: number
  replicaId: number
}

/**
 * Plans one Executor: a process per shard and replica; with several shards a Head before them, and `uses_before` and
 * `uses_after` beside it. Pure. Names of Pods as in Jina 3.x.
 */
export function planDeployment(
  executor: ExecutorSpec,
  ports: DeploymentPorts,
  input: PlanInput,
): DeploymentPlan {
  const { name, shards, replicas } = executor
  const source = input.sources.get(name) ?? { kind: 'pass' }
  const workers = ports.workers.map((port, i) => {
    const [shardId, replicaId] = [Math.floor(i / replicas), i % replicas]
    const id = shards > 1 ? `${name}/shard-${shardId}/rep-${replicaId}` : `${name}/rep-${replicaId}`
    const monitoring = ports.monitoring?.workers[i] ?? null
    return { id, port, monitoring, shards, shardId, replicas, replicaId }
  })
  const pods = workers.map((place) => workerPod(executor, source, place, input))
  if (ports.head === null)
    return { pods, addresses: workers.map(({ port }) => addressOf(source, executor.args, port)) }

  const helpers = (['uses_before', 'uses_after'] as const).flatMap((key) => {
    const port = key === 'uses_before' ? ports.usesBefore : ports.usesAfter
    if (port === null) return []
    const own = input.sources.get(`${name}/${key}`) ?? { kind: 'pass' }
    const monitoring = ports.monitoring?.[key === 'uses_before' ? 'usesBefore' : 'usesAfter'] ?? null
    const id = `${name}/${key}-0`
    const place = { id, port, monitoring, shards: 1, shardId: 0, replicas: 1, replicaId: 0 }
    // Jina 3.x: what is written for the Executor (`uses_with` …) is for its shards.
    const {
      uses_with: _,
      uses_metas: __,
      uses_requests: ___,
      uses_dynamic_batching: ____,
      ...args
    } = executor.args
    return [
      { key, address: addressOf(own, args, port), pod: workerPod({ ...executor, args }, own, place, input) },
    ]
  })
  const { args } = executor
  // Of the Head's own connections.
  const asked = isMapValue(args['grpc_channel_options'])
  const reached = (address: string) => (asked ? address.replace(DIRECT_SCHEME, '') : address)
  const addressOfHelper = (key: string) => {
    const found = helpers.find((helper) => helper.key === key)
    return found && reached(found.address)
  }
  const connections = Object.fromEntries(
    Array.from({ length: shards }, (_, shard) => [
      shard,
      workers
        .filter(({ shardId }) => shardId === shard)
        .map(({ port }) => reached(addressOf(source, args, port))),
    ]),
  )
  const monitored = ports.monitoring?.head ?? null
  const head: PodPlan = {
    ...podBase(executor, { id: `${name}/head`, port: ports.head, monitoring: monitored }, input),
    role: 'head',
    argv: [
      input.node,
      '--enable-source-maps',
      input.entries.head,
      ...formatFlags({
        name: `${name}/head`,
        host: LOCAL,
        port: ports.head,
        polling: args['polling'],
        connection_list: connections,
        uses_before_address: addressOfHelper('uses_before'),
        uses_after_address: addressOfHelper('uses_after'),
        no_reduce: args['no_reduce'],
        compression: args['compression'],
        retries: args['retries'] === -1 ? undefined : args['retries'],
        timeout_send: args['timeout_send'],
        timeout_ctrl: timeoutCtrlOf(args),
        grpc_server_options: args['grpc_server_options'],
        grpc_channel_options: args['grpc_channel_options'],
        ...telemetryArgs(args, monitored),
      }),
    ],
    env: podEnv(input.env, input.spec.env, mapOf(args['env']) ?? {}),
  }
  return {
    pods: [...pods, ...helpers.map(({ pod }) => pod), head],
    addresses: [addressOf({ kind: 'pass' }, args, ports.head)],
  }
}

/** Between our own processes the calls are shorter; Python's speak gRPC alone, and options of gRPC need it. */
function addressOf(source: ExecutorSource, args: YamlMap, port: number): string {
  const short = source.kind !== 'python' && !isMapValue(args['grpc_server_options'])
  return `${short ? DIRECT_SCHEME : ''}${LOCAL}:${port}`
}

/** Jina's default, which reads as not written: whoever hangs is ended after 10 s. */
const TIMEOUT_CTRL = 60

/** `timeout_ctrl` in seconds; undefined where it is not written. */
export function timeoutCtrlOf(args: YamlMap): number | undefined {
  const seconds = args['timeout_ctrl']
  return typeof seconds === 'number' && seconds !== TIMEOUT_CTRL ? seconds : undefined
}

export function stopOf(args: YamlMap): Pick<PodPlan, 'stopMs'> {
  const seconds = timeoutCtrlOf(args)
  return seconds === undefined ? {} : { stopMs: stopMs(seconds) }
}

function podBase(
  executor: ExecutorSpec,
  { id, port, monitoring }: Pick<Place, 'id' | 'port' | 'monitoring'>,
  input: PlanInput,
) {
  return {
    id,
    deployment: executor.name,
    cwd: input.cwd,
    ports: [{ protocol: 'grpc' as const, host: LOCAL, port }],
    ...(monitoring === null ? {} : { monitoring }),
    timeoutReadyMs: numberOf(executor.args['timeout_ready'], 600_000),
    ...stopOf(executor.args),
  }
}

function workerPod(executor: ExecutorSpec, source: ExecutorSource, place: Place, input: PlanInput): PodPlan {
  const { args } = executor
  return {
    ...podBase(executor, place, input),
    role: 'worker',
    ...(source.kind === 'python' ? { forkable: true } : {}),
    argv:
      source.kind === 'python'
        ? pythonArgv({
            ...source,
            ...place,
            args: { ...args, ...telemetryArgs(args, place.monitoring) },
            pyModules: source.modules,
            script: input.entries.python,
            logConfig: input.entries.pythonLogging,
            host: LOCAL,
          })
        : nodeArgv(source, place, args, input),
    env: withCard(
      {
        ...(source.kind === 'python' ? pythonEnv(input.spec, args) : {}),
        ...podEnv(input.env, input.spec.env, mapOf(args['env']) ?? {}),
      },
      place.replicaId,
      input.cudaDevices ?? 0,
    ),
  }
}

function nodeArgv(
  source: Exclude<ExecutorSource, { kind: 'python' }>,
  { id, port, monitoring, shards, shardId, replicas, replicaId }: Place,
  args: YamlMap,
  input: PlanInput,
): string[] {
  const config: ExecutorConfig = source.kind === 'module' ? source.config : EMPTY_CONFIG
  const merged = (own: YamlMap, key: string) => mapOrNone({ ...own, ...mapOf(args[key]) })
  return [
    input.node,
    '--enable-source-maps',
    input.entries.worker,
    ...formatFlags({
      name: id,
      ...(source.kind === 'module'
        ? {
            uses: source.uses,
            compiled: source.compiled,
            class: source.className,
            config: mapOrNone(config.others),
          }
        : {}),
      host: LOCAL,
      port,
      workspace: args['workspace'],
      uses_with: merged(config.with, 'uses_with'),
      uses_metas: merged(config.metas, 'uses_metas'),
      uses_requests: merged(config.requests, 'uses_requests'),
      uses_dynamic_batching: merged(config.dynamic_batching, 'uses_dynamic_batching'),
      shards: shards > 1 ? shards : undefined,
      shard_id: shardId > 0 ? shardId : undefined,
      replicas: replicas > 1 ? replicas : undefined,
      replica_id: replicaId > 0 ? replicaId : undefined,
      docarray: docarrayOf(input),
      exit_on_exceptions: listOf(args['exit_on_exceptions']),
      timeout_ctrl: timeoutCtrlOf(args),
      output_array_type: args['output_array_type'],
      grpc_server_options: args['grpc_server_options'],
      compression: args['compression'],
      ...telemetryArgs(args, monitoring),
    }),
  ]
}

/** Which docarray the Python Executors of a Flow have, for the processes beside them; undefined when there are none. */
export function docarrayOf({ sources }: PlanInput): DocarrayGeneration | undefined {
  return [...sources.values()].find((source) => source.kind === 'python')?.docarray
}

function withCard(env: Record<string, string>, replicaId: number, count: number): Record<string, string> {
  const card = cudaDevice(env['CUDA_VISIBLE_DEVICES'], replicaId, count)
  return card === null ? env : { ...env, CUDA_VISIBLE_DEVICES: card }
}

/** Undefined where nothing is in it, so that no flag is written. */
const mapOrNone = (map: YamlMap) => (Object.keys(map).length > 0 ? map : undefined)

export function mapOf(value: YamlValue | undefined): YamlMap | undefined {
  return isMapValue(value) ? value : undefined
}

/** Undefined where nothing is listed, so that no flag is written. */
function listOf(value: YamlValue | undefined): YamlValue[] | undefined {
  const list = [value ?? []].flat()
  return list.length > 0 ? list : undefined
}

export function numberOf(value: YamlValue | undefined, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise
}
