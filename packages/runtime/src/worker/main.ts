import { pathToFileURL } from 'node:url'
import { FlowError, toJavaScript, toPlainJson, type JsonObject } from '@flowdeck/shared'
import { Executor, construct, type ExecutorClass } from '../executor/Executor.ts'
import { handedOver } from '../executor/podFlow.ts'
import { endpointMap } from '../executor/endpointMap.ts'
import { pickClass } from '../executor/pickClass.ts'
import type { ArrayType } from '../data/documentProto.ts'
import type { PodControl } from '../pod/control.ts'
import { numberFlag, parseExactFlags, textFlag, type Flags } from '../pod/podFlags.ts'
import { NONCE, graceOf, runPod, type RunningPod } from '../pod/runPod.ts'
import { startTelemetry } from '../telemetry/startTelemetry.ts'
import { compressionOf } from '../transport/compression.ts'
import { readGrpcOptions } from '../transport/grpcOptions.ts'
import { asError } from '../transport/rpcError.ts'
import { listenRpc } from '../transport/listenRpc.ts'
import { Health } from '../transport/standardServices.ts'
import { Batching, batchingOptions } from './Batching.ts'
import { readConfig } from './readConfig.ts'
import { tagOutput } from './tagOutput.ts'
import { Worker } from './Worker.ts'
import { WORKER_FLAGS } from './workerFlags.ts'

class BaseExecutor extends Executor {
  static override requests = { '/default': 'pass' }
  pass(): void {}
}

async function start(control: PodControl, argv: readonly string[]): Promise<RunningPod> {
  const exact = parseExactFlags(argv, WORKER_FLAGS)
  const flags = toPlainJson(exact) as Flags
  const uses = textFlag(flags, 'uses', null)
  const executorClass = await load(flags, control)
  const name = textFlag(flags, 'name', 'executor/rep-0')
  const number = (key: string, otherwise: number) => numberFlag(flags, key, otherwise)
  const telemetry = await startTelemetry(flags, name, 'worker')
  const config = readConfig(exact, process.env)
  const endpoints = endpointMap(executorClass, toPlainJson(config.requests) as Record<string, string>)
  const metas = { name: executorClass.name, ...(toPlainJson(config.metas) as JsonObject) }
  await control.send({ type: 'phase', phase: `constructing ${executorClass.name}` })
  let executor: object
  try {
    executor = construct(executorClass, {
      args: toJavaScript(config.with) as JsonObject,
      metas,
      observe: (instrument, seconds) => telemetry?.record(instrument, seconds),
      runtimeArgs: {
        name: name.split('/')[0] as string,
        workspace: textFlag(flags, 'workspace', null),
        shard_id: number('shard_id', 0),
        shards: number('shards', 1),
        replica_id: number('replica_id', 0),
        replicas: number('replicas', 1),
      },
    })
  } catch (thrown) {
    throw new FlowError(
      'EXECUTOR_LOAD_FAILED',
      `the constructor of ${executorClass.name}${uses ? ` (${uses})` : ''} threw: ${asError(thrown).message}`,
      { cause: thrown },
    )
  }
  const health = new Health()
  const batching = new Batching(
    batchingOptions(
      new Map([...endpoints].map(([endpoint, { method }]) => [endpoint, method])),
      (executorClass.batching ?? {}) as JsonObject,
      toPlainJson(config.dynamic_batching) as JsonObject,
    ),
  )
  const typed = [...endpoints.values()].some(({ input, output }) => input ?? output)
  const docarray = textFlag(flags, 'docarray', typed ? 'v2' : 'v1') === 'v2' ? 'v2' : 'v1'
  const worker = new Worker({
    executor,
    endpoints,
    batching,
    docarray,
    podName: name,
    exitOnExceptions: ((flags['exit_on_exceptions'] ?? []) as string[]).map(String),
    metasName: metas.name,
    arrayType: arrayTypeOf(textFlag(flags, 'output_array_type', null)),
    health,
    telemetry,
  })
  const server = await listenRpc({
    host: textFlag(flags, 'host', '127.0.0.1'),
    port: number('port', 0),
    handlers: worker.handlers,
    grpc: {
      options: readGrpcOptions(flags['grpc_server_options']),
      compression: compressionOf(textFlag(flags, 'compression', null)),
    },
  })
  health.set(true)
  process.stdout.write(
    `INFO ${executorClass.name} answers ${[...endpoints.keys()].join(', ') || 'no endpoint'} on port ${server.port}\n`,
  )
  await control.send({ type: 'listening', servers: [{ protocol: 'grpc', port: server.port }] })
  return {
    ...graceOf(flags),
    close: async (graceMs) => {
      health.stop()
      batching.flush()
      await server.close(graceMs)
      let timer: NodeJS.Timeout | undefined
      await Promise.race([
        worker.whenIdle(),
        new Promise<void>((resolve) => (timer = setTimeout(resolve, graceMs))),
      ])
      clearTimeout(timer)
      if ('close' in executor && typeof executor.close === 'function')
        await (executor as { close(): unknown }).close()
      await telemetry?.close()
    },
  }
}

function arrayTypeOf(written: string | null): ArrayType | null {
  if (written === null || written === 'numpy' || written === 'list') return written
  throw new FlowError('BAD_REQUEST', `output_array_type is numpy or list, not "${written}"`)
}

async function load(flags: JsonObject, control: PodControl): Promise<ExecutorClass> {
  const compiled = flags['compiled']
  if (typeof compiled !== 'string') return BaseExecutor
  const uses = textFlag(flags, 'uses', compiled)
  await control.send({ type: 'phase', phase: `loading ${uses}` })
  const className = textFlag(flags, 'class', null)
  const exported = import(pathToFileURL(compiled).href).then(
    (module: Record<string, unknown>) => pickClass(module, className, uses),
    (thrown: unknown) => {
      throw new FlowError('EXECUTOR_LOAD_FAILED', `loading ${uses} failed: ${asError(thrown).message}`, {
        cause: thrown,
      })
    },
  )
  return className === null ? await exported : await Promise.race([exported, handedOver(className)])
}

process.setSourceMapsEnabled(true)
if (process.env[NONCE] !== undefined) tagOutput()
process.on('unhandledRejection', (thrown) => {
  process.stderr.write(`unhandled rejection: ${asError(thrown).stack ?? asError(thrown).message}\n`)
  process.exit(1)
})
await runPod(start)
