import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { GatewayProtocol } from '@flowdeck/shared'
import type { TlsTrust } from '../../src/client/tlsTrust.ts'
import { checkHealth } from '../../src/pod/checkHealth.ts'
import { signalGroup } from '../../src/pod/processes.ts'

/** A process of Jina's command; resolves when it answers at all its ports. @throws Error with what it said when it does not */
export async function startJina(
  python: string,
  args: string[],
  { servers, cwd }: { servers: { protocol: GatewayProtocol; port: number; tls?: TlsTrust }[]; cwd: string },
): Promise<{ close(): Promise<void> }> {
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
  for (const { protocol, port, tls = null } of servers)
    while (!(await checkHealth({ protocol, host: '127.0.0.1', port, tls }, 1000)))
      if (child.exitCode !== null || late.aborted)
        throw new Error(`jina ${args[0]} does not answer over ${protocol} (exit ${child.exitCode}): ${said}`)
  return {
    close: async () => {
      if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL')
      await exited
    },
  }
}
