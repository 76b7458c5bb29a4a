import { dirname } from 'node:path'
import {
  FlowReader,
  attachRun,
  findMissingSources,
  isPortFree,
  localTarget,
  preparePlan,
  startCompose,
  type MissingSource,
  type Prepared,
  type RunHandle,
} from '@flowdeck/runtime'
import {
  FlowError,
  describePermission,
  listPermissions,
  type ComposeImages,
  type Endpoints,
  type FlowRun,
  type LogLine,
  type Preflight,
} from '@flowdeck/shared'
import { revisionOf, type FlowStore } from '../flows/FlowStore.ts'
import { auditStart } from './auditLog.ts'
import type { ConsentStore } from './ConsentStore.ts'
import { sameButPorts } from './sameButPorts.ts'

export type RunnerEvent =
  { type: 'run'; run: FlowRun } | { type: 'logs'; runId: string; lines: LogLine[]; dropped: number }

/** How long what preflight showed is what Start runs, in milliseconds. */
const PREPARED_MS = 120_000
/** Ended runs that are still shown, with their logs. */
const KEPT_ENDED = 10

/** Starts and stops Flows of the workspace: one run per Flow, several Flows at once. */
export class FlowRunner {
  private readonly store: FlowStore
  private readonly consents: ConsentStore
  private readonly workspaceDir: string | undefined
  private readonly reader = new FlowReader()
  private readonly runs = new Map<string, RunHandle>()
  /** Flows that are between the wish to start and their first process. */
  private readonly starting = new Map<string, Promise<string>>()
  /** Per Flow, what preflight showed last: the person agreed to exactly this. */
  private readonly shown = new Map<string, { revision: string; at: number; prepared: Prepared }>()
  private readonly listeners = new Set<(event: RunnerEvent) => void>()
  private readonly read = (text: string) => this.reader.read(text)
  private closed = false

  /** `workspaceDir` is the folder whose sources need no word. */
  constructor(store: FlowStore, consents: ConsentStore, workspaceDir?: string) {
    this.store = store
    this.consents = consents
    this.workspaceDir = workspaceDir
  }

  list(): FlowRun[] {
    return [...this.runs.values()].map((handle) => handle.snapshot())
  }

  subscribe(listener: (event: RunnerEvent) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** What starting would run, and what stands in its way; of an unsaved `text` in place of the file. Starts and writes nothing. */
  async preflight(flowId: string, revision: string, text?: string): Promise<Preflight> {
    const prepared =
      text === undefined ? await this.prepare(flowId, revision) : await this.prepareUnsaved(flowId, text)
    this.shown.set(flowId, { revision: prepared.preflight.revision, at: performance.now(), prepared })
    return prepared.preflight
  }

  /** Sources that a text names and that are not on the disk; none while the text cannot be read. */
  async missingSources(flowId: string, text: string): Promise<MissingSource[]> {
    const { spec } = await this.reader.read(text)
    return spec ? await findMissingSources(spec, dirname(this.store.pathOf(flowId))) : []
  }

  /**
   * Starts a Flow. `allow` are permissions that the person agrees to now; they are remembered for this file.
   * @throws FlowError REVISION_CONFLICT (P5), RUN_ALREADY_ACTIVE, PREFLIGHT_FAILED, CONSENT_NEEDED
   */
  async start(flowId: string, revision: string, allow: readonly string[] = []): Promise<string> {
    return await this.begin(flowId, async () => {
      await this.checkConsent(flowId, revision, allow)
      return await this.startNow(flowId, revision)
    })
  }

  /**
   * Starts a Flow as containers of a Compose project; `images` are those that a person chose for its exports.
   * @throws FlowError REVISION_CONFLICT (P5), RUN_ALREADY_ACTIVE, CONSENT_NEEDED, and what `startCompose` throws
   */
  async startInContainers(
    flowId: string,
    revision: string,
    { images = {}, allow = [] }: { images?: ComposeImages; allow?: readonly string[] } = {},
  ): Promise<string> {
    return await this.begin(flowId, async () => {
      const { text } = await this.checkConsent(flowId, revision, allow)
      const flowPath = this.store.pathOf(flowId)
      const options = Object.fromEntries(Object.entries(images).filter(([, value]) => value !== undefined))
      const handle = await startCompose({
        text,
        flowPath,
        flowId,
        revision,
        options,
        env: process.env,
        read: this.read,
      })
      this.keep(handle)
      await auditStart({ flowId, revision, pods: [] }, handle.runId)
      // The server may have begun to stop while tools were looked for.
      if (this.closed) await handle.stop()
      return handle.runId
    })
  }

  /**
   * Follows the Flow behind a Gateway that somebody else runs, as the run of a file of the workspace.
   * @throws FlowError FLOW_NOT_FOUND, RUN_ALREADY_ACTIVE, BAD_REQUEST, DEPLOYMENT_UNAVAILABLE
   */
  async attach(flowId: string, address: string): Promise<string> {
    return await this.begin(flowId, async () => {
      const { revision, text } = await this.store.load(flowId)
      const executors = (await this.reader.read(text)).spec?.executors.map(({ name }) => name) ?? []
      const handle = await attachRun(address, { flowId, revision, executors })
      this.keep(handle)
      // The server may have begun to stop while nobody answered.
      if (this.closed) await handle.stop()
      return handle.runId
    })
  }

  /** One run per Flow at a time. */
  private async begin(flowId: string, start: () => Promise<string>): Promise<string> {
    this.refuseWhenClosed()
    if (this.activeRun(flowId) || this.starting.has(flowId))
      throw new FlowError('RUN_ALREADY_ACTIVE', `"${flowId}" is running already; stop it first`)
    const starting = start()
    this.starting.set(flowId, starting)
    try {
      return await starting
    } finally {
      this.starting.delete(flowId)
    }
  }

  async stop(runId: string, force: boolean): Promise<void> {
    await this.find(runId).stop({ force })
  }

  endpoints(runId: string): Promise<Endpoints> {
    return this.find(runId).endpoints()
  }

  /** @throws FlowError RUN_NOT_FOUND */
  find(runId: string): RunHandle {
    const handle = this.runs.get(runId)
    if (!handle) throw new FlowError('RUN_NOT_FOUND', `run ${runId} is not known; start the Flow`)
    return handle
  }

  /** Stops everything and waits until nothing is left; `force` does not wait for requests under way. */
  async close({ force = false }: { force?: boolean } = {}): Promise<void> {
    this.closed = true
    const stopAll = () => Promise.allSettled([...this.runs.values()].map((handle) => handle.stop({ force })))
    await stopAll()
    // What was about to start either noticed, or is among the runs now.
    await Promise.allSettled(this.starting.values())
    await stopAll()
    await this.reader.close()
  }

  private async startNow(flowId: string, revision: string): Promise<string> {
    const { plan, preflight } =
      (await this.asShown(flowId, revision)) ?? (await this.prepare(flowId, revision))
    if (!plan) {
      const errors = preflight.problems.filter((problem) => problem.severity === 'error')
      throw new FlowError('PREFLIGHT_FAILED', errors.map((problem) => problem.message).join('\n'), {
        details: { problems: errors },
      })
    }
    this.refuseWhenClosed()
    const handle = await localTarget.start(plan)
    this.keep(handle)
    await auditStart(plan, handle.runId)
    return handle.runId
  }

  private refuseWhenClosed(): void {
    if (this.closed)
      throw new FlowError('DEPLOYMENT_UNAVAILABLE', 'the server is stopping; nothing is started any more')
  }

  private activeRun(flowId: string): RunHandle | undefined {
    return [...this.runs.values()].find((handle) => {
      const run = handle.snapshot()
      return run.flowId === flowId && run.endedAt === null
    })
  }

  /** What preflight showed, while it still holds: same file, same sources, ports still free. */
  private async asShown(flowId: string, revision: string): Promise<Prepared | null> {
    const shown = this.shown.get(flowId)
    this.shown.delete(flowId)
    if (shown?.revision !== revision || performance.now() - shown.at > PREPARED_MS) return null
    const fresh = await this.prepare(flowId, revision)
    const { plan } = shown.prepared
    if (!plan || !fresh.plan || !sameButPorts(plan, fresh.plan)) return fresh
    const free = await Promise.all(
      plan.pods.flatMap((pod) => pod.ports).map(({ port, host }) => isPortFree(port, host)),
    )
    return free.every(Boolean) ? shown.prepared : fresh
  }

  /** @throws FlowError REVISION_CONFLICT when the file is another one by now */
  private async load(flowId: string, revision: string) {
    const flow = await this.store.load(flowId)
    if (flow.revision !== revision)
      throw new FlowError(
        'REVISION_CONFLICT',
        `"${flowId}" changed since revision ${revision.slice(0, 8)}; save and try again`,
        {
          details: { revision: flow.revision },
        },
      )
    return flow
  }

  /** @throws FlowError CONSENT_NEEDED with the permissions of the file that nobody granted; REVISION_CONFLICT */
  private async checkConsent(flowId: string, revision: string, allow: readonly string[]) {
    const flow = await this.load(flowId, revision)
    const flowPath = this.store.pathOf(flowId)
    const isGranted = await this.consents.read(flowPath)
    const asked = listPermissions(await this.read(flow.text))
    const missing = asked.filter(({ id }) => !isGranted(id) && !allow.includes(id))
    if (missing.length > 0)
      throw new FlowError(
        'CONSENT_NEEDED',
        `"${flowId}" needs your consent: ${missing.map(describePermission).join(', ')}`,
        { details: { permissions: missing.map((permission) => ({ ...permission, granted: false })) } },
      )
    await this.consents.grant(
      flowPath,
      asked.map(({ id }) => id).filter((id) => !isGranted(id)),
    )
    return flow
  }

  private async prepare(flowId: string, revision: string) {
    const { text } = await this.load(flowId, revision)
    return await this.prepareText(flowId, text)
  }

  /** The file may be gone: saving writes it again. @throws FlowError FORBIDDEN for a path outside the workspace */
  private async prepareUnsaved(flowId: string, text: string) {
    await this.store.load(flowId).catch((thrown: unknown) => {
      if (FlowError.from(thrown).code !== 'FLOW_NOT_FOUND') throw thrown
    })
    return await this.prepareText(flowId, text)
  }

  private async prepareText(flowId: string, text: string) {
    return await preparePlan({
      text,
      flowPath: this.store.pathOf(flowId),
      flowId,
      revision: revisionOf(text),
      read: this.read,
      isGranted: await this.consents.read(this.store.pathOf(flowId)),
      ...(this.workspaceDir === undefined ? {} : { workspace: this.workspaceDir }),
    })
  }

  private keep(handle: RunHandle): void {
    this.runs.set(handle.runId, handle)
    const ended = [...this.runs.values()].filter((other) => other.snapshot().endedAt !== null)
    for (const old of ended.slice(0, Math.max(0, ended.length - KEPT_ENDED))) this.runs.delete(old.runId)
    handle.subscribe((event) => {
      if (event.type === 'run') this.emit(event)
      else this.emit({ type: 'logs', runId: handle.runId, lines: event.lines, dropped: event.dropped })
    })
    this.emit({ type: 'run', run: handle.snapshot() })
  }

  private emit(event: RunnerEvent): void {
    for (const listener of this.listeners) listener(event)
  }
}
