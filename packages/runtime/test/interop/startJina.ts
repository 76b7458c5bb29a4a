import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { GatewayProtocol } from '@flowdeck/shared'
import type { TlsTrust } from '../../src/client/tlsTrust.ts'
import { checkHealth } from '../../src/pod/checkHealth.ts'
import { signalGroup } from '../../src/pod/processes.ts'
import { PACKAGE_ROOT } from '../../src/state/paths.ts'

const COMMAND = join(PACKAGE_ROOT, 'bin', 'flowdeck.mjs')

type Servers = { protocol: GatewayProtocol; port: number; tls?: TlsTrust }[]

/** A process of Jina's command; resolves when it answers at all its ports. @throws Error with what it said when it does not */
export function startJina(
  python: string,
  args: string[],
  { servers, cwd }: { servers: Servers; cwd: string },
): Promise<{ close(): Promise<void> }> {
  return startServer([python, '-c', 'from jina_cli import main; main()', ...args], { servers, cwd })
}

/** The same with our command. */
export function startOurs(
  args: string[],
  { servers, cwd }: { servers: Servers; cwd: string },
): Promise<{ close(): Promise<void> }> {
  return startServer([process.execPath, COMMAND, ...args], { servers, cwd })
}

async function startServer(
  [command = '', ...args]: string[],
  { servers, cwd }: { servers: Servers; cwd: string },
): Promise<{ close(): Promise<void> }> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, JINA_OPTOUT_TELEMETRY: 'true', JINA_DEPLOYMENT_NO_PROGRESSBAR: '1' },
    cwd,
    // Its own group: `jina flow` starts processes of its own.
    detached: true,
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)))
  const exited = once(child, 'exit')
  const late = AbortSignal.timeout(180_000)
  for (const { protocol, port, tls = null } of servers)
    while (!(await checkHealth({ protocol, host: '127.0.0.1', port, tls }, 1000))) {
      if (child.exitCode !== null || late.aborted)
        throw new Error(
          `${command} ${args.join(' ')} does not answer over ${protocol} (exit ${child.exitCode}): ${said}`,
        )
      // A refusal comes at once: asking without pause would take the processor that Jina needs to start.
      await pause(100)
    }
  return {
    close: async () => {
      if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL')
      await exited
    },
  }
}
