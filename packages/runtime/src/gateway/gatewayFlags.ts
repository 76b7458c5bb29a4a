import type { FlagTable } from '../pod/podFlags.ts'
import { TELEMETRY_FLAGS } from '../telemetry/telemetryFlags.ts'

/** Arguments of a Gateway process, in Jina's names (`jina gateway`). */
export const GATEWAY_FLAGS = {
  name: 'text',
  host: 'text',
  protocol: 'list',
  port: 'list',
  graph_description: 'json',
  graph_conditions: 'json',
  deployments_addresses: 'json',
  deployments_metadata: 'json',
  deployments_no_reduce: 'json',
  timeout_send: 'number',
  retries: 'number',
  prefetch: 'number',
  cors: 'boolean',
  title: 'text',
  description: 'text',
  no_debug_endpoints: 'boolean',
  no_crud_endpoints: 'boolean',
  expose_endpoints: 'json',
  ssl_certfile: 'text',
  ssl_keyfile: 'text',
  docarray: 'text',
  compression: 'text',
  grpc_server_options: 'map',
  grpc_channel_options: 'map',
  uvicorn_kwargs: 'map',
  quiet: 'boolean',
  timeout_ctrl: 'number',
  ...TELEMETRY_FLAGS,
} as const satisfies FlagTable
