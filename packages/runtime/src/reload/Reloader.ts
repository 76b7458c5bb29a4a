import { basename } from 'node:path'
import { FlowError, type LogLine } from '@flowdeck/shared'
import { refuseSyntax } from '../flow/choosePythons.ts'
import { planFlow, type PlanInput } from '../flow/planFlow.ts'
import type { FlowPlan } from '../flow/flowPlan.ts'
import { checkPythonSyntax } from '../python/checkPythonSyntax.ts'
import { findAnew, sourcesOf } from './findAnew.ts'
import { lookAtSource, type SourceLook } from './lookAtSource.ts'
import { SourceWatcher } from './SourceWatcher.ts'

/** What there is of an Executor's sources now. */
interface Look {
  digest: string
  pythons: NonNullable<SourceLook['python']>[]
}

/** The run whose Executors are watched. */
export interface ReloadHost {
  /** Starts the Pods of an Executor again by a new plan, one after another. @throws FlowError when one does not start */
  roll(deployment: string, plan: FlowPlan): Promise<void>
  say(deployment: string, level: LogLine['level'], text: string): void
}

/**
 * Watches the sources of a run's Executors that ask for it (`reload: true`), and has their Pods started again when one changes. A
 * source that cannot be read is named, and the Pods go on as they are.
 */
export class Reloader {
  private readonly host: ReloadHost
  private input: PlanInput
  private readonly watchers = new Map<string, SourceWatcher>()
  /** Of the source that runs, per Executor. */
  private readonly digests = new Map<string, string>()
  /** Files of an Executor that changed since its source was taken. */
  private readonly changed = new Map<string, Set<string>>()
  private readonly complaints = new Map<string, string>()
  /** One Executor after another: they share the plan. */
  private queue: Promise<void> = Promise.resolve()
  private closed = false

  constructor({ deployments, input }: NonNullable<FlowPlan['reload']>, host: ReloadHost) {
    this.host = host
    this.input = input
    for (const name of deployments)
      this.watchers.set(name, new SourceWatcher((files) => this.enqueue(() => this.reload(name, files))))
  }

  /** Begins to watch; resolves when everything that changes from now on is noticed. */
  async begin(): Promise<void> {
    await Promise.all(
      [...this.watchers.keys()].map(async (name) => {
        this.digests.set(name, (await this.look(this.input, name)).digest)
      }),
    )
  }

  close(): void {
    this.closed = true
    for (const watcher of this.watchers.values()) watcher.close()
  }

  private enqueue(act: () => Promise<void>): void {
    this.queue = this.queue
      .then(async () => {
        if (!this.closed) await act()
      })
      .catch(() => {})
  }

  private async reload(name: string, names: readonly string[]): Promise<void> {
    const files = new Set([...(this.changed.get(name) ?? []), ...names])
    this.changed.set(name, files)
    let input: PlanInput
    let digest: string
    try {
      input = await findAnew(this.input, name)
      const look = await this.look(input, name)
      digest = look.digest
      await checkChanged(look.pythons, files)
    } catch (thrown) {
      this.complain(name, `"${name}" is not reloaded and goes on as it is: ${FlowError.from(thrown).message}`)
      return
    }
    this.complaints.delete(name)
    this.changed.delete(name)
    if (digest === this.digests.get(name) || this.closed) return
    this.digests.set(name, digest)
    this.input = input
    this.host.say(
      name,
      'info',
      `${[...files].join(', ')} changed: the Pods of "${name}" are started again, one after another`,
    )
    try {
      await this.host.roll(name, planFlow(input))
      this.host.say(name, 'info', `"${name}" runs its new source`)
    } catch (thrown) {
      if (!this.closed)
        this.complain(name, `"${name}" does not start with its new source: ${FlowError.from(thrown).message}`)
    }
  }

  private complain(name: string, text: string): void {
    if (this.complaints.get(name) === text) return
    this.complaints.set(name, text)
    this.host.say(name, 'error', text)
  }

  /** Watches where the sources of an Executor are now; gives what tells them from others. */
  private async look(input: PlanInput, name: string): Promise<Look> {
    const looks = await Promise.all([...sourcesOf(input, name).values()].map(lookAtSource))
    this.watchers.get(name)?.watch(looks.flatMap(({ folders }) => folders))
    return {
      digest: looks.map(({ digest }) => digest).join(' '),
      pythons: looks.flatMap(({ python }) => python ?? []),
    }
  }
}

/**
 * Lets the interpreters of the running Pods parse the Python files that changed; `names` are without folders.
 * @throws FlowError EXECUTOR_LOAD_FAILED with file and line
 */
async function checkChanged(pythons: Look['pythons'], names: ReadonlySet<string>): Promise<void> {
  for (const { interpreter, files } of pythons) {
    const changed = files.filter((file) => names.has(basename(file)))
    if (changed.length === 0) continue
    const [first] = await checkPythonSyntax(interpreter, changed)
    if (first) throw refuseSyntax(first[0], first[1])
  }
}
