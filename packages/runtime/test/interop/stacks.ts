import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { parseFlow, type FlowGraph, type GatewayProtocol } from '@flowdeck/shared'
import { Flow } from '../../src/flow/Flow.ts'
import { PortAllocator } from '../../src/flow/ports.ts'
import { checkHealth } from '../../src/pod/checkHealth.ts'
import { signalGroup } from '../../src/pod/processes.ts'

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
  const jina = await startJina(python, ['flow', '--uses', 'flow.yml'], { ports, cwd: folder })
  return {
    ports: jina.ports,
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
  return await startJina(python, args.flat(), { ports, cwd: tmpdir() })
}

/** A process of Jina's command; resolves when it answers at all its ports. */
async function startJina(python: string, args: string[], { ports, cwd }: { ports: number[]; cwd: string }) {
  const child = spawn(python, ['-c', 'from jina_cli import main; main()', ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, JINA_OPTOUT_TELEMETRY: 'true', JINA_DEPLOYMENT_NO_PROGRESSBAR: '1' },
    cwd,
    // Its own group: `jina flow` starts processes of its own.
    detached: true,
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)))
  const exited = once(child, 'exit')
  const late = AbortSignal.timeout(60_000)
  for (const [i, protocol] of PROTOCOLS.entries())
    while (!(await checkHealth({ protocol, host: '127.0.0.1', port: ports[i] as number }, 1000)))
      if (child.exitCode !== null || late.aborted)
        throw new Error(`jina ${args[0]} does not answer over ${protocol} (exit ${child.exitCode}): ${said}`)
  const [grpc = 0, http = 0, websocket = 0] = ports
  return {
    ports: { grpc, http, websocket },
    close: async () => {
      if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL')
      await exited
    },
  }
}
