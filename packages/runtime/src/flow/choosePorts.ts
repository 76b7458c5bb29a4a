import { GATEWAY, readPorts, type FlowSpec, type GatewayProtocol, type Sentence } from '@flowdeck/shared'
import { gatewayServers } from '../gateway/gatewayServers.ts'
import { deploymentPorts, type DeploymentPorts } from './deploymentPorts.ts'
import { describeTaken, type PortKey } from './describeTaken.ts'
import { PortAllocator, isPortFree } from './ports.ts'

/** A written port that somebody else holds. */
export interface TakenPort {
  /** An Executor, or `gateway`. */
  owner: string
  key: PortKey
  port: number
  /** Who listens on it, and what to do. */
  said: Sentence
  /** A port that could take its place. */
  free: number
}

/** The ports of all processes of a Flow. */
export interface FlowPorts {
  gateway: {
    host: string
    servers: { protocol: GatewayProtocol; port: number }[]
    /** Where the Gateway serves what it measures; null without `monitoring`. */
    monitoring: number | null
  }
  /** Per local Executor. */
  executors: Map<string, DeploymentPorts>
  taken: TakenPort[]
}

/** Chooses a port for every process of a Flow, and tries those that are written. */
export async function choosePorts(spec: FlowSpec, host: string): Promise<FlowPorts> {
  const taken: TakenPort[] = []
  const servers = gatewayServers(spec.gateway.protocols, spec.gateway.ports)
  const allocator = new PortAllocator(servers.map(({ port }) => port))
  const addTaken = async (owner: string, port: number, key: PortKey, at = '127.0.0.1') => {
    const said = await describeTaken(port, key, owner)
    taken.push({ owner, key, port, said, free: await allocator.allocate(at) })
  }
  const tryPort = async (port: number, key: PortKey) => {
    if (!(await isPortFree(port, host))) await addTaken(GATEWAY, port, key, host)
  }
  for (const { port } of servers) if (port !== 0) await tryPort(port, 'port')
  for (const server of servers) if (server.port === 0) server.port = await allocator.allocate(host)
  let monitoring: number | null = null
  if (spec.gateway.args['monitoring'] === true) {
    const written = readPorts(spec.gateway.args['port_monitoring'])?.[0]
    if (written !== undefined) await tryPort(written, 'port_monitoring')
    monitoring = written ?? (await allocator.allocate(host))
  }
  const executors = new Map<string, DeploymentPorts>()
  for (const executor of spec.executors)
    if (!executor.external)
      executors.set(
        executor.name,
        await deploymentPorts(executor, {
          allocator,
          onTaken: (port, key) => addTaken(executor.name, port, key),
        }),
      )
  return { gateway: { host, servers, monitoring }, executors, taken }
}
