import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { GatewayProtocol } from '@flowdeck/shared'
import { Flow } from '../../src/flow/Flow.ts'
import { PortAllocator } from '../../src/flow/ports.ts'
import { checkHealth } from '../../src/pod/checkHealth.ts'

export const PROTOCOLS = ['grpc', 'http', 'websocket'] as const satisfies GatewayProtocol[]

/** Two Executors in a chain, behind a Gateway of ours and behind one of Jina's at the same time. */
export interface Stack {
  ports: Record<'ours' | 'theirs', Record<GatewayProtocol, number>>
  close(): Promise<void>
}

/** Starts the chain with the Executor of a file in this folder. */
export async function startStack(uses: string, python: string): Promise<Stack> {
  const folder = mkdtempSync(join(tmpdir(), 'flowdeck-interop-'))
  cpSync(join(import.meta.dirname, uses), join(folder, basename(uses)))
  const path = join(folder, 'flow.yml')
  writeFileSync(
    path,
    `jtype: Flow\nwith:\n  protocol: [grpc, http, websocket]\nexecutors:\n${['one', 'two']
      .map((name) => `  - name: ${name}\n    uses: ${basename(uses)}\n`)
      .join('')}`,
  )
  const running = await (
    await Flow.loadConfig(path)
  ).start({ env: { ...process.env, FLOWDECK_PYTHON: python } })
  const addressOf = (name: string) =>
    running.run.pods.flatMap((pod) => (pod.deployment === name && pod.address ? [pod.address] : []))
  const theirs = await startJinaGateway(python, { one: addressOf('one'), two: addressOf('two') })
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

async function startJinaGateway(python: string, addresses: Record<string, string[]>) {
  const allocator = new PortAllocator([])
  const ports: number[] = []
  for (let i = 0; i < PROTOCOLS.length; i++) ports.push(await allocator.allocate('127.0.0.1'))
  const child = spawn(
    python,
    [
      ['-c', 'from jina_cli import main; main()', 'gateway', '--uses', 'CompositeGateway'],
      ['--protocol', ...PROTOCOLS.map((protocol) => protocol.toUpperCase())],
      ['--port', ...ports.map(String)],
      ['--graph-description', '{"start-gateway": ["one"], "one": ["two"], "two": ["end-gateway"]}'],
      ['--deployments-addresses', JSON.stringify(addresses)],
    ].flat(),
    { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, JINA_OPTOUT_TELEMETRY: 'true' } },
  )
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)))
  const exited = once(child, 'exit')
  for (const [i, protocol] of PROTOCOLS.entries())
    while (!(await checkHealth({ protocol, host: '127.0.0.1', port: ports[i] as number }, 1000)))
      if (child.exitCode !== null) throw new Error(`jina gateway ended with ${child.exitCode}: ${said}`)
  const [grpc = 0, http = 0, websocket = 0] = ports
  return {
    ports: { grpc, http, websocket },
    close: async () => {
      child.kill('SIGKILL')
      await exited
    },
  }
}
