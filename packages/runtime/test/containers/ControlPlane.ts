import { spawn, type ChildProcess } from 'node:child_process'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PortAllocator } from '../../src/flow/ports.ts'
import { runProgram } from './runProgram.ts'
import type { Kubernetes } from './prepare.ts'

const HOST = '127.0.0.1'
const START_MS = 180_000

/**
 * A Kubernetes control plane on this machine: etcd, API server and the controllers, on free ports, without a node. What is applied becomes
 * ReplicaSets, Pods and EndpointSlices; the Pods wait for a node.
 */
export class ControlPlane {
  private readonly programs: Kubernetes
  private readonly folder = mkdtempSync(join(tmpdir(), 'flowdeck-kubernetes-'))
  private readonly children: { child: ChildProcess; log: string[] }[] = []

  private constructor(programs: Kubernetes) {
    this.programs = programs
  }

  static async start(programs: Kubernetes): Promise<ControlPlane> {
    const plane = new ControlPlane(programs)
    try {
      await plane.startAll()
      return plane
    } catch (thrown) {
      const logs = plane.children.map(({ log }) => log.slice(-20).join(''))
      await plane.stop()
      throw new Error(`the control plane did not start: ${String(thrown)}\n${logs.join('\n')}`, {
        cause: thrown,
      })
    }
  }

  /** Runs kubectl as the administrator; gives its stdout. */
  async kubectl(...args: string[]): Promise<string> {
    return await runProgram(join(this.programs.bin, 'kubectl'), args, {
      env: { ...process.env, KUBECONFIG: this.file('kubeconfig') },
    })
  }

  /** Objects of a kind, of all namespaces. */
  async list<T>(kind: string): Promise<T[]> {
    const text = await this.kubectl('get', kind, '--all-namespaces', '--output', 'json')
    return (JSON.parse(text) as { items: T[] }).items
  }

  /** Ends what was started, last first. */
  async stop(): Promise<void> {
    for (const { child } of this.children.toReversed()) await end(child)
    rmSync(this.folder, { recursive: true, force: true })
  }

  private file(name: string): string {
    return join(this.folder, name)
  }

  private async startAll(): Promise<void> {
    const ports = new PortAllocator()
    const [store, peer, secure, controllers] = await Promise.all([1, 2, 3, 4].map(() => ports.allocate(HOST)))
    const token = randomBytes(16).toString('hex')
    const keys = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    })
    writeFileSync(this.file('sa.key'), keys.privateKey)
    writeFileSync(this.file('sa.pub'), keys.publicKey)
    writeFileSync(this.file('tokens.csv'), `${token},admin,admin,"system:masters"\n`)
    writeFileSync(this.file('kubeconfig'), kubeconfig(`https://${HOST}:${secure}`, token))
    this.run(this.programs.etcd, [
      `--data-dir=${this.file('etcd')}`,
      `--listen-client-urls=http://${HOST}:${store}`,
      `--advertise-client-urls=http://${HOST}:${store}`,
      `--listen-peer-urls=http://${HOST}:${peer}`,
      `--initial-advertise-peer-urls=http://${HOST}:${peer}`,
      `--initial-cluster=default=http://${HOST}:${peer}`,
    ])
    this.run(join(this.programs.bin, 'kube-apiserver'), [
      `--etcd-servers=http://${HOST}:${store}`,
      `--bind-address=${HOST}`,
      `--advertise-address=${HOST}`,
      `--secure-port=${secure}`,
      `--cert-dir=${this.file('certificates')}`,
      `--token-auth-file=${this.file('tokens.csv')}`,
      '--authorization-mode=RBAC',
      `--service-account-key-file=${this.file('sa.pub')}`,
      `--service-account-signing-key-file=${this.file('sa.key')}`,
      '--service-account-issuer=https://kubernetes.default.svc',
      '--service-cluster-ip-range=10.96.0.0/16',
      '--endpoint-reconciler-type=none',
      // Pods then need no ServiceAccount, which a cluster makes by itself.
      '--disable-admission-plugins=ServiceAccount',
    ])
    await this.until(async () => (await this.kubectl('get', '--raw', '/readyz')) === 'ok')
    this.run(join(this.programs.bin, 'kube-controller-manager'), [
      `--kubeconfig=${this.file('kubeconfig')}`,
      `--service-account-private-key-file=${this.file('sa.key')}`,
      '--controllers=*,-nodeipam,-nodelifecycle',
      `--bind-address=${HOST}`,
      `--secure-port=${controllers}`,
      `--cert-dir=${this.file('certificates')}`,
      '--leader-elect=false',
    ])
  }

  private run(command: string, args: string[]): void {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    const log: string[] = []
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        log.push(chunk.toString())
        if (log.length > 200) log.shift()
      })
    child.on('error', (error) => log.push(error.message))
    this.children.push({ child, log })
  }

  private async until(ready: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + START_MS
    for (;;) {
      const last: unknown = await ready().catch((thrown: unknown) => thrown)
      if (last === true) return
      const dead = this.children.find(({ child }) => child.exitCode !== null)
      if (dead) throw new Error(`${dead.child.spawnfile} ended with exit code ${dead.child.exitCode}`)
      if (Date.now() > deadline) throw new Error(`not ready after ${START_MS} ms: ${String(last)}`)
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
  }
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return resolve()
    const timer = setTimeout(() => child.kill('SIGKILL'), 10_000)
    child.once('exit', () => {
      clearTimeout(timer)
      resolve()
    })
    child.kill('SIGTERM')
  })
}

function kubeconfig(server: string, token: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    clusters: [{ name: 'test', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'admin' } }],
  })
}
