import { randomBytes } from 'node:crypto'
import {
  FlowError,
  createRedactor,
  tellsClasses,
  type Endpoints,
  type FlowRun,
  type LogLine,
  type RunState,
} from '@flowdeck/shared'
import type { FlowPlan } from '../flow/flowPlan.ts'
import { LogBuffer } from '../pod/LogBuffer.ts'
import { Pod } from '../pod/Pod.ts'
import { startTimeOf, sweep } from '../pod/processes.ts'
import { RecordWriter } from '../state/runRecords.ts'
import { Reloader } from '../reload/Reloader.ts'
import { saveSchemas } from '../state/schemaCache.ts'
import { rollPods } from './rollPods.ts'
import { endpointsAt } from './endpointsAt.ts'
import type { RunEvent, RunHandle, RunTarget } from './runTarget.ts'

const GRACE_MS = 10_000

/** Runs a Flow as child processes of this one: Executors side by side, then the Gateway. */
export const localTarget: RunTarget = {
  kind: 'local',
  start: async (plan) => {
    const run = new LocalRun(plan, await startTimeOf(process.pid))
    run.begin()
    return run
  },
}

class LocalRun implements RunHandle {
  readonly runId = randomBytes(8).toString('hex')
  private readonly nonce = randomBytes(16).toString('hex')
  private plan: FlowPlan
  private readonly pods: Pod[]
  private readonly logs: LogBuffer
  readonly redact: (text: string) => string
  private readonly listeners = new Set<(event: RunEvent) => void>()
  private readonly record: RecordWriter
  private readonly reloader: Reloader | null
  private readonly ownerStart: string | null
  private readonly startedAt = Date.now()
  private state: RunState = 'starting'
  private endedAt: number | null = null
  private error: FlowError | null = null
  private ready: Promise<void> = Promise.resolve()
  private stopped: Promise<void> | null = null
  private announced = false
  private readonly ended: Promise<void>
  private end: () => void = () => {}

  constructor(plan: FlowPlan, ownerStart: string | null) {
    this.plan = plan
    this.ownerStart = ownerStart
    this.redact = createRedactor(plan.secrets)
    this.record = new RecordWriter(this.runId)
    this.logs = new LogBuffer((lines, dropped) => this.emit({ type: 'logs', lines, dropped }), this.redact)
    this.pods = plan.pods.map(
      (pod) =>
        new Pod(pod, {
          nonce: this.nonce,
          logs: this.logs,
          redact: this.redact,
          onChange: () => this.changed(),
        }),
    )
    this.reloader = plan.reload
      ? new Reloader(plan.reload, {
          roll: (deployment, next) => this.roll(deployment, next),
          say: (deployment, level, text) => {
            const pod = this.pods.find((one) => one.plan.deployment === deployment)?.plan.id ?? deployment
            this.logs.add([{ pod, deployment, level, stream: 'system', text }])
          },
        })
      : null
    this.ended = new Promise((resolve) => (this.end = resolve))
  }

  begin(): void {
    this.ready = this.startAll()
    this.ready.catch(() => {})
  }

  snapshot(): FlowRun {
    return {
      runId: this.runId,
      flowId: this.plan.flowId,
      revision: this.plan.revision,
      state: this.state,
      startedAt: this.startedAt,
      endedAt: this.endedAt,
      pods: this.pods.map((pod) => pod.status),
      gateway: this.plan.pods.find((pod) => pod.role === 'gateway')?.ports ?? [],
      error: this.error?.toWire() ?? null,
    }
  }

  subscribe(listener: (event: RunEvent) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  recentLogs(): LogLine[] {
    return this.logs.recent()
  }

  async whenReady(signal?: AbortSignal): Promise<void> {
    const aborted = new Promise<never>((_, reject) =>
      signal?.addEventListener(
        'abort',
        () => reject(new FlowError('REQUEST_CANCELLED', 'starting was cancelled')),
        {
          once: true,
        },
      ),
    )
    await Promise.race([this.ready, aborted])
  }

  async endpoints(): Promise<Endpoints> {
    const reached = new Map<string, string[]>()
    const streams = new Set<string>()
    let typed = false
    const addresses = new Map<string, string>([
      // A Head answers for the shards behind it.
      ...(['worker', 'head'] as const).flatMap((role) =>
        this.plan.pods.flatMap((pod): [string, string][] => {
          const [port] = pod.ports
          return pod.role === role && port ? [[pod.deployment, `${port.host}:${port.port}`]] : []
        }),
      ),
      ...this.plan.external.flatMap(({ deployment, addresses: list }): [string, string][] =>
        list[0] ? [[deployment, list[0]]] : [],
      ),
    ])
    await Promise.all(
      this.plan.spec.executors.map(async ({ name }) => {
        const address = addresses.get(name)
        if (address === undefined) return
        const { endpoints, schemas } = await endpointsAt(address)
        if (tellsClasses(schemas)) typed = true
        for (const endpoint of endpoints) {
          reached.set(endpoint, [...(reached.get(endpoint) ?? []), name])
          if (schemas.get(endpoint)?.generator) streams.add(endpoint)
        }
      }),
    )
    const order = this.plan.spec.executors.map((executor) => executor.name)
    const byOrder = (a: string, b: string) => order.indexOf(a) - order.indexOf(b)
    const endpoints = [...reached].map(([endpoint, executors]) => ({
      endpoint,
      executors: executors.sort(byOrder),
      ...(streams.has(endpoint) ? { stream: true } : {}),
    }))
    return {
      endpoints: endpoints.sort((a, b) => a.endpoint.localeCompare(b.endpoint)),
      docarray: typed ? 'v2' : 'v1',
    }
  }

  stop({ force = false, graceMs }: { force?: boolean; graceMs?: number } = {}): Promise<void> {
    if (this.stopped && force) for (const pod of this.pods) void pod.stop(0)
    this.stopped ??= this.stopAll(force ? 0 : graceMs)
    return this.stopped
  }

  whenStopped(): Promise<void> {
    return this.ended
  }

  private async startAll(): Promise<void> {
    const workers = this.pods.filter((pod) => pod.plan.role !== 'gateway')
    const gateways = this.pods.filter((pod) => pod.plan.role === 'gateway')
    try {
      // Before any Pod reads its source: what is changed after that counts.
      await this.reloader?.begin()
      for (const group of [workers, gateways]) {
        for (const pod of group) pod.start()
        await Promise.all(group.map((pod) => this.podReady(pod)))
        if (group === workers) void this.keepSchemas()
      }
    } catch (thrown) {
      this.error = FlowError.from(thrown)
      await this.stop()
      throw this.error
    }
  }

  /** Starts the Pods of an Executor again by a new plan; the Gateway asks then what they answer. */
  private async roll(deployment: string, plan: FlowPlan): Promise<void> {
    await this.ready
    const pods = this.pods.filter((pod) => pod.plan.deployment === deployment && pod.plan.role !== 'head')
    await rollPods(pods, plan, { graceMs: GRACE_MS, ready: (pod) => this.podReady(pod) })
    this.plan = plan
    void this.keepSchemas()
    for (const pod of this.pods) if (pod.plan.role === 'gateway' && !pod.plan.forkable) pod.signal('SIGHUP')
  }

  /** Keeps what the Executors say of their documents, so that the next start can be checked before. */
  private async keepSchemas(): Promise<void> {
    const { fingerprints, pods } = this.plan
    await Promise.all(
      Object.entries(fingerprints).map(async ([name, fingerprint]) => {
        const port = pods.find((pod) => pod.deployment === name && pod.role !== 'gateway')?.ports[0]
        if (!port) return
        const { raw, schemas } = await endpointsAt(`${port.host}:${port.port}`)
        // A folder that cannot be written to must not stop a Flow.
        if (tellsClasses(schemas)) await saveSchemas(fingerprint, raw).catch(() => {})
      }),
    )
  }

  /** Resolves when a Pod is ready, rejects with its cause when it has given up or the run is being stopped. */
  private podReady(pod: Pod): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const { state } = pod.status
        if (state === 'ready') resolve()
        else if (state === 'failed') reject(pod.startError)
        else if (this.stopped)
          reject(new FlowError('REQUEST_CANCELLED', 'the Flow was stopped while it started'))
        else return
        this.listeners.delete(look)
      }
      this.listeners.add(look)
      look()
    })
  }

  private async stopAll(graceMs: number | undefined): Promise<void> {
    const failed = this.error !== null
    this.reloader?.close()
    this.state = 'stopping'
    this.changed()
    // The Gateway first: what it has accepted still finds its Executors.
    const gateways = this.pods.filter((pod) => pod.plan.role === 'gateway')
    const workers = this.pods.filter((pod) => pod.plan.role !== 'gateway')
    await Promise.all(gateways.map((pod) => pod.stop(graceMs ?? pod.plan.stopMs ?? GRACE_MS)))
    await Promise.all(workers.map((pod) => pod.stop(graceMs ?? pod.plan.stopMs ?? GRACE_MS)))
    const left = await sweep(this.nonce)
    if (left.length > 0 && !this.error)
      this.error = new FlowError(
        'INTERNAL',
        `these processes of the Flow could not be ended: ${left.join(', ')}`,
      )
    this.state = failed ? 'failed' : 'stopped'
    this.endedAt = Date.now()
    this.changed()
    await this.record.remove()
    this.end()
  }

  private changed(): void {
    if (this.state === 'starting' || this.state === 'ready' || this.state === 'degraded') {
      const states = this.pods.map((pod) => pod.status.state)
      const allReady = states.every((state) => state === 'ready')
      if (allReady) this.announced = true
      this.state = allReady ? 'ready' : this.announced ? 'degraded' : 'starting'
    }
    this.hurryLastReplicas()
    this.tellFrozen()
    const run = this.snapshot()
    if (this.endedAt === null)
      this.record.update({ nonce: this.nonce, ownerPid: process.pid, ownerStart: this.ownerStart, run })
    this.emit({ type: 'run', run })
  }

  /** An Executor with several replicas, none of which is up, gets one back soon, however often they have ended. */
  private hurryLastReplicas(): void {
    for (const pod of this.pods) {
      if (pod.status.state !== 'backoff') continue
      const others = this.pods.filter((other) => other !== pod && replicaSet(other) === replicaSet(pod))
      if (others.length > 0 && others.every((other) => other.status.state === 'backoff')) pod.hurry()
    }
  }

  /** Whoever calls a process that is stopped would wait for it. */
  private tellFrozen(): void {
    const frozen = this.pods.flatMap((pod) => pod.frozenAddresses)
    for (const pod of this.pods) if (pod.plan.role !== 'worker') pod.tellFrozen(frozen)
  }

  private emit(event: RunEvent): void {
    for (const listener of this.listeners) listener(event)
  }
}

/** Pods with the same name before `/rep-` serve the same requests. */
function replicaSet({ plan }: Pod): string {
  return plan.id.replace(/\/rep-\d+$/, '')
}
