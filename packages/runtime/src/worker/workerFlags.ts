import type { FlagTable } from '../pod/podFlags.ts'
import { TELEMETRY_FLAGS } from '../telemetry/telemetryFlags.ts'

/** What the process of an Executor is told: Jina's names, plus `compiled` (the bundle), `class` (its export) and `config` (what else its config file holds). */
export const WORKER_FLAGS = {
  uses: 'text',
  compiled: 'text',
  class: 'text',
  config: 'map',
  name: 'text',
  host: 'text',
  port: 'port',
  workspace: 'text',
  uses_with: 'map',
  uses_metas: 'map',
  uses_requests: 'map',
  uses_dynamic_batching: 'map',
  shard_id: 'number',
  shards: 'number',
  replica_id: 'number',
  replicas: 'number',
  docarray: 'text',
  exit_on_exceptions: 'list',
  grpc_server_options: 'map',
  compression: 'text',
  output_array_type: 'text',
  timeout_ctrl: 'number',
  ...TELEMETRY_FLAGS,
} as const satisfies FlagTable
