import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseAllDocuments, stringify } from 'yaml'
import { runProgram } from './runProgram.ts'
import type { Engine } from './prepare.ts'

interface Manifest {
  kind: string
  metadata: { name: string; namespace: string }
  spec: { template: { spec: { containers: { ports?: unknown }[] } } }
}

/** What one test runs on podman. Everything has a name of its own, and `remove` takes all of it away. */
export class ContainerHost {
  readonly id = `flowdeck-${randomBytes(4).toString('hex')}`
  /** In which programs that call podman find our settings. */
  readonly env: NodeJS.ProcessEnv
  private readonly folder = mkdtempSync(join(tmpdir(), 'flowdeck-containers-'))
  private readonly images: string[] = []
  private readonly projects: string[] = []

  constructor(engine: Engine) {
    this.env = { ...process.env, ...engine.env }
  }

  podman(...args: string[]): Promise<string> {
    return runProgram('podman', args, { env: this.env })
  }

  /** Runs the script that an export has for its images; they are gone after the test. */
  async runBuild(script: string): Promise<void> {
    for (const [, image] of readFileSync(script, 'utf8').matchAll(/^build (\S+) /gm))
      if (image) this.images.push(image)
    await runProgram(script, [], { env: { ...this.env, CONTAINER_ENGINE: 'podman' } })
  }

  /** Starts a Compose project. */
  async up(file: string): Promise<void> {
    this.projects.push(file)
    await this.compose(file, 'up', '--detach')
  }

  private compose(file: string, ...args: string[]): Promise<string> {
    return runProgram('podman-compose', ['--project-name', this.id, '--file', file, ...args], {
      env: this.env,
    })
  }

  /**
   * Plays Kubernetes manifests; gives the address of the Gateway's Pod. What podman does not do of a cluster is done for it: a Service's
   * name leads to its Pods (an alias on the network), and the ports of a Pod are its own (podman publishes them on the host, where only one
   * Pod can have 8080).
   */
  async play(files: readonly string[]): Promise<string> {
    await this.podman('network', 'create', this.id)
    for (const [i, text] of files.entries()) {
      const objects = parseAllDocuments(text).map((document) => document.toJS() as Manifest)
      const workload = objects.find(({ kind }) => kind === 'Deployment')
      if (!workload) throw new Error(`no Deployment in:\n${text}`)
      for (const container of workload.spec.template.spec.containers) delete container.ports
      const { name, namespace } = workload.metadata
      const path = join(this.folder, `${i}.yml`)
      writeFileSync(path, objects.map((object) => stringify(object)).join('---\n'))
      await this.podman('kube', 'play', '--network', `${this.id}:alias=${name}.${namespace}.svc`, path)
    }
    return await this.addressOf('gateway-pod-0')
  }

  private async addressOf(pod: string): Promise<string> {
    const infra = await this.podman('pod', 'inspect', pod, '--format', '{{.InfraContainerID}}')
    const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}'
    return (await this.podman('inspect', infra.trim(), '--format', format)).trim()
  }

  /** What the containers printed, for the message of a test that fails. */
  async logs(): Promise<string> {
    const names = await this.podman('ps', '--all', '--format', '{{.Names}}')
    const logs = names
      .split('\n')
      .filter((name) => name && !name.endsWith('-infra'))
      .map(async (name) => `── ${name}\n${await this.podman('logs', '--tail', '20', name).catch(String)}`)
    return (await Promise.all(logs)).join('\n')
  }

  /** Takes everything away that was made here. */
  async remove(): Promise<void> {
    for (const file of this.projects) await this.compose(file, 'down', '--timeout', '1', '--volumes')
    const pods = await this.podman('pod', 'ls', '--filter', `network=${this.id}`, '--format', '{{.Id}}')
    for (const pod of pods.split('\n').filter(Boolean))
      await this.podman('pod', 'rm', '--force', '--time', '1', pod)
    const networks = await this.podman('network', 'ls', '--format', '{{.Name}}')
    for (const name of networks.split('\n').filter((name) => name.startsWith(this.id)))
      await this.podman('network', 'rm', '--force', name)
    for (const image of this.images) await this.podman('rmi', '--force', image)
    await this.podman('volume', 'prune', '--force')
    rmSync(this.folder, { recursive: true })
  }
}
