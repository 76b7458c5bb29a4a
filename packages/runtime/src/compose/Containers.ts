import { runTool, type ToolOptions } from './runTool.ts'

/** One container of a Compose project as its engine tells it. */
export interface ContainerState {
  id: string
  service: string
  /** `created`, `running`, `restarting`, `exited` … */
  status: string
  exitCode: number
  /** Milliseconds since the epoch at which it began last; it has begun again when this rises. */
  startedAt: string
}

const PROJECT = 'com.docker.compose.project'
const FORMAT =
  '{{.Id}}|{{index .Config.Labels "com.docker.compose.service"}}|{{.State.Status}}|{{.State.ExitCode}}|{{.State.StartedAt}}'

/** The containers of one Compose project, by the labels that Docker's Compose and podman's give them. */
export class Containers {
  private readonly engine: string
  private readonly project: string
  private readonly options: Pick<ToolOptions, 'cwd' | 'env'>

  constructor(engine: string, project: string, options: Pick<ToolOptions, 'cwd' | 'env'>) {
    this.engine = engine
    this.project = project
    this.options = options
  }

  async ids(): Promise<string[]> {
    const filter = `label=${PROJECT}=${this.project}`
    const listed = await this.run('ps', '--all', '--quiet', '--filter', filter)
    return listed.split('\n').filter(Boolean)
  }

  async states(): Promise<ContainerState[]> {
    const ids = await this.ids()
    if (ids.length === 0) return []
    const told = await this.run('inspect', '--format', FORMAT, ...ids)
    return told
      .split('\n')
      .filter(Boolean)
      .map((line) => {
        const [id = '', service = '', status = '', exitCode = '0', startedAt = ''] = line.split('|')
        return { id, service, status, exitCode: Number(exitCode), startedAt }
      })
  }

  /** The last lines that a container printed. */
  async lastLines(id: string): Promise<string[]> {
    const lines: string[] = []
    await runTool([this.engine, 'logs', '--tail', '20', id], {
      ...this.options,
      onLines: (_, more) => lines.push(...more.map(({ text }) => text)),
    }).catch(() => {})
    return lines
  }

  /** What a container prints from now on; ends with it, or by `signal`. */
  async follow(id: string, onLines: NonNullable<ToolOptions['onLines']>, signal: AbortSignal): Promise<void> {
    await runTool([this.engine, 'logs', '--follow', id], { ...this.options, onLines, signal }).catch(() => {})
  }

  async hasImage(image: string): Promise<boolean> {
    return await this.run('image', 'inspect', '--format', '{{.Id}}', image).then(
      () => true,
      () => false,
    )
  }

  /** Stops all of them side by side; what does not end within `graceS` seconds is killed. */
  async stop(graceS: number): Promise<void> {
    const ids = await this.ids()
    if (ids.length > 0) await this.run('stop', '-t', String(graceS), ...ids)
  }

  async remove(): Promise<void> {
    const ids = await this.ids()
    if (ids.length > 0) await this.run('rm', '--force', ...ids)
    await this.removeNetworks()
  }

  /** What podman-compose leaves behind. */
  async removeNetworks(): Promise<void> {
    await runTool(this.pruneArgv(), this.options)
  }

  /** The command that removes the project's networks, for whoever cleans up after us. */
  pruneArgv(): string[] {
    return [this.engine, 'network', 'prune', '--force', '--filter', `label=${PROJECT}=${this.project}`]
  }

  private run(...args: string[]): Promise<string> {
    return runTool([this.engine, ...args], this.options)
  }
}
