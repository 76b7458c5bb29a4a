import { GATEWAY, sentence, type FlowRun, type Sentence } from '@flowdeck/shared'
import { listRuns } from '../state/runRecords.ts'
import { portHolder } from './ports.ts'

/** A key whose value is one port or several. */
export type PortKey = 'port' | 'port_monitoring'

/** Says who listens on a port that an Executor, or `gateway`, wants: a Flow of ours by its name, another process by its number. */
export async function describeTaken(port: number, key: PortKey, owner: string): Promise<Sentence> {
  const { holder, advice } = await describeHolder(port)
  return owner === GATEWAY
    ? sentence('{{key}} {{port}} of the Gateway is in use by {{holder}}.', { key, port, holder }, advice)
    : sentence(
        '{{key}} {{port}} of "{{owner}}" is in use by {{holder}}.',
        { key, port, owner, holder },
        advice,
      )
}

async function describeHolder(port: number): Promise<{ holder: Sentence; advice: Sentence }> {
  const process = await portHolder(port)
  const stop = sentence('Stop it, or choose another port.')
  for (const run of await listRuns()) {
    const deployment = findListener(run, port, process?.pid)
    if (deployment === null) continue
    const { flowId: flow } = run
    return {
      holder:
        deployment === GATEWAY
          ? sentence('the Gateway of the Flow {{flow}}', { flow })
          : sentence('"{{executor}}" of the Flow {{flow}}', { executor: deployment, flow }),
      advice: sentence('Stop that Flow, or choose another port.'),
    }
  }
  if (process === null) return { holder: sentence('another process'), advice: stop }
  if (process.pid === globalThis.process.pid)
    return {
      holder: sentence('Flowdeck itself (process {{pid}})', { pid: process.pid }),
      advice: sentence('Choose another port.'),
    }
  return {
    holder: sentence('process {{pid}} ({{command}})', { pid: process.pid, command: process.command }),
    advice: stop,
  }
}

/** Which part of a running Flow listens on a port: by its process, else by its address, for containers have no process here. */
function findListener({ gateway, pods }: FlowRun, port: number, pid: number | undefined): string | null {
  const ends = `:${port}`
  const pod =
    pods.find((one) => pid !== undefined && one.pid === pid) ??
    pods.find(({ address, metrics }) => address?.endsWith(ends) || metrics?.endsWith(ends))
  if (pod) return pod.deployment
  return gateway.some((server) => server.port === port) ? GATEWAY : null
}
