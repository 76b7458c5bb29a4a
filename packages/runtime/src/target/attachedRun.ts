import { randomBytes } from 'node:crypto'
import { FlowError, type Endpoints, type FlowRun, type LogLine, type PodStatus } from '@flowdeck/shared'
import { askGateway, spokenInstead, takesWebSockets, type GatewayState } from './askGateway.ts'
import { readGatewayAddress, type GatewayServer } from './gatewayAddress.ts'
import { gatewayEndpoints } from './gatewayEndpoints.ts'
import { watchGateway } from './watchGateway.ts'
import type { RunEvent, RunHandle } from './runTarget.ts'

/** The Flow file as which a running Flow is shown. */
interface ShownAs {
  flowId: string
  revision: string
  /** Its Executors: what the Gateway says of all of them is said of each. */
  executors: readonly string[]
}

/**
 * Follows a Flow that somebody else runs (Compose, Kubernetes, `jina flow`): asks its Gateway whether it is ready, and takes requests for it.
 * Stopping only lets go of it.
 * @param address of its Gateway, `[protocol://]host:port`; gRPC unless told
 * @throws FlowError BAD_REQUEST for an address that is none, DEPLOYMENT_UNAVAILABLE when no Gateway answers there in that protocol
 */
export async function attachRun(address: string, flow: ShownAs): Promise<RunHandle> {
  const server = readGatewayAddress(address)
  const first = await askGateway(server)
  await refuseOther(server, first)
  return new AttachedRun(server, flow, first)
}

async function refuseOther(server: GatewayServer, told: GatewayState): Promise<void> {
  const answers = told.state === 'ready' || told.state === 'waiting'
  // The same questions are answered over HTTP by both; requests are not.
  const mistaken =
    answers &&
    server.protocol !== 'grpc' &&
    (server.protocol === 'websocket') !== (await takesWebSockets(server))
  if (answers && !mistaken) return
  const refused = !answers && told.words.includes('nothing listens')
  const instead = refused ? null : await spokenInstead(server)
  const words = answers ? `What listens there does not take requests over ${server.protocol}.` : told.words
  const advice =
    instead !== null
      ? `A Gateway answers there over another protocol: attach to ${instead}.`
      : 'See whether the Gateway runs, and whether this is the port that it publishes.'
  throw new FlowError('DEPLOYMENT_UNAVAILABLE', `${words} ${advice}`)
}

class AttachedRun implements RunHandle {
  /** Nothing is known here of what the Flow was started with. */
  readonly redact = (text: string): string => text
  readonly runId = randomBytes(8).toString('hex')
  private readonly server: GatewayServer
  private readonly executors: readonly string[]
  private readonly listeners = new Set<(event: RunEvent) => void>()
  private readonly ended: Promise<void>
  private readonly stopWatching: () => void
  private end: () => void = () => {}
  private run: FlowRun

  constructor(server: GatewayServer, { flowId, revision, executors }: ShownAs, first: GatewayState) {
    this.server = server
    this.executors = executors
    this.run = {
      runId: this.runId,
      flowId,
      revision,
      attached: true,
      state: 'starting',
      startedAt: Date.now(),
      endedAt: null,
      pods: [],
      gateway: [server],
      error: null,
    }
    this.ended = new Promise((resolve) => (this.end = resolve))
    this.take(first)
    this.stopWatching = watchGateway(server, (told) => this.take(told))
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

  endpoints(): Promise<Endpoints> {
    return gatewayEndpoints([this.server])
  }

  async stop(): Promise<void> {
    if (this.run.endedAt !== null) return
    this.stopWatching()
    this.change({ state: 'stopped', endedAt: Date.now(), pods: this.pods('stopped', null), error: null })
    this.end()
  }

  whenStopped(): Promise<void> {
    return this.ended
  }

  private take(told: GatewayState): void {
    const words = told.state === 'ready' ? null : told.words
    if (this.run.state !== 'starting' && (this.run.error?.message ?? null) === words) return
    if (told.state === 'ready') this.change({ state: 'ready', pods: this.pods('ready', null), error: null })
    else
      this.change({
        state: 'degraded',
        pods: this.pods('unhealthy', told.state === 'waiting' ? 'not ready' : 'unreachable'),
        error: { code: 'DEPLOYMENT_UNAVAILABLE', message: told.words },
      })
  }

  private change(change: Partial<FlowRun>): void {
    this.run = { ...this.run, ...change }
    const run = this.snapshot()
    for (const listener of this.listeners) listener({ type: 'run', run })
  }

  private pods(state: PodStatus['state'], phase: string | null): PodStatus[] {
    const since = Date.now()
    const pod = (name: string, role: PodStatus['role'], address: string | null): PodStatus => ({
      id: name,
      deployment: name,
      role,
      state,
      since,
      pid: null,
      address,
      restarts: 0,
      phase,
      failure: null,
    })
    return [
      ...this.executors.map((name) => pod(name, 'worker', null)),
      pod('gateway', 'gateway', `${this.server.host}:${this.server.port}`),
    ]
  }
}
