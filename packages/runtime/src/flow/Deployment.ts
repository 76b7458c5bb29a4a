import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import {
  FlowError,
  parseDeployment,
  type ExecutorSpec,
  type ExportOptions,
  type YamlMap,
} from '@flowdeck/shared'
import { stringify } from 'yaml'
import { exportFlow, type WrittenExport } from '../export/exportFlow.ts'
import { callerFile } from './callerFile.ts'

/**
 * A description of one Executor by itself, with its replicas and shards (Jina's `Deployment`), in YAML's own keys. To run it, put it into a
 * `Flow`.
 */
export class Deployment {
  /** The Deployment as YAML. */
  readonly text: string
  /** Sources are found from here. */
  readonly path: string

  constructor(args: YamlMap = {}, source?: { text: string; path: string }) {
    this.path = source?.path ?? join(dirname(callerFile() ?? join(process.cwd(), 'x')), 'deployment.yml')
    this.text = source?.text ?? stringify({ jtype: 'Deployment', with: args })
  }

  /** Reads a Deployment from a YAML file. @throws FlowError FLOW_NOT_FOUND, FLOW_INVALID */
  static async loadConfig(file: string): Promise<Deployment> {
    const path = resolve(file)
    const text = await readFile(path, 'utf8').catch((thrown: unknown) => {
      throw new FlowError('FLOW_NOT_FOUND', `${path} cannot be read: ${(thrown as Error).message}`, {
        cause: thrown,
      })
    })
    const deployment = new Deployment({}, { text, path })
    void deployment.spec
    return deployment
  }

  /** Its meaning as data. @throws FlowError FLOW_INVALID */
  get spec(): ExecutorSpec {
    const spec = parseDeployment(this.text)
    if (!spec)
      throw new FlowError(
        'FLOW_INVALID',
        `${this.path} is no Deployment: it must begin with "jtype: Deployment"`,
      )
    return spec
  }

  /**
   * Writes a Docker Compose project with a Gateway before the Executor (Jina's `to_docker_compose_yaml`).
   * @throws FlowError FLOW_INVALID, FLOW_EXISTS, DISK_FULL, FORBIDDEN
   */
  async toDockerComposeYaml(out = 'docker-compose.yml', options: ExportOptions = {}): Promise<WrittenExport> {
    return await this.export('docker-compose', out, options)
  }

  /**
   * Writes Kubernetes manifests into a folder, without a Gateway (Jina's `to_kubernetes_yaml`).
   * @throws FlowError FLOW_INVALID, FLOW_EXISTS, DISK_FULL, FORBIDDEN
   */
  async toKubernetesYaml(folder: string, options: ExportOptions = {}): Promise<WrittenExport> {
    return await this.export('kubernetes', folder, options)
  }

  private async export(
    format: 'docker-compose' | 'kubernetes',
    out: string,
    options: ExportOptions,
  ): Promise<WrittenExport> {
    return await exportFlow({ deployment: this.spec }, { format, out, flowPath: this.path, options })
  }
}
