import { FlowError, type GatewayProtocol } from '@flowdeck/shared'
import { checkHealth } from '../pod/checkHealth.ts'
import { print } from './print.ts'

interface PingOptions {
  timeout: number
  attempts: number
  minSuccessfulAttempts: number
}

const PROTOCOLS: Record<string, GatewayProtocol> = {
  grpc: 'grpc',
  grpcs: 'grpc',
  http: 'http',
  https: 'http',
  ws: 'websocket',
  wss: 'websocket',
}

/** `flowdeck ping`: a health check of an Executor or Gateway, a dry run of a whole Flow (Jina 3.x: `jina ping`). */
export async function ping(
  what: string,
  host: string,
  { timeout, attempts, minSuccessfulAttempts }: PingOptions,
): Promise<void> {
  if (!['flow', 'executor', 'gateway'].includes(what))
    throw new FlowError('BAD_REQUEST', `"${what}" cannot be pinged; use flow, executor or gateway`)
  const [, scheme = 'grpc', name, port] = /^(?:(\w+):\/\/)?([^:/]+):(\d+)\/?$/.exec(host) ?? []
  const protocol = PROTOCOLS[scheme]
  if (!name || !port || !protocol)
    throw new FlowError('BAD_REQUEST', `"${host}" is no address; write [protocol://]host:port`)
  let successes = 0
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const started = performance.now()
    const ready =
      what === 'flow'
        ? await flowReady(host, timeout)
        : await checkHealth(
            { protocol, host: name, port: Number(port), tls: /^(grpcs|https|wss)$/.test(scheme) ? {} : null },
            timeout,
          )
    if (ready) successes++
    print(
      `${what} at ${host}: ${ready ? 'ready' : 'not ready'} (${(performance.now() - started).toFixed(0)} ms)`,
    )
    if (attempt < attempts) await new Promise((resolve) => setTimeout(resolve, 1000))
  }
  if (successes < minSuccessfulAttempts) process.exitCode = 1
}

async function flowReady(host: string, timeoutMs: number): Promise<boolean> {
  // Loaded for this alone: a health check in a container should cost little.
  const { Client } = await import('../client/Client.ts')
  const client = new Client({ host })
  try {
    return await client.isFlowReady({ timeoutMs })
  } finally {
    client.close()
  }
}
