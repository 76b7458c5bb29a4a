import type { LogBuffer } from '../pod/LogBuffer.ts'
import { PodOutput } from '../pod/PodOutput.ts'
import { askGateway } from '../target/askGateway.ts'
import type { ComposeProject } from './composeProject.ts'
import type { Containers, ContainerState } from './Containers.ts'
import { ToolError } from './runTool.ts'

/** A container that began so often before the Flow was ever ready has a reason to. */
const MAX_RESTARTS = 3

interface Watched {
  project: ComposeProject
  containers: Containers
  logs: LogBuffer
  /** The command line that made the containers, for sentences. */
  toolName: string
  /** Ends what follows the containers. */
  signal: AbortSignal
}

/** What the containers of a Compose project are doing; follows what they print. */
export class ContainerWatch {
  /** As they were found at the last look; null before the first. */
  states: readonly ContainerState[] | null = null
  /** How often each service began again. */
  readonly restarts = new Map<string, number>()
  private readonly watched: Watched
  private readonly startedAt = new Map<string, string>()

  constructor(watched: Watched) {
    this.watched = watched
  }

  /** Looks at the containers and asks the Gateway; gives whether that is ready. @throws when the signal ended it, or the engine does not answer */
  async look(): Promise<boolean> {
    const { project, containers, signal } = this.watched
    const [server] = project.gateway
    const states = await containers.states()
    const ready = server !== undefined && (await askGateway(server)).state === 'ready'
    signal.throwIfAborted()
    this.states = states
    for (const state of states) this.note(state)
    return ready
  }

  /** @throws ToolError when a container is missing or does not stay */
  refuse(): void {
    this.refuseMissing()
    this.refuseRestarts()
  }

  private note({ id, service, startedAt, status }: ContainerState): void {
    const before = this.startedAt.get(id)
    if (status === 'running' && before === undefined) {
      this.startedAt.set(id, startedAt)
      const { project, containers, logs, signal } = this.watched
      const found = project.services.find((one) => one.service === service)
      const output = new PodOutput(logs, {
        id: found?.pod ?? service,
        deployment: found?.deployment ?? service,
      })
      void containers
        .follow(id, (stream, lines, dropped) => output.add(stream, lines, dropped), signal)
        .then(() => output.end())
    } else if (before !== undefined && before !== startedAt) {
      this.startedAt.set(id, startedAt)
      this.restarts.set(service, (this.restarts.get(service) ?? 0) + 1)
    }
  }

  /** podman-compose goes on, and ends with 0, when a container cannot be made. */
  private refuseMissing(): void {
    const { project, toolName, logs } = this.watched
    const made = new Set(this.states?.map(({ service }) => service))
    const missing = project.services.filter(({ service }) => !made.has(service))
    if (missing.length > 0)
      throw new ToolError(
        `${toolName} made no container for ${missing.map(({ service }) => `"${service}"`).join(', ')}`,
        null,
        logs.lastOf('compose', 20),
      )
  }

  private refuseRestarts(): void {
    const { project, logs } = this.watched
    for (const { service, exitCode } of this.states ?? [])
      if ((this.restarts.get(service) ?? 0) >= MAX_RESTARTS)
        throw new ToolError(
          `the container of "${service}" ended ${MAX_RESTARTS} times, the last time with ${exitCode}`,
          exitCode,
          logs.lastOf(project.services.find((one) => one.service === service)?.pod ?? service, 20),
        )
  }
}
