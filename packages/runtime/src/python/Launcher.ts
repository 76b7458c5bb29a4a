import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createServer, type Server, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import type { PodPlan } from '../flow/flowPlan.ts'
import { underParent, type PodHandle, type PodProcessEvents } from '../pod/PodProcess.ts'
import { NONCE } from '../pod/runPod.ts'
import { ForkedPod } from './ForkedPod.ts'

/** Milliseconds that a launcher without Pods stays warm: the next Start of the Flow is quick. */
const WARM_MS = 60_000

/** As long as a nonce: a Pod writes that of its run over it. */
const NO_RUN = '-'.repeat(32)

type Told =
  | { type: 'ready' }
  | { type: 'forked'; id: string; pid: number }
  | { type: 'exited'; id: string; code: number; signal: number }

/**
 * A Python that has imported Jina and forks a Pod in milliseconds. One serves all Pods with the same interpreter and environment; it
 * ends with this process, and its Pods with it.
 */
export class Launcher {
  private readonly child: ChildProcess
  private readonly links: Server
  /** An abstract socket: no file that could be left behind. Who does not know a Pod's id cannot speak for it. */
  private readonly address = `\0flowdeck-${randomBytes(16).toString('hex')}`
  private readonly pods = new Map<string, ForkedPod>()
  private idle: NodeJS.Timeout | undefined
  private readonly onClosed: () => void

  constructor(python: string, script: string, env: NodeJS.ProcessEnv, onClosed: () => void) {
    this.onClosed = onClosed
    this.links = createServer((socket) => this.link(socket))
    this.links.on('error', () => this.close())
    this.links.listen(this.address)
    const [command = '', ...args] = underParent([python, script, 'launch'])
    this.child = spawn(command, args, {
      env: { ...env, [NONCE]: NO_RUN },
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    this.child.on('error', () => this.close())
    this.child.on('exit', () => this.close())
    this.child.stdin?.on('error', () => {})
    if (this.child.stdout)
      createInterface({ input: this.child.stdout }).on('line', (line) => this.hear(JSON.parse(line) as Told))
    // A launcher that only waits must not keep a program from ending.
    this.child.unref()
    for (const stream of [this.child.stdin, this.child.stdout] as (Socket | null)[]) stream?.unref()
    this.links.unref()
  }

  /** Forks a Pod. `instead` starts it another way when the launcher ends before it could. */
  fork(plan: PodPlan, nonce: string, events: PodProcessEvents, instead: () => PodHandle): PodHandle {
    clearTimeout(this.idle)
    const id = randomBytes(16).toString('hex')
    const pod = new ForkedPod(events, instead)
    this.pods.set(id, pod)
    const [, , ...argv] = plan.argv
    const order = {
      id,
      argv,
      cwd: plan.cwd,
      env: { ...plan.env, [NONCE]: nonce },
      socket: this.address,
    }
    this.child.stdin?.write(`${JSON.stringify(order)}\n`)
    return pod
  }

  private hear(told: Told): void {
    if (told.type === 'ready') return
    const pod = this.pods.get(told.id)
    if (told.type === 'forked') pod?.forked(told.pid)
    else {
      void pod?.exited(told.code, told.signal).then(() => this.forget(told.id))
    }
  }

  private forget(id: string): void {
    this.pods.delete(id)
    if (this.pods.size === 0) this.idle = setTimeout(() => this.child.stdin?.end(), WARM_MS).unref()
  }

  /** A Pod connects three times; the first line says whose and what it is. */
  private link(socket: Socket): void {
    socket.on('error', () => {})
    socket.once('readable', () => {
      let head = Buffer.alloc(0)
      for (
        let byte = socket.read(1) as Buffer | null;
        byte && byte[0] !== 10;
        byte = socket.read(1) as Buffer | null
      )
        head = Buffer.concat([head, byte])
      try {
        const { id, stream } = JSON.parse(head.toString()) as {
          id: string
          stream: 'stdout' | 'stderr' | 'control'
        }
        this.pods.get(id)?.attach(stream, socket)
      } catch {
        socket.destroy()
      }
    })
  }

  private close(): void {
    clearTimeout(this.idle)
    this.links.close()
    const pods = [...this.pods.values()]
    this.pods.clear()
    this.onClosed()
    for (const pod of pods) pod.orphaned()
  }
}

const launchers = new Map<string, Launcher>()

/** Whether Pods can be forked here: it takes Linux, where a Pod ends with its launcher. */
export const canFork = process.platform === 'linux'

/** The launcher for a Pod: the same for all with its interpreter and environment, because modules read variables when they are imported. */
export function launcherFor({ argv, env }: PodPlan): Launcher {
  const [python = '', script = ''] = argv
  const key = JSON.stringify([python, script, Object.entries(env).toSorted(([a], [b]) => (a < b ? -1 : 1))])
  let launcher = launchers.get(key)
  if (!launcher) {
    const made = new Launcher(python, script, env, () => {
      if (launchers.get(key) === made) launchers.delete(key)
    })
    launchers.set(key, (launcher = made))
  }
  return launcher
}
