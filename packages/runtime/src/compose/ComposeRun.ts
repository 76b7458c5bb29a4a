import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import {
  createRedactor,
  FlowError,
  type Endpoints,
  type FlowRun,
  type LogLine,
  type PodStatus,
} from '@flowdeck/shared'
import { LogBuffer } from '../pod/LogBuffer.ts'
import { RecordWriter } from '../state/runRecords.ts'
import { gatewayEndpoints } from '../target/gatewayEndpoints.ts'
import type { RunEvent, RunHandle } from '../target/runTarget.ts'
import { composePods } from './composePods.ts'
import type { ComposeProject } from './composeProject.ts'
import type { Containers } from './Containers.ts'
import { PodOutput } from '../pod/PodOutput.ts'
import { ContainerWatch } from './ContainerWatch.ts'
import type { ComposeTool } from './findCompose.ts'
import { runTool, ToolError } from './runTool.ts'

export interface ComposeRunOptions {
  flowId: string
  revision: string
  tool: ComposeTool
  project: ComposeProject
  containers: Containers
  env: NodeJS.ProcessEnv
  nonce: string
  ownerStart: string | null
}

const LOOK_EVERY_MS = 2000
/** Jina 3.x: `timeout_ready` is ten minutes. */
const READY_MS = 600_000
const GRACE_S = 10

/** A Flow that runs as containers of a Compose project. */
export class ComposeRun implements RunHandle {
  readonly runId = randomBytes(8).toString('hex')
  private readonly options: ComposeRunOptions
  private readonly listeners = new Set<(event: RunEvent) => void>()
  private readonly logs: LogBuffer
  readonly redact: (text: string) => string
  private readonly record = new RecordWriter(this.runId)
  /** Ends the tools that run for us. */
  private readonly leaving = new AbortController()
  private readonly watch: ContainerWatch
  private phase = ''
  private announced = false
  private ready: Promise<void> = Promise.resolve()
  private stopped: Promise<void> | null = null
  private readonly ended: Promise<void>
  private end: () => void = () => {}
  private run: FlowRun

  constructor(options: ComposeRunOptions) {
    this.options = options
    this.redact = createRedactor(options.project.secrets)
    this.logs = new LogBuffer((lines, dropped) => this.emit({ type: 'logs', lines, dropped }), this.redact)
    const { flowId, revision, project, containers, tool } = options
    this.watch = new ContainerWatch({
      project,
      containers,
      logs: this.logs,
      toolName: tool.name,
      signal: this.leaving.signal,
    })
    this.run = {
      runId: this.runId,
      flowId,
      revision,
      state: 'starting',
      startedAt: Date.now(),
      endedAt: null,
      pods: [],
      gateway: project.gateway,
      error: null,
    }
    this.ended = new Promise((resolve) => (this.end = resolve))
    this.step('preparing')
  }

  begin(): void {
    this.ready = this.startAll()
    this.ready.catch(() => {})
  }

  snapshot(): FlowRun {
    return structuredClone(this.run)
  }

  subscribe(listener: (event: RunEvent) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  recentLogs(): LogLine[] {
    return this.logs.recent()
  }

  whenReady(): Promise<void> {
    return this.ready
  }

  endpoints(): Promise<Endpoints> {
    return gatewayEndpoints(this.run.gateway)
  }

  stop({ force = false }: { force?: boolean } = {}): Promise<void> {
    if (this.stopped && force) void this.options.containers.remove().catch(() => {})
    this.stopped ??= this.stopAll(force ? 0 : GRACE_S)
    return this.stopped
  }

  whenStopped(): Promise<void> {
    return this.ended
  }

  private async startAll(): Promise<void> {
    const { project, tool } = this.options
    try {
      if (project.buildScript !== null) {
        this.step('building images')
        await this.tool(['sh', project.buildScript])
      }
      this.step(`${tool.name} up`)
      await this.compose('up', '--detach')
      await this.becomeReady()
    } catch (thrown) {
      const error = FlowError.from(thrown)
      // Somebody stopped it: that is no failure.
      if (this.leaving.signal.aborted) throw error
      await this.fail(error)
      throw error
    }
    void this.follow()
  }

  /** @throws ToolError when a container is missing, does not stay, or the Gateway is not ready in time */
  private async becomeReady(): Promise<void> {
    const begun = performance.now()
    for (;;) {
      await this.look()
      if (this.announced) return
      this.watch.refuse()
      if (performance.now() - begun > READY_MS)
        throw new ToolError(
          `the Gateway was not ready within ${READY_MS / 60_000} minutes`,
          null,
          this.logs.lastOf('gateway', 20),
        )
      await this.pause()
    }
  }

  /** What happens while it runs. */
  private async follow(): Promise<void> {
    while (!this.leaving.signal.aborted) {
      await this.pause()
      // An engine that does not answer once is asked again.
      if (!this.leaving.signal.aborted) await this.look().catch(() => {})
    }
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => {
      const { signal } = this.leaving
      if (signal.aborted) return resolve()
      const timer = setTimeout(done, LOOK_EVERY_MS)
      function done() {
        clearTimeout(timer)
        signal.removeEventListener('abort', done)
        resolve()
      }
      signal.addEventListener('abort', done)
    })
  }

  private async look(): Promise<void> {
    const ready = await this.watch.look()
    if (ready) this.announced = true
    const state = ready ? 'ready' : this.announced ? 'degraded' : 'starting'
    this.change({ state, pods: this.pods(ready) })
  }

  private async fail(error: FlowError): Promise<void> {
    const { code, message } = error
    this.change({ error: { code, message } })
    const failure = {
      message,
      exitCode: error instanceof ToolError ? error.exitCode : null,
      signal: null,
      lastLines: error instanceof ToolError ? error.lastLines : [],
    }
    await (this.stopped = this.stopAll(1, failure))
  }

  private async stopAll(graceS: number, failure: PodStatus['failure'] = null): Promise<void> {
    const { containers, project } = this.options
    this.change({
      state: 'stopping',
      pods: this.run.pods.map((pod) => ({ ...pod, state: 'stopping', phase: null })),
    })
    this.leaving.abort()
    // The tool that was under way has ended before its work is undone.
    if (!failure) await this.ready.catch(() => {})
    let left: string[] = []
    try {
      await containers.stop(graceS)
      await this.compose('down', '--timeout', '1')
      await containers.removeNetworks()
      left = await containers.ids()
    } catch (thrown) {
      this.say('error', FlowError.from(thrown).message)
      await containers.remove().catch(() => {})
      left = await containers.ids().catch(() => ['?'])
    }
    const error =
      left.length === 0
        ? this.run.error
        : {
            code: 'COMPOSE_FAILED',
            message: `these containers could not be removed: ${left.join(', ')}; take them away with ${this.options.tool.engine} rm --force`,
          }
    this.change({
      state: failure || left.length > 0 ? 'failed' : 'stopped',
      endedAt: Date.now(),
      error,
      pods: this.run.pods.map((pod) => ({
        ...pod,
        state: failure && pod.role === 'gateway' ? 'failed' : 'stopped',
        since: Date.now(),
        failure: pod.role === 'gateway' ? failure : null,
      })),
    })
    await this.record.remove()
    if (left.length === 0) await rm(project.folder, { recursive: true, force: true })
    this.end()
  }

  private compose(...args: string[]): Promise<string> {
    const argv = this.composeArgv(...args)
    // What takes the project away must not be cancelled with it.
    return this.tool(argv, args[0] === 'down' ? undefined : this.leaving.signal)
  }

  private composeArgv(...args: string[]): string[] {
    const { tool, project } = this.options
    return [...tool.command, '--project-name', project.name, '--file', project.file, ...args]
  }

  private tool(
    argv: readonly string[],
    signal: AbortSignal | undefined = this.leaving.signal,
  ): Promise<string> {
    const { project, env } = this.options
    this.say('info', argv.join(' '))
    const output = new PodOutput(this.logs, { id: 'compose', deployment: 'compose' })
    return runTool(argv, {
      cwd: project.folder,
      env,
      // Its progress comes on stderr, and is no warning.
      onLines: (_, lines, dropped) => output.add('stdout', lines, dropped),
      ...(signal ? { signal } : {}),
    }).finally(() => output.end())
  }

  private say(level: LogLine['level'], text: string): void {
    this.logs.add([{ pod: 'compose', deployment: 'compose', level, stream: 'system', text }])
  }

  private step(phase: string): void {
    this.phase = phase
    this.change({ pods: this.pods(false) })
  }

  private pods(ready: boolean): PodStatus[] {
    const { states: containers, restarts } = this.watch
    const pods = composePods(this.options.project, { containers, ready, phase: this.phase, restarts })
    return pods.map((pod) => {
      const before = this.run.pods.find(({ id }) => id === pod.id)
      return { ...pod, since: before?.state === pod.state ? before.since : Date.now() }
    })
  }

  private change(change: Partial<FlowRun>): void {
    const before = JSON.stringify(this.run)
    this.run = { ...this.run, ...change }
    if (JSON.stringify(this.run) === before) return
    const run = this.snapshot()
    const { nonce, ownerStart } = this.options
    if (run.endedAt === null)
      this.record.update({
        nonce,
        ownerPid: process.pid,
        ownerStart,
        run,
        cleanup: [this.composeArgv('down', '--timeout', '1'), this.options.containers.pruneArgv()],
      })
    this.emit({ type: 'run', run })
  }

  private emit(event: RunEvent): void {
    for (const listener of this.listeners) listener(event)
  }
}
