import { formatFlags, isMapValue, type YamlMap, type YamlValue } from '@flowdeck/shared'

/** Keys of an Executor that `jina executor` takes as they are, in the order of Jina's own exports. */
const PASSED = [
  'quiet',
  'quiet_error',
  'output_array_type',
  'exit_on_exceptions',
  'allow_concurrent',
  'grpc_channel_options',
  'raft_configuration',
  'monitoring',
  'port_monitoring',
  'tracing',
  'traces_exporter_host',
  'traces_exporter_port',
  'metrics',
  'metrics_exporter_host',
  'metrics_exporter_port',
  'compression',
] as const

/**
 * Options of the gRPC server that Jina lacks or misspells: a second server on the same port must fail and not share it, and pings of
 * a Gateway that waits for a slow answer must not end the connection.
 */
const SERVER_OPTIONS = {
  'grpc.so_reuseport': 0,
  'grpc.http2.min_recv_ping_interval_without_data_ms': 5000,
  'grpc.http2.max_ping_strikes': 0,
}

export interface PythonPod {
  python: string
  /** Our script that runs Jina's Executor. */
  script: string
  /** Our log format; the Flow's own `log_config` goes before it. */
  logConfig: string
  id: string
  host: string
  port: number
  uses: string
  pyModules: readonly string[]
  searchPaths: readonly string[]
  /** Keys of the Executor in the Flow. */
  args: YamlMap
  shards: number
  shardId: number
  replicas: number
  replicaId: number
}

/** The command line of a Python Executor (Jina 3.x: what its exports write behind `jina`). */
export function pythonArgv(pod: PythonPod): string[] {
  const { args } = pod
  const passed: Record<string, YamlValue | undefined> = {}
  for (const key of PASSED) {
    const value = args[key]
    if (!Array.isArray(value) || value.length > 0) passed[key] = value
  }
  return [
    pod.python,
    pod.script,
    'executor',
    ...formatFlags({
      name: pod.id,
      workspace: args['workspace'],
      log_config: (args['log_config'] ?? 'default') === 'default' ? pod.logConfig : args['log_config'],
      extra_search_paths: pod.searchPaths.length > 0 ? [...pod.searchPaths] : undefined,
      shards: pod.shards > 1 ? pod.shards : undefined,
      replicas: pod.replicas > 1 ? pod.replicas : undefined,
      uses: pod.uses,
      uses_requests: args['uses_requests'],
      uses_dynamic_batching: args['uses_dynamic_batching'],
      py_modules: pod.pyModules.length > 0 ? [...pod.pyModules] : undefined,
      ...passed,
      grpc_server_options: { ...SERVER_OPTIONS, ...mapOf(args['grpc_server_options']) },
      host: pod.host,
      shard_id: pod.shardId > 0 ? pod.shardId : undefined,
      replica_id: pod.replicaId > 0 ? pod.replicaId : undefined,
      port: pod.port,
      uses_metas: mapOf(args['uses_metas']),
      uses_with: args['uses_with'],
      native: true,
    }),
  ]
}

export interface PythonGatewayPod {
  python: string
  script: string
  logConfig: string
  /** Jina's name of the class, or its config file. */
  uses: string
  modules: readonly string[]
  searchPaths: readonly string[]
  /** Graph, addresses, ports and what Flowdeck's own Gateway takes too. */
  flags: Readonly<Record<string, YamlValue | undefined>>
  /** Keys of the Gateway in the Flow. */
  args: YamlMap
}

/** The command line of a Gateway class of the user's: the arguments of `jina gateway` (Jina 3.x), all of which reach the class. */
export function pythonGatewayArgv({ flags, args, ...pod }: PythonGatewayPod): string[] {
  const timeout = flags['timeout_send']
  return [
    pod.python,
    pod.script,
    'gateway',
    ...formatFlags({
      name: 'gateway',
      workspace: args['workspace'],
      log_config: (args['log_config'] ?? 'default') === 'default' ? pod.logConfig : args['log_config'],
      quiet: args['quiet'],
      quiet_error: args['quiet_error'],
      extra_search_paths: pod.searchPaths.length > 0 ? [...pod.searchPaths] : undefined,
      uvicorn_kwargs: args['uvicorn_kwargs'],
      expose_graphql_endpoint: args['expose_graphql_endpoint'],
      proxy: args['proxy'],
      uses: pod.uses,
      uses_with: args['uses_with'],
      py_modules: pod.modules.length > 0 ? [...pod.modules] : undefined,
      grpc_server_options: { ...SERVER_OPTIONS, ...mapOf(args['grpc_server_options']) },
      grpc_channel_options: args['grpc_channel_options'],
      ...flags,
      // Jina 3.x: 0 and -1 would be a deadline that has passed.
      timeout_send: typeof timeout === 'number' && timeout > 0 ? timeout : undefined,
    }),
  ]
}

function mapOf(value: YamlValue | undefined): YamlMap {
  return isMapValue(value) ? value : {}
}
