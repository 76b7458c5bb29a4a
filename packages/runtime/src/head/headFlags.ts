import type { FlagTable } from '../pod/podFlags.ts'
import { TELEMETRY_FLAGS } from '../telemetry/telemetryFlags.ts'

/** What the process of a Head is told, in Jina's names (`jina executor --pod-role HEAD`). */
export const HEAD_FLAGS = {
  name: 'text',
  host: 'text',
  port: 'port',
  polling: 'text',
  /** Shard number → addresses of its replicas. */
  connection_list: 'json',
  uses_before_address: 'text',
  uses_after_address: 'text',
  no_reduce: 'boolean',
  retries: 'number',
  timeout_send: 'number',
  compression: 'text',
  grpc_server_options: 'map',
  grpc_channel_options: 'map',
  timeout_ctrl: 'number',
  ...TELEMETRY_FLAGS,
} as const satisfies FlagTable
