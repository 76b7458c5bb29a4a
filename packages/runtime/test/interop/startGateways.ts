import { tmpdir } from 'node:os'
import type { GatewayProtocol } from '@flowdeck/shared'
import { PortAllocator } from '../../src/flow/ports.ts'
import { startJina, startOurs } from './startJina.ts'
import { PROTOCOLS } from './stacks.ts'

export const SIDES = ['ours', 'theirs'] as const
export type Side = (typeof SIDES)[number]

export interface Gateways {
  ports: Record<Side, Record<GatewayProtocol, number>>
  close(): Promise<void>
}

/** Starts `flowdeck gateway` and `jina gateway` with the same flags, over all protocols. */
export async function startGateways(
  python: string,
  flags: Record<string, string | number | object>,
): Promise<Gateways> {
  const allocator = new PortAllocator([])
  const start = async (side: Side) => {
    const servers: { protocol: GatewayProtocol; port: number }[] = []
    for (const protocol of PROTOCOLS) servers.push({ protocol, port: await allocator.allocate('127.0.0.1') })
    const args = [
      ['gateway', '--uses', 'CompositeGateway'],
      ['--protocol', ...servers.map(({ protocol }) => protocol.toUpperCase())],
      ['--port', ...servers.map(({ port }) => String(port))],
      ...Object.entries(flags).map(([name, value]) => [
        `--${name}`,
        typeof value === 'object' ? JSON.stringify(value) : String(value),
      ]),
    ].flat()
    const at = { servers, cwd: tmpdir() }
    const running = await (side === 'ours' ? startOurs(args, at) : startJina(python, args, at))
    const ports = Object.fromEntries(servers.map(({ protocol, port }) => [protocol, port]))
    return { ports: ports as Record<GatewayProtocol, number>, close: () => running.close() }
  }
  const [ours, theirs] = await Promise.all([start('ours'), start('theirs')])
  return {
    ports: { ours: ours.ports, theirs: theirs.ports },
    close: async () => void (await Promise.all([ours.close(), theirs.close()])),
  }
}
