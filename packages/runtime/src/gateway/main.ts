import { readFileSync } from 'node:fs'
import {
  FlowError,
  type DocarrayGeneration,
  type GraphEdges,
  type Json,
  type JsonObject,
} from '@flowdeck/shared'
import { numberFlag, parseFlags, textFlag, type Flags } from '../pod/podFlags.ts'
import { graceOf, runPod } from '../pod/runPod.ts'
import { flushAccessLog } from './accessLog.ts'
import { Gateway, type GatewaySettings } from './Gateway.ts'
import { compressionOf } from '../transport/compression.ts'
import { asError } from '../transport/rpcError.ts'
import { readGrpcOptions } from '../transport/grpcOptions.ts'
import { readLimit } from '../transport/operatorLimits.ts'
import { gatewayServers } from './gatewayServers.ts'
import { GATEWAY_FLAGS } from './gatewayFlags.ts'
import { startTelemetry } from '../telemetry/startTelemetry.ts'
import { readUvicornKwargs } from './uvicornKwargs.ts'
import { startGateway } from './startGateway.ts'
import type { TopologyArgs } from './TopologyGraph.ts'

const object = (value: Json | undefined) => (value ?? {}) as JsonObject

function topologyOf(flags: Flags): TopologyArgs {
  return {
    graph: object(flags['graph_description']) as GraphEdges,
    addresses: Object.fromEntries(
      Object.entries(object(flags['deployments_addresses'])).map(([name, value]) => [
        name,
        addressesOf(value),
      ]),
    ),
    conditions: object(flags['graph_conditions']),
    metadata: object(flags['deployments_metadata']) as Record<string, Record<string, string>>,
    noReduce: (flags['deployments_no_reduce'] as string[] | undefined) ?? [],
    retries: numberFlag(flags, 'retries', -1),
    timeoutSendMs: numberFlag(flags, 'timeout_send', null),
    compression: compressionOf(textFlag(flags, 'compression', null)),
    channel: readGrpcOptions(flags['grpc_channel_options']),
  }
}

/** Jina 3.x: a list of addresses, or lists by protocol. */
function addressesOf(value: Json): string[] {
  if (Array.isArray(value)) return value.map(String)
  const byProtocol = object(value)
  return ((byProtocol['GRPC'] ?? Object.values(byProtocol)[0] ?? []) as Json[]).map(String)
}

function settingsOf(flags: Flags): GatewaySettings {
  const cert = flags['ssl_certfile']
  const key = flags['ssl_keyfile']
  if ((cert === undefined) !== (key === undefined))
    throw new FlowError('BAD_REQUEST', 'give both --ssl-certfile and --ssl-keyfile, or neither')
  const tls =
    typeof cert === 'string' && typeof key === 'string'
      ? { cert: readFileSync(cert), key: readFileSync(key) }
      : null
  const web = readUvicornKwargs(flags['uvicorn_kwargs'], tls)
  return {
    accessLog: flags['quiet'] !== true && web.accessLog,
    host: textFlag(flags, 'host', '127.0.0.1'),
    servers: gatewayServers(
      (flags['protocol'] as string[] | undefined) ?? ['GRPC'],
      ((flags['port'] as string[] | undefined) ?? []).map(Number),
    ),
    prefetch: numberFlag(flags, 'prefetch', 1000),
    cors: flags['cors'] === true,
    title: textFlag(flags, 'title', 'My Jina Service'),
    description: textFlag(
      flags,
      'description',
      'This is my awesome service. You can set `title` and `description` in your `Flow` or `Gateway` to customize the title and description.',
    ),
    noDebugEndpoints: flags['no_debug_endpoints'] === true,
    noCrudEndpoints: flags['no_crud_endpoints'] === true,
    exposeEndpoints: object(flags['expose_endpoints']) as GatewaySettings['exposeEndpoints'],
    tls,
    web,
    grpc: {
      options: readGrpcOptions(flags['grpc_server_options']),
      compression: compressionOf(textFlag(flags, 'compression', null)),
    },
    maxDocuments: readLimit('FLOWDECK_MAX_DOCUMENTS', process.env),
    docarray: docarrayOf(textFlag(flags, 'docarray', null)),
  }
}

function docarrayOf(value: string | null): DocarrayGeneration | null {
  if (value === null || value === 'v1' || value === 'v2') return value
  throw new FlowError('BAD_REQUEST', `--docarray is v1 or v2, not "${value}"`)
}

await runPod(async (control, argv) => {
  const flags = parseFlags(argv, GATEWAY_FLAGS)
  const telemetry = await startTelemetry(flags, textFlag(flags, 'name', 'gateway'), 'caller')
  const gateway = new Gateway(topologyOf(flags), settingsOf(flags), telemetry)
  const running = await startGateway(gateway)
  const served = running.servers.map(({ protocol, port }) => `${protocol} on port ${port}`).join(', ')
  process.stdout.write(`INFO the Gateway serves ${served}\n`)
  await control.send({ type: 'listening', servers: running.servers })
  return {
    ...graceOf(flags),
    refresh: async () => {
      await gateway.refresh().catch((thrown: unknown) => {
        process.stderr.write(`ERROR ${asError(thrown).message}\n`)
      })
    },
    setFrozen: (addresses) => gateway.setFrozen(addresses),
    close: async (graceMs) => {
      await running.close(graceMs)
      flushAccessLog()
      await telemetry?.close()
    },
  }
})
