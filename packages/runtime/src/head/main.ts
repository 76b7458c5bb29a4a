import { FlowError, type Json } from '@flowdeck/shared'
import { ReplicaList } from '../networking/ReplicaList.ts'
import type { PodControl } from '../pod/control.ts'
import { numberFlag, parseFlags, textFlag, type Flags } from '../pod/podFlags.ts'
import { graceOf, runPod, type RunningPod } from '../pod/runPod.ts'
import { startTelemetry } from '../telemetry/startTelemetry.ts'
import type { Telemetry } from '../telemetry/Telemetry.ts'
import { compressionOf } from '../transport/compression.ts'
import { readGrpcOptions } from '../transport/grpcOptions.ts'
import { listenRpc } from '../transport/listenRpc.ts'
import { Health } from '../transport/standardServices.ts'
import { Head } from './Head.ts'
import { HEAD_FLAGS } from './headFlags.ts'
import { readPolling } from './polling.ts'

async function start(control: PodControl, argv: readonly string[]): Promise<RunningPod> {
  const flags = parseFlags(argv, HEAD_FLAGS)
  const health = new Health()
  const telemetry = await startTelemetry(flags, textFlag(flags, 'name', 'head'), 'caller')
  const shards = shardsOf(flags, telemetry)
  const helper = (key: string) => {
    const address = textFlag(flags, `${key}_address`, null)
    return address === null ? null : replicas(flags, telemetry, { deployment: key, addresses: [address] })
  }
  const head = new Head({
    shards,
    usesBefore: helper('uses_before'),
    usesAfter: helper('uses_after'),
    polling: readPolling(flags['polling']),
    reduce: flags['no_reduce'] !== true,
    health,
    telemetry,
  })
  const server = await listenRpc({
    host: textFlag(flags, 'host', '127.0.0.1'),
    port: numberFlag(flags, 'port', 0),
    handlers: head.handlers,
    grpc: {
      options: readGrpcOptions(flags['grpc_server_options']),
      compression: compressionOf(textFlag(flags, 'compression', null)),
    },
  })
  health.set(true)
  process.stdout.write(`INFO the Head of ${shards.length} shards listens on port ${server.port}\n`)
  await control.send({ type: 'listening', servers: [{ protocol: 'grpc', port: server.port }] })
  return {
    ...graceOf(flags),
    setFrozen: (addresses) => head.setFrozen(addresses),
    close: async (graceMs) => {
      health.stop()
      await server.close(graceMs)
      await head.close()
      await telemetry?.close()
    },
  }
}

/** Jina 3.x: `{"0": ["host:port", …], "1": …}`; one address may stand without a list. */
function shardsOf(flags: Flags, telemetry: Telemetry | null): ReplicaList[] {
  const list = flags['connection_list']
  const entries =
    typeof list === 'object' && list !== null && !Array.isArray(list) ? Object.entries(list) : []
  if (entries.length === 0)
    throw new FlowError('BAD_REQUEST', 'a Head needs --connection-list, e.g. {"0": ["127.0.0.1:5000"]}')
  const name = textFlag(flags, 'name', 'head').split('/')[0] as string
  return entries
    .toSorted(([a], [b]) => Number(a) - Number(b))
    .map(([, addresses]: [string, Json]) =>
      replicas(flags, telemetry, { deployment: name, addresses: [addresses].flat().map(String) }),
    )
}

function replicas(
  flags: Flags,
  telemetry: Telemetry | null,
  { deployment, addresses }: { deployment: string; addresses: string[] },
): ReplicaList {
  return new ReplicaList({
    deployment,
    addresses,
    retries: numberFlag(flags, 'retries', -1),
    timeoutSendMs: numberFlag(flags, 'timeout_send', null),
    compression: compressionOf(textFlag(flags, 'compression', null)),
    options: readGrpcOptions(flags['grpc_channel_options']),
    telemetry,
    caller: 'Head',
  })
}

await runPod(start)
