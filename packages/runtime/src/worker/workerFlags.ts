import type { FlagTable } from '../pod/podFlags.ts'
import { TELEMETRY_FLAGS } from '../telemetry/telemetryFlags.ts'

/** What the process of an Executor is told: Jina's names, plus `compiled` (the bundle) and `class` (its export). */
export const WORKER_FLAGS = {
  uses: 'text',
  compiled: 'text',
  class: 'text',
  name: 'text',
  host: 'text',
  port: 'number',
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
  ...TELEMETRY_FLAGS,
} as const satisfies FlagTable
