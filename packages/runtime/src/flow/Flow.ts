import { readFile, writeFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { dirname, join, relative, resolve } from 'node:path'
import {
  FlowError,
  GATEWAY,
  describePermission,
  parseFlow,
  planEdit,
  toMermaid,
  type AskedPermission,
  type ExportOptions,
  type FlowEdit,
  type FlowSpec,
  type GatewayProtocol,
  type ParsedFlow,
  type YamlMap,
  type YamlValue,
} from '@flowdeck/shared'
import { exportFlow, type ExportFormat, type WrittenExport } from '../export/exportFlow.ts'
import type { ExecutorClass } from '../executor/Executor.ts'
import { localTarget } from '../target/localTarget.ts'
import { atomicWrite } from '../state/atomicWrite.ts'
import { callerFile } from './callerFile.ts'
import { preparePlan } from './preparePlan.ts'
import { RunningFlow } from './RunningFlow.ts'

/** Arguments common to all Executors and the Gateway, in YAML's own keys (Jina's `Flow(**kwargs)`). */
export interface FlowOptions {
  protocol?: GatewayProtocol | GatewayProtocol[]
  port?: number | number[]
  name?: string
  env?: Record<string, string>
  [key: string]: YamlValue | undefined
}

/** One Executor, in YAML's own keys. `uses` may also be the class itself, exported or not, from the calling file. */
export interface ExecutorOptions {
  name?: string
  uses?: string | YamlMap | ExecutorClass
  needs?: string | string[]
  replicas?: number
  floating?: boolean
  external?: boolean
  [key: string]: YamlValue | ExecutorClass | undefined
}

export interface StartOptions {
  signal?: AbortSignal
  /** Address of the Gateway; 127.0.0.1 unless told. */
  host?: string
  env?: NodeJS.ProcessEnv
  /** Names of the variables of `env` that the Flow may read; all unless told. */
  allowEnv?: readonly string[]
  /** Called with every log line of every Pod. */
  onLog?: (line: { pod: string; stream: string; text: string }) => void
}

/** Where an HTTP route of `exposeEndpoint` stands (Jina 3.x: FastAPI's route arguments). */
export interface ExposeOptions {
  path?: string
  methods?: string[]
  summary?: string
  tags?: string[]
}

const EMPTY = "jtype: Flow\nversion: '1'\nexecutors: []\n"

/**
 * A description of a Flow. Immutable: every method gives a new one. It is its YAML text, so that a file loaded, extended
 * and saved keeps its comments.
 *
 *     await using flow = await new Flow({ port: 12345 }).add({ uses: './foo.ts' }).start()
 */
export class Flow {
  /** The Flow as YAML. */
  readonly text: string
  /** Sources are found from here: the YAML file, or a name in the calling file's folder. */
  readonly path: string
  private parsed: ParsedFlow | null = null

  constructor(options: FlowOptions = {}, source?: { text: string; path: string }) {
    this.path = source?.path ?? join(dirname(callerFile() ?? join(process.cwd(), 'x')), 'flow.yml')
    let text = source?.text ?? EMPTY
    for (const [key, value] of Object.entries(options))
      if (value !== undefined) text = edited(text, { type: 'setField', target: 'flow', key, value })
    this.text = text
  }

  /** Reads a Flow from a YAML file, or from YAML text. @throws FlowError FLOW_NOT_FOUND, FLOW_INVALID */
  static async loadConfig(source: string): Promise<Flow> {
    const isText = source.includes('\n') || /^\s*(jtype|!Flow)\b/.test(source)
    const path = isText ? join(process.cwd(), 'flow.yml') : resolve(source)
    const text = isText
      ? source
      : await readFile(path, 'utf8').catch((thrown: unknown) => {
          throw new FlowError('FLOW_NOT_FOUND', `${path} cannot be read: ${(thrown as Error).message}`, {
            cause: thrown,
          })
        })
    const flow = new Flow({}, { text, path })
    if (!flow.parse().spec) throw invalid(flow.parse(), path)
    return flow
  }

  /** The Flow's meaning as data. @throws FlowError FLOW_INVALID */
  get spec(): FlowSpec {
    const { spec } = this.parse()
    if (!spec) throw invalid(this.parse(), this.path)
    return spec
  }

  /** Adds an Executor behind the last one, or behind those in `needs`. @throws FlowError FLOW_INVALID */
  add({ name, uses, needs, ...rest }: ExecutorOptions = {}): Flow {
    const values: YamlMap = {}
    if (typeof uses === 'function') {
      const file = callerFile()
      if (!file || !uses.name)
        throw new FlowError(
          'EXECUTOR_NOT_FOUND',
          'the file of this class is not known; give its path as uses: "./file.ts:ClassName"',
        )
      values['uses'] = `${relative(dirname(this.path), file) || file}:${uses.name}`
    } else if (uses !== undefined) values['uses'] = uses
    for (const [key, value] of Object.entries(rest))
      if (value !== undefined && typeof value !== 'function') values[key] = value
    return this.edit({
      type: 'addExecutor',
      name: name ?? `executor${this.spec.executors.length}`,
      values,
      ...(needs === undefined ? {} : { needs: [needs].flat() }),
    })
  }

  /** Adds a step that waits for several others and joins their documents (Jina's `needs`). */
  needs(names: string[], options: ExecutorOptions = {}): Flow {
    if (names.length < 2)
      throw new FlowError('FLOW_INVALID', `a join needs at least two Executors, not ${names.length}`)
    return this.add({ name: 'joiner', ...options, needs: names })
  }

  /** Joins all Executors that nobody waits for (Jina's `needs_all`). */
  needsAll(options: ExecutorOptions = {}): Flow {
    const { executors } = this.spec
    const waited = new Set(executors.flatMap((executor) => executor.needs))
    const open = executors.filter((e) => !waited.has(e.name) && !e.floating).map((e) => e.name)
    return this.add({ name: 'joiner', ...options, ...(open.length > 0 ? { needs: open } : {}) })
  }

  /** Adds an Executor that looks at what the last one answers, beside the Flow (Jina's `inspect`). */
  inspect(options: ExecutorOptions = {}): Flow {
    return this.add({ name: 'inspect', ...options, method: 'inspect' })
  }

  /** Sets arguments of the Gateway (Jina's `config_gateway`). */
  configGateway(args: YamlMap): Flow {
    return Object.entries(args).reduce<Flow>(
      (flow, [key, value]) => flow.edit({ type: 'setField', target: GATEWAY, key, value }),
      this,
    )
  }

  /** Gives an endpoint an HTTP route of its own (Jina's `expose_endpoint`). */
  exposeEndpoint(endpoint: string, options: ExposeOptions = {}): Flow {
    return this.edit({
      type: 'setField',
      target: GATEWAY,
      key: 'expose_endpoints',
      path: [endpoint],
      value: { path: endpoint, methods: ['POST'], ...options },
    })
  }

  /** The Flow as a Mermaid flowchart; written to `file` when one is given. Nothing is sent anywhere. */
  async plot(file?: string, { vertical = false }: { vertical?: boolean } = {}): Promise<string> {
    const text = toMermaid(this.spec, { vertical })
    if (file !== undefined) await writeFile(file, text)
    return text
  }

  /**
   * Writes a Docker Compose project (Jina's `to_docker_compose_yaml`); resolves to the paths of its files and what should be known about them.
   * @throws FlowError FLOW_INVALID with the problems that stand in the way, FLOW_EXISTS, DISK_FULL, FORBIDDEN
   */
  async toDockerComposeYaml(out = 'docker-compose.yml', options: ExportOptions = {}): Promise<WrittenExport> {
    return await this.export('docker-compose', out, options)
  }

  /**
   * Writes Kubernetes manifests into a folder (Jina's `to_kubernetes_yaml`), for `kubectl apply -R -f FOLDER`.
   * @throws FlowError FLOW_INVALID with the problems that stand in the way, FLOW_EXISTS, DISK_FULL, FORBIDDEN
   */
  async toKubernetesYaml(folder: string, options: ExportOptions = {}): Promise<WrittenExport> {
    return await this.export('kubernetes', folder, options)
  }

  toYaml(): string {
    return this.text
  }

  async saveConfig(file: string): Promise<void> {
    await atomicWrite(resolve(file), this.text)
  }

  /**
   * Starts every Executor as a process, then the Gateway; resolves when all are ready.
   * @throws FlowError PREFLIGHT_FAILED with what stands in the way, CONSENT_NEEDED for a variable that `allowEnv` lacks, POD_START_FAILED, POD_START_TIMEOUT, PORT_IN_USE;
   * nothing is left running then
   */
  async start(options: StartOptions = {}): Promise<RunningFlow> {
    const { allowEnv } = options
    const { plan, preflight } = await preparePlan({
      text: this.text,
      flowPath: this.path,
      flowId: this.parse().spec?.name ?? relative(process.cwd(), this.path),
      revision: createHash('sha256').update(this.text).digest('hex'),
      ...(options.host === undefined ? {} : { host: options.host }),
      ...(options.env === undefined ? {} : { env: options.env }),
      ...(allowEnv === undefined
        ? {}
        : { isGranted: (id: string) => allowEnv.some((name) => id === `read ${name}`) }),
    })
    refuseUnlisted(preflight.permissions, allowEnv)
    if (!plan) {
      const errors = preflight.problems.filter((problem) => problem.severity === 'error')
      throw new FlowError(
        'PREFLIGHT_FAILED',
        errors
          .map(({ line, column, message }) => `${line === null ? '' : `${line}:${column}: `}${message}`)
          .join('\n'),
        { details: { problems: errors } },
      )
    }
    const handle = await localTarget.start(plan)
    if (options.onLog) {
      const { onLog } = options
      handle.subscribe((event) => event.type === 'logs' && event.lines.forEach(onLog))
    }
    try {
      await handle.whenReady(options.signal)
    } catch (thrown) {
      await handle.stop()
      throw thrown
    }
    return new RunningFlow(handle)
  }

  private async export(format: ExportFormat, out: string, options: ExportOptions): Promise<WrittenExport> {
    const { spec, graph } = this.parse()
    if (!spec || !graph) throw invalid(this.parse(), this.path)
    return await exportFlow({ spec, graph }, { format, out, flowPath: this.path, options })
  }

  private edit(edit: FlowEdit): Flow {
    return new Flow({}, { text: edited(this.text, edit), path: this.path })
  }

  private parse(): ParsedFlow {
    return (this.parsed ??= parseFlow(this.text))
  }
}

/** Who starts a Flow from a program or on the command line agrees to what it reads, unless they list what it may read. */
function refuseUnlisted(
  permissions: readonly AskedPermission[],
  allowed: readonly string[] | undefined,
): void {
  const unlisted = permissions.filter(
    ({ kind, name }) => kind === 'read' && allowed && !allowed.includes(name),
  )
  if (unlisted.length > 0)
    throw new FlowError(
      'CONSENT_NEEDED',
      `the Flow needs your consent: ${unlisted.map(describePermission).join(', ')}`,
      { details: { permissions: unlisted } },
    )
}

function edited(text: string, edit: FlowEdit): string {
  const outcome = planEdit(parseFlow(text), edit)
  if ('refused' in outcome) throw new FlowError('FLOW_INVALID', outcome.refused)
  return outcome.text
}

function invalid({ issues }: ParsedFlow, path: string): FlowError {
  const [first] = issues
  const where = first ? `${path}:${first.range.line}:${first.range.column}: ` : ''
  return new FlowError('FLOW_INVALID', `${where}${first?.message ?? 'not a Flow'}`, { details: { issues } })
}
