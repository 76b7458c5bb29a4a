import { FlowError, type ErrorCode, type PodState, type PodStatus } from '@flowdeck/shared'
import type { PodPlan } from '../flow/flowPlan.ts'
import { checkHealth } from './checkHealth.ts'
import { OWN_GATEWAY } from '../client/tlsTrust.ts'
import type { PodMessage } from './control.ts'
import type { LogBuffer } from './LogBuffer.ts'
import { canFork, launcherFor } from '../python/Launcher.ts'
import { PodProcess, type PodExit, type PodHandle, type PodProcessEvents } from './PodProcess.ts'
import { PodOutput } from './PodOutput.ts'
import { isStopped } from './processes.ts'
import { HEALTHY, judgeHealth, type Health } from './healthPolicy.ts'
import { nextRestartMs, RESTART, spread } from './restartPolicy.ts'

const LAST_LINES = 50
const HEALTH_TIMEOUT_MS = 2000

export interface PodContext {
  nonce: string
  logs: LogBuffer
  /** Masks what no error may show. */
  redact(text: string): string
  onChange(): void
}

/** One Pod over its whole life: started, watched, restarted after a crash, stopped. */
export class Pod {
  private planned: PodPlan
  private readonly context: PodContext
  private readonly current: PodStatus
  private process: PodHandle | null = null
  /** The last wait before a restart; 0 before the first. */
  private waitMs = 0
  private restartAt = 0
  private readyAt: number | null = null
  private startTimer: NodeJS.Timeout | undefined
  private healthTimer: NodeJS.Timeout | undefined
  private restartTimer: NodeJS.Timeout | undefined
  private health: Health = HEALTHY
  /** It is stopped (SIGSTOP), so that no call that waits for it is answered. One that is only busy answers in the end. */
  private frozen = false
  /** What its present process was told of others that are frozen. */
  private toldFrozen = '[]'
  private stopping = false
  private replacing = false
  private everReady = false
  private failureCode: ErrorCode = 'POD_START_FAILED'
  /** Why the supervisor killed it, when it did. */
  private blame: string | null = null
  private exited: Promise<void> = Promise.resolve()

  constructor(plan: PodPlan, context: PodContext) {
    this.planned = plan
    this.context = context
    const [port] = plan.ports
    this.current = {
      id: plan.id,
      deployment: plan.deployment,
      role: plan.role,
      state: 'queued',
      since: Date.now(),
      pid: null,
      address: port ? `${port.host}:${port.port}` : null,
      ...(plan.monitoring === undefined
        ? {}
        : { metrics: `http://${port?.host ?? '127.0.0.1'}:${plan.monitoring}` }),
      restarts: 0,
      phase: null,
      failure: null,
    }
  }

  /** What runs now, or would. */
  get plan(): PodPlan {
    return this.planned
  }

  get status(): PodStatus {
    return { ...this.current }
  }

  /** Why it could not start, as an error whose message names the Pod and its cause. */
  get startError(): FlowError {
    const { failure, id } = this.current
    return new FlowError(this.failureCode, `${id}: ${failure?.message ?? 'it did not start'}`, {
      details: { pod: id, executor: this.plan.deployment, lastLines: failure?.lastLines ?? [] },
    })
  }

  /** Addresses that do not answer because their process is stopped. */
  get frozenAddresses(): string[] {
    return this.frozen ? this.plan.ports.map(({ host, port }) => `${host}:${port}`) : []
  }

  start(): void {
    if (this.stopping) return
    this.readyAt = null
    this.toldFrozen = '[]'
    this.set('starting', { phase: 'starting the process', address: this.current.address })
    let told: PodMessage | null = null
    const output = new PodOutput(this.context.logs, this.plan)
    this.exited = new Promise((resolve) => {
      const events: PodProcessEvents = {
        onPid: (pid) => this.set(this.current.state, { pid }),
        onMessage: (message) => {
          if (message.type === 'phase') this.set('starting', { phase: this.context.redact(message.phase) })
          else if (message.type === 'failed') told = message
          else void this.becomeReady()
        },
        onLines: (stream, lines, dropped) => output.add(stream, lines, dropped),
        onExit: (exit) => {
          output.end()
          resolve()
          this.ended(exit, told)
        },
      }
      const spawned = () => new PodProcess(this.plan, this.context.nonce, events)
      this.process =
        this.plan.forkable && canFork
          ? launcherFor(this.plan).fork(this.plan, this.context.nonce, events, spawned)
          : spawned()
    })
    if (this.plan.timeoutReadyMs >= 0)
      this.startTimer = setTimeout(() => this.tooSlow(), this.plan.timeoutReadyMs)
  }

  /** SIGTERM to the group, SIGKILL after `graceMs`. Resolves when the process is gone. */
  async stop(graceMs: number): Promise<void> {
    this.stopping = true
    clearTimeout(this.startTimer)
    clearTimeout(this.restartTimer)
    clearTimeout(this.healthTimer)
    const { process } = this
    if (!process) {
      if (this.current.state !== 'failed') this.set('stopped', { pid: null, phase: null })
      return
    }
    this.set('stopping', { phase: null })
    await this.endProcess(process, graceMs)
  }

  /**
   * Ends the process, at most after `graceMs`, and starts it again by another plan, as after an edit of its source; resolves when it
   * is starting. Nothing happens when the Pod is being stopped.
   */
  async replace(plan: PodPlan, graceMs: number): Promise<void> {
    if (this.stopping) return
    clearTimeout(this.startTimer)
    clearTimeout(this.restartTimer)
    clearTimeout(this.healthTimer)
    if (this.process) {
      this.replacing = true
      this.set('stopping', { phase: null })
      await this.endProcess(this.process, graceMs)
      this.replacing = false
    }
    if (this.isStopping()) return
    this.planned = plan
    this.waitMs = 0
    this.everReady = false
    this.failureCode = 'POD_START_FAILED'
    this.start()
  }

  /** Shortens the wait before a restart because no other replica of the Executor is up. */
  hurry(): void {
    if (this.current.state !== 'backoff') return
    if (this.restartAt - performance.now() > RESTART.lastReplicaMs) this.restartIn(RESTART.lastReplicaMs)
  }

  /** Tells a process of ours something that is no end, e.g. SIGHUP. */
  signal(signal: NodeJS.Signals): void {
    this.process?.signal(signal)
  }

  /** Tells a Gateway or Head which addresses belong to processes that are stopped. */
  tellFrozen(frozen: string[]): void {
    const text = JSON.stringify(frozen)
    if (this.toldFrozen === text || !this.process) return
    this.toldFrozen = text
    this.process.tell?.({ frozen })
  }

  /** It may have been told to while something was waited for. */
  private isStopping(): boolean {
    return this.stopping
  }

  private async endProcess(process: PodHandle, graceMs: number): Promise<void> {
    process.signal(graceMs > 0 ? 'SIGTERM' : 'SIGKILL')
    const timer = setTimeout(() => process.signal('SIGKILL'), graceMs)
    await this.exited
    clearTimeout(timer)
    // The group may hold children of the Pod that outlived it.
    process.signal('SIGKILL')
  }

  private async becomeReady(): Promise<void> {
    const started = this.process
    if (!(await this.healthy())) {
      if (this.process === started && this.current.state === 'starting')
        setTimeout(() => void this.becomeReady(), 50)
      return
    }
    if (this.process !== started || this.stopping || this.current.state !== 'starting') return
    clearTimeout(this.startTimer)
    this.everReady = true
    this.readyAt = performance.now()
    this.health = HEALTHY
    this.set('ready', { phase: null, failure: null })
    this.healthTimer = setTimeout(() => void this.watch(), this.health.nextCheckMs)
  }

  private async healthy(): Promise<boolean> {
    const [port] = this.plan.ports
    if (!port) return true
    return await checkHealth({ ...port, tls: port.tls ? OWN_GATEWAY : null }, HEALTH_TIMEOUT_MS)
  }

  private async watch(): Promise<void> {
    const watched = this.process
    const healthy = await this.healthy()
    if (this.process !== watched || this.stopping || this.replacing) return
    this.health = judgeHealth(this.health, healthy, performance.now())
    const { verdict } = this.health
    const { pid } = this.current
    const frozen = verdict === 'unhealthy' && pid !== null && isStopped(pid)
    if (verdict === 'dead') {
      this.blame = 'it did not answer health checks, so it was killed'
      this.process?.signal('SIGKILL')
      return
    }
    const state = verdict === 'unhealthy' ? 'unhealthy' : 'ready'
    if (this.current.state !== state || this.frozen !== frozen) {
      this.frozen = frozen
      const why = frozen ? 'its process is stopped (SIGSTOP)' : 'it does not answer health checks'
      this.set(state, { phase: state === 'unhealthy' ? why : null })
    }
    this.healthTimer = setTimeout(() => void this.watch(), this.health.nextCheckMs)
  }

  private tooSlow(): void {
    this.failureCode = 'POD_START_TIMEOUT'
    this.blame = `not ready after ${this.plan.timeoutReadyMs} ms (timeout_ready); last heard: ${this.current.phase ?? 'nothing'}`
    this.process?.signal('SIGKILL')
  }

  private ended(exit: PodExit, told: PodMessage | null): void {
    clearTimeout(this.startTimer)
    clearTimeout(this.healthTimer)
    this.startTimer = undefined
    this.process?.signal('SIGKILL')
    this.process = null
    this.frozen = false
    if (this.stopping) {
      this.set('stopped', { pid: null, phase: null })
      return
    }
    if (this.replacing) return
    const message = this.context.redact(this.blame ?? causeOf(exit, told))
    this.blame = null
    if (told?.type === 'failed' && !this.everReady) this.failureCode = told.error.code
    this.say(`${this.plan.id} ended: ${message}`)
    const failure = {
      message,
      exitCode: exit.code,
      signal: exit.signal,
      lastLines: this.context.logs.lastOf(this.plan.id, LAST_LINES),
    }
    // Whoever could not start once will not start the second time either: its cause is what the user needs.
    if (!this.everReady) {
      this.set('failed', { pid: null, phase: null, failure })
      return
    }
    const readyForMs = this.readyAt === null ? 0 : performance.now() - this.readyAt
    this.waitMs = nextRestartMs({ lastWaitMs: this.waitMs, readyForMs })
    this.restartIn(spread(this.waitMs, Math.random()), { pid: null, failure })
  }

  private restartIn(waitMs: number, change: Partial<PodStatus> = {}): void {
    clearTimeout(this.restartTimer)
    this.restartAt = performance.now() + waitMs
    this.restartTimer = setTimeout(() => {
      this.current.restarts++
      this.start()
    }, waitMs)
    this.set('backoff', { ...change, phase: `restarts in ${(waitMs / 1000).toFixed(1)} s` })
  }

  private say(text: string): void {
    this.context.logs.add([
      { pod: this.plan.id, deployment: this.plan.deployment, level: 'error', stream: 'system', text },
    ])
  }

  private set(state: PodState, change: Partial<PodStatus>): void {
    if (state !== this.current.state) this.current.since = Date.now()
    Object.assign(this.current, change, { state })
    this.context.onChange()
  }
}

function causeOf({ code, signal, error }: PodExit, told: PodMessage | null): string {
  if (told?.type === 'failed') return told.error.message
  if (error) return `the process could not be started: ${error.message}`
  return signal ? `killed by ${signal}` : `exited with code ${code ?? '?'}`
}
