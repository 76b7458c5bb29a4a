import { readPorts, type ExecutorSpec, type YamlValue } from '@flowdeck/shared'
import type { PortKey } from './describeTaken.ts'
import { isPortFree, type PortAllocator } from './ports.ts'

/** A port for each process of an Executor. */
export interface PodPorts {
  /** All replicas of the first shard, then those of the second, … */
  workers: number[]
  /** Where the Gateway finds an Executor with several shards; null with one. */
  head: number | null
  usesBefore: number | null
  usesAfter: number | null
}

/** The ports of one Executor's processes. */
export interface DeploymentPorts extends PodPorts {
  /** Where each serves what it measures; null without `monitoring`. */
  monitoring: PodPorts | null
}

interface Choice {
  allocator: PortAllocator
  /** Told of each written port that somebody else holds. */
  onTaken: (port: number, key: PortKey) => Promise<void>
}

/** Chooses ports; written ones are kept. Jina 3.x: of an Executor with several shards the written port is its Head's. */
export async function deploymentPorts(executor: ExecutorSpec, choice: Choice): Promise<DeploymentPorts> {
  const { args, shards, replicas } = executor
  const written = readPorts(args['port']) ?? []
  // A single written port belongs to a single Pod; Jina gives several replicas ports of their own.
  const kept = shards > 1 ? written.slice(0, 1) : written.length === replicas ? written : []
  const ports = await podPorts(executor, choice, { key: 'port', written: kept })
  if (args['monitoring'] !== true) return { ...ports, monitoring: null }
  const monitoring = readPorts(args['port_monitoring']) ?? []
  return {
    ...ports,
    monitoring: await podPorts(executor, choice, { key: 'port_monitoring', written: monitoring }),
  }
}

/** Jina 3.x: written ports go to the Head first, then to the workers by replica within shard; who gets none has a free one. */
async function podPorts(
  { args, shards, replicas }: ExecutorSpec,
  { allocator, onTaken }: Choice,
  { key, written }: { key: PortKey; written: readonly number[] },
): Promise<PodPorts> {
  const left = [...written]
  const free = () => allocator.allocate('127.0.0.1')
  const next = async () => {
    const port = left.shift()
    if (port === undefined) return await free()
    if (!(await isPortFree(port, '127.0.0.1'))) await onTaken(port, key)
    return port
  }
  const head = shards > 1 ? await next() : null
  const workers: number[] = []
  for (let i = 0; i < shards * replicas; i++) workers.push(await next())
  const helper = async (uses: YamlValue | undefined) =>
    head !== null && hasHelper(uses) ? await free() : null
  return {
    head,
    workers,
    usesBefore: await helper(args['uses_before']),
    usesAfter: await helper(args['uses_after']),
  }
}

/** Whether `uses_before` or `uses_after` names an Executor (Jina 3.x: BaseExecutor is none). */
export function hasHelper(uses: YamlValue | undefined): boolean {
  return uses !== undefined && uses !== null && uses !== '' && uses !== 'BaseExecutor'
}
