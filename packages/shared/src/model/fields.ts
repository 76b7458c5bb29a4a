import type { YamlValue } from '../value/yamlValue.ts'

export type FieldScope = 'executor' | 'gateway' | 'flow'
export type FieldType =
  'string' | 'integer' | 'boolean' | 'list' | 'map' | 'stringOrMap' | 'stringOrList' | 'integerOrList' | 'any'

export const SECTIONS = [
  'Identity',
  'Parameters',
  'Routing',
  'Scale',
  'Batching',
  'Environment',
  'Network',
  'Files',
  'Observability',
  'Advanced',
] as const
export type Section = (typeof SECTIONS)[number]

/** One key of an Executor entry, the `gateway:` block or the Flow's `with:`. */
export interface Field {
  key: string
  scopes: readonly FieldScope[]
  type: FieldType
  /** Jina's default; null when there is none. */
  default: YamlValue
  /** Allowed values, in Jina's spelling; compared without regard to case. */
  values?: readonly string[]
  /** Jina takes its words only as they are spelled in `values`. */
  exactWords?: true
  /** Jina takes other words, too, and makes nothing of them. */
  freeWords?: true
  /** Smallest and largest number allowed. */
  range?: readonly [number, number]
  section: Section
  help: string
  /** Jina does not show it in its help. */
  hidden?: true
  /** Other spellings that Jina still takes; the first is the old name. */
  aliases?: readonly string[]
}

type Rest = Partial<Pick<Field, 'values' | 'exactWords' | 'freeWords' | 'range' | 'hidden' | 'aliases'>>
const E: readonly FieldScope[] = ['executor']
const G: readonly FieldScope[] = ['gateway']
const EG: readonly FieldScope[] = ['executor', 'gateway']
const ALL: readonly FieldScope[] = ['executor', 'gateway', 'flow']
const PORT = [1, 65_535] as const

function field(
  key: string,
  scopes: readonly FieldScope[],
  [type, initial]: [FieldType, YamlValue],
  [section, help, rest = {}]: [Section, string, Rest?],
): Field {
  return { key, scopes, type, default: initial, section, help, ...rest }
}

/**
 * Every key once, in Jina's order (Jina 3.x: the order of its parser, which is also the order of exported arguments).
 * Defaults, validation, the inspector, YAML completion and `docs/flow-yaml.md` are derived from this table.
 */
export const FIELDS: readonly Field[] = [
  field(
    'name',
    ALL,
    ['string', null],
    ['Identity', 'Unique name; other Executors refer to it in needs. Must be a Python identifier.'],
  ),
  field('workspace', ALL, ['string', null], ['Files', 'Folder where Executors keep their data.']),
  field(
    'log_config',
    ALL,
    ['string', 'default'],
    ['Observability', 'Logging configuration: a name or a YAML file.'],
  ),
  field('quiet', ALL, ['boolean', false], ['Observability', 'Print no log lines.']),
  field('quiet_error', ALL, ['boolean', false], ['Observability', 'Print no stack traces of exceptions.']),
  field('workspace_id', ALL, ['string', null], ['Advanced', 'Identity of the workspace.', { hidden: true }]),
  field(
    'extra_search_paths',
    EG,
    ['list', []],
    ['Files', 'More folders in which sources are looked for.', { hidden: true }],
  ),
  field(
    'timeout_ctrl',
    EG,
    ['integer', 60],
    ['Advanced', 'Seconds to wait for a Pod to stop; -1 waits for ever.'],
  ),
  field('k8s_namespace', EG, ['string', null], ['Advanced', 'Kubernetes namespace.', { hidden: true }]),
  field(
    'polling',
    E,
    ['stringOrMap', 'ANY'],
    ['Scale', 'Which shards get a request: ANY one or ALL, for all endpoints or per endpoint.'],
  ),
  field(
    'shards',
    E,
    ['integer', 1],
    ['Scale', 'Parts of the data, each held by its own Pods behind a Head.', { range: [1, 1024] }],
  ),
  field(
    'replicas',
    EG,
    ['integer', 1],
    ['Scale', 'Identical Pods that share the requests.', { range: [1, 1024] }],
  ),
  field('native', E, ['boolean', false], ['Advanced', 'Run in the process that the command starts.']),
  field(
    'prefetch',
    G,
    ['integer', 1000],
    ['Network', 'Requests in flight per client stream; 0 is unlimited.', { range: [0, 1_000_000] }],
  ),
  field('title', EG, ['string', null], ['Identity', 'Title of the HTTP service page.']),
  field('description', EG, ['string', null], ['Identity', 'Description on the HTTP service page.']),
  field('cors', EG, ['boolean', false], ['Network', 'Let web pages of any origin call the HTTP surface.']),
  field(
    'uvicorn_kwargs',
    EG,
    ['map', null],
    [
      'Advanced',
      'HTTP server: timeout_keep_alive (s), limit_concurrency, headers, ssl_certfile, ssl_keyfile, …',
    ],
  ),
  field('ssl_certfile', EG, ['string', null], ['Network', 'TLS certificate file; needs ssl_keyfile too.']),
  field('ssl_keyfile', EG, ['string', null], ['Network', 'TLS key file; needs ssl_certfile too.']),
  field('no_debug_endpoints', G, ['boolean', false], ['Network', 'Leave out /post, /status and /dry_run.']),
  field(
    'no_crud_endpoints',
    G,
    ['boolean', false],
    ['Network', 'Leave out /index, /search, /update and /delete.'],
  ),
  field(
    'expose_endpoints',
    G,
    ['stringOrMap', null],
    ['Network', 'More HTTP routes: endpoint to path and methods.'],
  ),
  field(
    'expose_graphql_endpoint',
    G,
    ['boolean', false],
    ['Network', 'Serve GraphQL; not offered by Flowdeck.'],
  ),
  field(
    'uses',
    EG,
    ['stringOrMap', null],
    [
      'Identity',
      'A class name, a source file, a config.yml, an image. Absent: the Executor passes Documents through; the Gateway is the built-in one.',
    ],
  ),
  field('uses_with', EG, ['map', null], ['Parameters', 'Arguments of the constructor.']),
  field('uses_metas', E, ['map', null], ['Parameters', 'Overrides of metas: name, description, workspace.']),
  field('uses_requests', E, ['map', null], ['Routing', 'Endpoint to method, over what the class binds.']),
  field(
    'uses_dynamic_batching',
    E,
    ['map', null],
    ['Batching', 'Per endpoint: preferred_batch_size, timeout (ms), flush_all.'],
  ),
  field(
    'py_modules',
    EG,
    ['stringOrList', null],
    ['Files', 'Source files that define the class, relative to this file. Python or TypeScript.'],
  ),
  field(
    'output_array_type',
    E,
    ['string', null],
    ['Advanced', 'Array type of results (docarray v1).', { values: ['numpy', 'list'], freeWords: true }],
  ),
  field('exit_on_exceptions', E, ['list', []], ['Advanced', 'Exception classes that end the Executor.']),
  field(
    'no_reduce',
    E,
    ['boolean', false],
    ['Routing', 'Keep the parts of a join apart instead of merging them.', { aliases: ['disable_reduce'] }],
  ),
  field(
    'allow_concurrent',
    E,
    ['boolean', false],
    ['Scale', 'Let Python methods without async work on several requests at once, in threads.'],
  ),
  field(
    'grpc_server_options',
    EG,
    ['map', null],
    ['Network', 'gRPC server options, e.g. grpc.max_receive_message_length (bytes).'],
  ),
  field('raft_configuration', E, ['map', null], ['Advanced', 'RAFT settings of a stateful Executor.']),
  field(
    'grpc_channel_options',
    EG,
    ['map', null],
    ['Network', 'gRPC options of its calls to others, e.g. grpc.keepalive_time_ms.'],
  ),
  field('entrypoint', EG, ['string', null], ['Advanced', 'Entry point of the container.']),
  field('docker_kwargs', EG, ['map', null], ['Advanced', 'Arguments for the container engine.']),
  field(
    'volumes',
    E,
    ['stringOrList', null],
    ['Files', 'Folders mounted into the container: host:container.'],
  ),
  field('gpus', E, ['any', null], ['Scale', 'GPUs: all, a count, or device=ID[,device=ID].']),
  field('disable_auto_volume', E, ['boolean', false], ['Files', 'Do not mount the workspace by default.']),
  field(
    'force_network_mode',
    E,
    ['string', 'AUTO'],
    [
      'Advanced',
      'Network mode of the container.',
      { values: ['AUTO', 'HOST', 'BRIDGE', 'NONE'], hidden: true },
    ],
  ),
  field(
    'host',
    EG,
    ['stringOrList', '0.0.0.0'],
    ['Network', 'Address or host; several for external replicas.', { aliases: ['host_in'] }],
  ),
  field(
    'proxy',
    G,
    ['boolean', false],
    ['Network', 'Let a Gateway class of your own see http_proxy and https_proxy.'],
  ),
  field('runtime_cls', EG, ['string', null], ['Advanced', "Jina's runtime class."]),
  field(
    'timeout_ready',
    EG,
    ['integer', 600_000],
    ['Scale', 'Milliseconds until a Pod must be ready; -1 waits for ever.', { range: [-1, 2_147_483_647] }],
  ),
  field('env', ALL, ['map', null], ['Environment', 'Environment variables of the process.']),
  field(
    'env_from_secret',
    EG,
    ['map', null],
    ['Environment', 'Variables from Kubernetes secrets: VAR to {name, key}.', { hidden: true }],
  ),
  field(
    'image_pull_secrets',
    EG,
    ['list', null],
    ['Environment', 'Kubernetes secrets for pulling images.', { hidden: true }],
  ),
  field(
    'shard_id',
    EG,
    ['integer', 0],
    ['Advanced', 'Index of the shard; set by the runtime.', { hidden: true }],
  ),
  field(
    'pod_role',
    EG,
    ['string', null],
    [
      'Advanced',
      'Role of the Pod; set by the runtime.',
      { values: ['HEAD', 'WORKER', 'GATEWAY'], hidden: true },
    ],
  ),
  field(
    'noblock_on_start',
    EG,
    ['boolean', false],
    ['Advanced', 'Do not wait for readiness.', { hidden: true }],
  ),
  field(
    'floating',
    EG,
    ['boolean', false],
    ['Routing', 'Runs beside the Flow: the answer does not wait for it, and its result is dropped.'],
  ),
  field(
    'replica_id',
    EG,
    ['integer', 0],
    ['Advanced', 'Index of the replica; set by the runtime.', { hidden: true }],
  ),
  field(
    'reload',
    ALL,
    ['boolean', false],
    ['Advanced', 'Start Pods again when their source changes; of the Flow: of all Executors.'],
  ),
  field(
    'install_requirements',
    E,
    ['boolean', false],
    ['Files', 'Install the requirements of a Hub Executor.'],
  ),
  field(
    'port',
    ALL,
    ['integerOrList', null],
    [
      'Network',
      'Port, or one per protocol; a free one when absent.',
      { range: PORT, aliases: ['port_expose', 'port_in', 'ports'] },
    ],
  ),
  field(
    'protocol',
    ALL,
    ['stringOrList', 'GRPC'],
    [
      'Network',
      'grpc, http, websocket, or a list.',
      { values: ['GRPC', 'HTTP', 'WEBSOCKET'], aliases: ['protocols'] },
    ],
  ),
  field(
    'provider',
    EG,
    ['string', 'NONE'],
    ['Advanced', 'Cloud provider.', { values: ['NONE', 'SAGEMAKER', 'AZURE'] }],
  ),
  field('provider_endpoint', EG, ['string', null], ['Advanced', 'Endpoint that the provider calls.']),
  field('monitoring', ALL, ['boolean', false], ['Observability', 'Serve Prometheus metrics.']),
  field(
    'port_monitoring',
    EG,
    ['integerOrList', null],
    ['Observability', 'Port of the metrics; a free one when absent.', { range: PORT }],
  ),
  field(
    'retries',
    EG,
    ['integer', -1],
    ['Network', 'How often a failed call is tried again; -1 means max(3, replicas).', { range: [-1, 1000] }],
  ),
  field('tracing', EG, ['boolean', false], ['Observability', 'Send OpenTelemetry traces.']),
  field('traces_exporter_host', EG, ['string', null], ['Observability', 'Host of the trace collector.']),
  field(
    'traces_exporter_port',
    EG,
    ['integer', null],
    ['Observability', 'Port of the trace collector.', { range: PORT }],
  ),
  field('metrics', EG, ['boolean', false], ['Observability', 'Send OpenTelemetry metrics.']),
  field('metrics_exporter_host', EG, ['string', null], ['Observability', 'Host of the metrics collector.']),
  field(
    'metrics_exporter_port',
    EG,
    ['integer', null],
    ['Observability', 'Port of the metrics collector.', { range: PORT }],
  ),
  field('stateful', EG, ['boolean', false], ['Advanced', 'Keep state by RAFT.']),
  field('peer_ports', EG, ['any', null], ['Advanced', 'Ports of the RAFT peers.']),
  field('force_update', E, ['boolean', false], ['Advanced', 'Pull the Hub Executor again.']),
  field('prefer_platform', E, ['string', null], ['Advanced', 'Platform of the image.']),
  field(
    'compression',
    EG,
    ['string', null],
    [
      'Network',
      'Compression of gRPC messages.',
      { values: ['NoCompression', 'Deflate', 'Gzip'], exactWords: true },
    ],
  ),
  field(
    'uses_before_address',
    E,
    ['string', null],
    ['Advanced', 'Address of uses_before; set by the runtime.', { hidden: true }],
  ),
  field(
    'uses_after_address',
    E,
    ['string', null],
    ['Advanced', 'Address of uses_after; set by the runtime.', { hidden: true }],
  ),
  field(
    'connection_list',
    E,
    ['stringOrMap', null],
    ['Advanced', 'Addresses of the shards; set by the runtime.', { hidden: true }],
  ),
  field(
    'timeout_send',
    EG,
    ['integer', null],
    [
      'Network',
      'Milliseconds a call to an Executor may take; absent: no limit.',
      { range: [-1, 2_147_483_647] },
    ],
  ),
  field('uses_before', E, ['stringOrMap', null], ['Scale', 'Executor in front of the shards.']),
  field('uses_after', E, ['stringOrMap', null], ['Scale', 'Executor behind the shards.']),
  field('when', E, ['map', null], ['Routing', 'Only Documents that match this filter reach the Executor.']),
  field(
    'external',
    E,
    ['boolean', false],
    ['Network', 'Run by somebody else at host and port; never started or stopped here.'],
  ),
  field('grpc_metadata', E, ['map', null], ['Network', 'Metadata sent with each call.']),
  field(
    'deployment_role',
    E,
    ['string', null],
    [
      'Advanced',
      'Role in the graph; set by the runtime.',
      {
        values: ['DEPLOYMENT', 'JOIN', 'INSPECT', 'GATEWAY', 'INSPECT_AUX_PASS', 'JOIN_INSPECT'],
        hidden: true,
      },
    ],
  ),
  field(
    'tls',
    E,
    ['boolean', false],
    ['Network', 'Call the external Executor over TLS.', { aliases: ['https'] }],
  ),
  field(
    'needs',
    E,
    ['stringOrList', null],
    ['Routing', 'What it waits for; absent: the Executor before it. gateway is the entry.'],
  ),
  field(
    'method',
    E,
    ['string', 'add'],
    [
      'Routing',
      'add; needs: joins several; needs_all: joins every Executor without successors; inspect: looks at the Executor before it, beside the Flow.',
      { values: ['add', 'needs', 'needs_all', 'inspect'], exactWords: true },
    ],
  ),
  field('jcloud', E, ['map', null], ['Advanced', 'Settings of Jina Cloud; ignored here.']),
  field(
    'graph_description',
    G,
    ['stringOrMap', null],
    ['Advanced', 'The graph; set by the runtime.', { hidden: true }],
  ),
  field(
    'graph_conditions',
    G,
    ['stringOrMap', null],
    ['Advanced', 'The filters; set by the runtime.', { hidden: true }],
  ),
  field(
    'deployments_addresses',
    G,
    ['stringOrMap', null],
    ['Advanced', 'Addresses of the Executors; set by the runtime.', { hidden: true }],
  ),
  field(
    'deployments_metadata',
    G,
    ['stringOrMap', null],
    ['Advanced', 'Metadata per Executor; set by the runtime.', { hidden: true }],
  ),
  field(
    'deployments_no_reduce',
    G,
    ['stringOrMap', null],
    [
      'Advanced',
      'Executors that do not reduce; set by the runtime.',
      { hidden: true, aliases: ['deployments_disable_reduce'] },
    ],
  ),
  field(
    'inspect',
    ['flow'],
    ['string', 'COLLECT'],
    [
      'Routing',
      'Results of inspections: COLLECT joins them into the answer, HANG drops them, REMOVE leaves the inspections out.',
      { values: ['COLLECT', 'HANG', 'REMOVE'] },
    ],
  ),
  field(
    'suppress_root_logging',
    ['flow'],
    ['boolean', false],
    ['Observability', "Keep Python's root logger as it is."],
  ),
]

/** Keys of the top level of a Flow file. */
export const TOP_LEVEL = [
  'jtype',
  'version',
  'with',
  'executors',
  'deployments',
  'gateway',
  'jcloud',
] as const

/** Old names that Jina maps with a warning. */
export const DEPRECATED: Readonly<Record<string, string>> = {
  override_with: 'uses_with',
  override_metas: 'uses_metas',
  override_requests: 'uses_requests',
  port_expose: 'port',
  port_in: 'port',
  host_in: 'host',
  https: 'tls',
  disable_reduce: 'no_reduce',
  deployments_disable_reduce: 'deployments_no_reduce',
  parallel: 'replicas',
}

const byScope = new Map<FieldScope, Map<string, Field>>(
  (['executor', 'gateway', 'flow'] as const).map((scope) => [
    scope,
    new Map(FIELDS.filter((f) => f.scopes.includes(scope)).map((f) => [f.key, f])),
  ]),
)

/** The field of a scope by its exact key, or undefined. */
export function fieldFor(scope: FieldScope, key: string): Field | undefined {
  return byScope.get(scope)?.get(key)
}

export function fieldsOf(scope: FieldScope): Field[] {
  return [...(byScope.get(scope)?.values() ?? [])]
}
