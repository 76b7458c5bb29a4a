import type { ExecutorSpec, YamlValue } from '@flowdeck/shared'
import { isPortFree, portHolder, type PortAllocator } from './ports.ts'

/** The ports of one Executor's processes. */
export interface DeploymentPorts {
  /** All replicas of the first shard, then those of the second, … */
  workers: number[]
  /** Where the Gateway finds an Executor with several shards; null with one. */
  head: number | null
  usesBefore: number | null
  usesAfter: number | null
}

/**
 * Chooses ports; written ones are kept, and `onTaken` is told of each that somebody else holds.
 * Jina 3.x: of an Executor with several shards the written port is its Head's.
 */
export async function deploymentPorts(
  { name, args, shards, replicas }: ExecutorSpec,
  allocator: PortAllocator,
  onTaken: (message: string) => void,
): Promise<DeploymentPorts> {
  const written = portList(args['port'])
  const free = () => allocator.allocate('127.0.0.1')
  const own = async (port: number | undefined) => {
    if (port === undefined) return await free()
    if (!(await isPortFree(port, '127.0.0.1'))) onTaken(await takenMessage(port, `"${name}"`))
    return port
  }
  const workers: number[] = []
  if (shards > 1) {
    const head = await own(written?.[0])
    for (let i = 0; i < shards * replicas; i++) workers.push(await free())
    return {
      workers,
      head,
      usesBefore: hasHelper(args['uses_before']) ? await free() : null,
      usesAfter: hasHelper(args['uses_after']) ? await free() : null,
    }
  }
  // A single written port belongs to a single Pod; Jina gives several replicas ports of their own.
  const kept = written && (written.length === replicas || replicas === 1) ? written : null
  for (let replica = 0; replica < replicas; replica++) workers.push(await own(kept?.[replica]))
  return { workers, head: null, usesBefore: null, usesAfter: null }
}

/** Whether `uses_before` or `uses_after` names an Executor (Jina 3.x: BaseExecutor is none). */
export function hasHelper(uses: YamlValue | undefined): boolean {
  return uses !== undefined && uses !== null && uses !== '' && uses !== 'BaseExecutor'
}

export function portList(value: YamlValue | undefined): number[] | null {
  const list = Array.isArray(value) ? value : [value]
  const ports = list.filter((port): port is number => typeof port === 'number')
  return ports.length > 0 && ports.length === list.length ? ports : null
}

/** Says who holds a port. */
export async function takenMessage(port: number, who: string): Promise<string> {
  const holder = await portHolder(port)
  const by = holder ? `process ${holder.pid} (${holder.command})` : 'another process'
  return `port ${port} of ${who} is in use by ${by}. Stop it, or choose another port.`
}
