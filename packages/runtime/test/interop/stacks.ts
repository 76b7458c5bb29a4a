import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { parseFlow, type FlowGraph, type GatewayProtocol } from '@flowdeck/shared'
import { Flow } from '../../src/flow/Flow.ts'
import { PortAllocator } from '../../src/flow/ports.ts'
import { startJina } from './startJina.ts'

export const PROTOCOLS = ['grpc', 'http', 'websocket'] as const satisfies GatewayProtocol[]

/** A Flow behind a Gateway of ours and behind one of Jina's at the same time. */
export interface Stack {
  ports: Record<'ours' | 'theirs', Record<GatewayProtocol, number>>
  close(): Promise<void>
}

const PROTOCOL_LIST = 'with:\n  protocol: [grpc, http, websocket]\n'

/** Two Executors, one behind the other. */
export const CHAIN = (uses: string) =>
  `jtype: Flow\n${PROTOCOL_LIST}executors:\n  - {name: one, uses: ${uses}}\n  - {name: two, uses: ${uses}}\n`

/**
 * Branches with conditions, joins of parts and of changed copies, shards and one that floats.
 * No join has three branches: docarray v2 then takes documents twice or not at all, as they happen to arrive.
 */
export const GRAPH = (uses: string) => `jtype: Flow
${PROTOCOL_LIST}executors:
  - {name: first, uses: ${uses}}
  - {name: left, uses: ${uses}, needs: first, when: {tags__side: {$eq: left}}}
  - {name: right, uses: ${uses}, needs: first, when: {tags__side: {$neq: left}}}
  - {name: sides, uses: ${uses}, needs: [left, right]}
  - {name: early, uses: ${uses}, needs: sides}
  - {name: late, uses: ${uses}, needs: sides}
  - {name: joined, uses: ${uses}, needs: [early, late]}
  - {name: parts, uses: ${uses}, shards: 2, polling: {/all: ALL, '*': ANY}}
  - {name: aside, uses: ${uses}, floating: true}
`

/** Starts a Flow whose Executors are in a file of this folder. */
export async function startStack(
  flow: (uses: string) => string,
  uses: string,
  python: string,
): Promise<Stack> {
  const folder = mkdtempSync(join(tmpdir(), 'flowdeck-interop-'))
  cpSync(join(import.meta.dirname, uses), join(folder, basename(uses)))
  const path = join(folder, 'flow.yml')
  const text = flow(basename(uses))
  writeFileSync(path, text)
  const running = await (
    await Flow.loadConfig(path)
  ).start({ env: { ...process.env, FLOWDECK_PYTHON: python } })
  const { spec, graph } = parseFlow(text)
  const addressesOf = ({ name, shards }: { name: string; shards: number }) =>
    running.run.pods.flatMap(({ deployment, role, address }) =>
      deployment === name && address && (role === 'head') === shards > 1 ? [address] : [],
    )
  const theirs = await startJinaGateway(python, {
    graph: graph as FlowGraph,
    addresses: Object.fromEntries((spec?.executors ?? []).map((one) => [one.name, addressesOf(one)])),
  })
  const ours = Object.fromEntries(running.run.gateway.map(({ protocol, port }) => [protocol, port]))
  return {
    ports: { ours: ours as Record<GatewayProtocol, number>, theirs: theirs.ports },
    close: async () => {
      await theirs.close()
      await running.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The same Flow with nothing of ours: what Jina alone answers. */
export async function startJinaFlow(flow: (uses: string) => string, uses: string, python: string) {
  const folder = mkdtempSync(join(tmpdir(), 'flowdeck-interop-'))
  cpSync(join(import.meta.dirname, uses), join(folder, basename(uses)))
  const allocator = new PortAllocator([])
  const ports: number[] = []
  for (let i = 0; i < PROTOCOLS.length; i++) ports.push(await allocator.allocate('127.0.0.1'))
  // Python's Executors are named by class and module there.
  const text = flow(`Echo, py_modules: ${basename(uses)}`).replace(
    PROTOCOL_LIST,
    `${PROTOCOL_LIST}  port: [${ports.join(', ')}]\n`,
  )
  writeFileSync(join(folder, 'flow.yml'), text)
  const servers = serversAt(ports)
  const jina = await startJina(python, ['flow', '--uses', 'flow.yml'], { servers, cwd: folder })
  return {
    ports: portsOf(servers),
    close: async () => {
      await jina.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function startJinaGateway(
  python: string,
  { graph, addresses }: { graph: FlowGraph; addresses: Record<string, string[]> },
) {
  const allocator = new PortAllocator([])
  const ports: number[] = []
  for (let i = 0; i < PROTOCOLS.length; i++) ports.push(await allocator.allocate('127.0.0.1'))
  const args = [
    ['gateway', '--uses', 'CompositeGateway'],
    ['--protocol', ...PROTOCOLS.map((protocol) => protocol.toUpperCase())],
    ['--port', ...ports.map(String)],
    ['--graph-description', JSON.stringify(graph.edges)],
    ['--graph-conditions', JSON.stringify(graph.conditions)],
    ['--deployments-addresses', JSON.stringify(addresses)],
  ]
  const servers = serversAt(ports)
  return { ...(await startJina(python, args.flat(), { servers, cwd: tmpdir() })), ports: portsOf(servers) }
}

type Servers = { protocol: GatewayProtocol; port: number }[]

function serversAt(ports: readonly number[]): Servers {
  return PROTOCOLS.map((protocol, i) => ({ protocol, port: ports[i] as number }))
}

function portsOf(servers: Servers): Record<GatewayProtocol, number> {
  const ports = Object.fromEntries(servers.map(({ protocol, port }) => [protocol, port]))
  return ports as Record<GatewayProtocol, number>
}
