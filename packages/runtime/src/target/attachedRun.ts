import { randomBytes } from 'node:crypto'
import {
  FlowError,
  type Endpoints,
  type FlowRun,
  type GatewayProtocol,
  type LogLine,
  type PodStatus,
} from '@flowdeck/shared'
import { Client } from '../client/Client.ts'
import { OWN_GATEWAY } from '../client/tlsTrust.ts'
import { endpointsAt } from './endpointsAt.ts'
import type { RunEvent, RunHandle } from './runTarget.ts'

/** Milliseconds between two questions whether the Flow is ready. */
const ASK_EVERY_MS = 3000
const ANSWER_MS = 5000

const SCHEMES: Readonly<Record<string, { protocol: GatewayProtocol; tls: boolean }>> = {
  grpc: { protocol: 'grpc', tls: false },
  grpcs: { protocol: 'grpc', tls: true },
  http: { protocol: 'http', tls: false },
  https: { protocol: 'http', tls: true },
  ws: { protocol: 'websocket', tls: false },
  wss: { protocol: 'websocket', tls: true },
}

/**
 * Follows a Flow that somebody else runs (Compose, Kubernetes, `jina flow`): asks its Gateway whether it is ready, and takes requests for it.
 * Stopping only lets go of it.
 * @param address of its Gateway, `[protocol://]host:port`; gRPC unless told
 * @throws FlowError BAD_REQUEST for an address that is none, DEPLOYMENT_UNAVAILABLE when no Flow answers there
 */
export async function attachRun(
  address: string,
  flow: { flowId: string; revision: string },
): Promise<RunHandle> {
  const server = gatewayAt(address)
  const run = new AttachedRun(server, { ...flow, address })
  if (!(await run.ask())) {
    await run.stop()
    throw new FlowError(
      'DEPLOYMENT_UNAVAILABLE',
      `no ready Flow answers at ${address} over ${server.protocol}; see whether its Gateway runs there, and which protocol that port has`,
    )
  }
  run.follow()
  return run
}

type Server = FlowRun['gateway'][number]

function gatewayAt(address: string): Server {
  const [, scheme = 'grpc', host, port] = /^(?:(\w+):\/\/)?([^:/\s]+|\[[\da-f:.]+\]):(\d{1,5})\/?$/i.exec(address.trim()) ?? []
  const known = Object.hasOwn(SCHEMES, scheme.toLowerCase()) ? SCHEMES[scheme.toLowerCase()] : undefined
  if (!known || !host || !(Number(port) >= 1 && Number(port) <= 65_535))
    throw new FlowError(
      'BAD_REQUEST',
      `"${address}" is no address of a Gateway; write host:port, or grpc://, http:// or ws:// before it`,
    )
  return { protocol: known.protocol, host, port: Number(port), ...(known.tls ? { tls: true } : {}) }
}

class AttachedRun implements RunHandle {
  readonly runId = randomBytes(8).toString('hex')
  private readonly server: Server
  private readonly client: Client
  private readonly listeners = new Set<(event: RunEvent) => void>()
  private readonly ended: Promise<void>
  private end: () => void = () => {}
  private timer: NodeJS.Timeout | undefined
  private run: FlowRun

  constructor(server: Server, { flowId, revision, address }: { flowId: string; revision: string; address: string }) {
    this.server = server
    this.client = new Client({
      host: server.host,
      port: server.port,
      protocol: server.protocol,
      tls: server.tls ? OWN_GATEWAY : false,
    })
    const now = Date.now()
    this.run = {
      runId: this.runId,
      flowId,
      revision,
      attached: address,
      state: 'starting',
      startedAt: now,
      endedAt: null,
      pods: [gatewayPod('starting', { now, server })],
      gateway: [server],
      error: null,
    }
    this.ended = new Promise((resolve) => (this.end = resolve))
  }

  snapshot(): FlowRun {
    return structuredClone(this.run)
  }

  subscribe(listener: (event: RunEvent) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Its Pods write their logs elsewhere. */
  recentLogs(): LogLine[] {
    return []
  }

  async whenReady(): Promise<void> {}

  /** What the Gateway says over gRPC; which Executor answers what, it does not say. */
  async endpoints(): Promise<Endpoints> {
    const { protocol, host, port, tls } = this.server
    if (protocol !== 'grpc') return { endpoints: [] }
    const { endpoints, schemas } = await endpointsAt(`${host}:${port}`, tls ? OWN_GATEWAY : null)
    return {
      endpoints: endpoints.toSorted().map((endpoint) => ({
        endpoint,
        executors: [],
        ...(schemas.get(endpoint)?.generator ? { stream: true } : {}),
      })),
    }
  }

  async stop(): Promise<void> {
    if (this.run.endedAt !== null) return
    clearTimeout(this.timer)
    this.client.close()
    this.become('stopped')
    this.end()
  }

  whenStopped(): Promise<void> {
    return this.ended
  }

  /** Whether every Executor behind the Gateway answers at this moment. */
  async ask(): Promise<boolean> {
    const ready = await this.client.isFlowReady({ timeoutMs: ANSWER_MS }).catch(() => false)
    if (this.run.endedAt === null) this.become(ready ? 'ready' : 'degraded')
    return ready
  }

  follow(): void {
    this.timer = setTimeout(() => {
      void this.ask().then(() => {
        if (this.run.endedAt === null) this.follow()
      })
    }, ASK_EVERY_MS)
    this.timer.unref()
  }

  private become(state: 'ready' | 'degraded' | 'stopped'): void {
    if (this.run.state === state) return
    const now = Date.now()
    const pod = { ready: 'ready', degraded: 'starting', stopped: 'stopped' } as const
    this.run = {
      ...this.run,
      state,
      endedAt: state === 'stopped' ? now : null,
      pods: [gatewayPod(pod[state], { now, server: this.server })],
    }
    const run = this.snapshot()
    for (const listener of this.listeners) listener({ type: 'run', run })
  }
}

function gatewayPod(state: PodStatus['state'], { now, server }: { now: number; server: Server }): PodStatus {
  return {
    id: 'gateway',
    deployment: 'gateway',
    role: 'gateway',
    state,
    since: now,
    pid: null,
    address: `${server.host}:${server.port}`,
    restarts: 0,
    phase: state === 'starting' ? 'does not answer for all of its Executors' : null,
    failure: null,
  }
}
