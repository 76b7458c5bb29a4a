import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { COMMAND_WORDS, type PodPlan } from '../flow/flowPlan.ts'
import type { PodMessage, SupervisorMessage } from './control.ts'
import { findProgram } from './findProgram.ts'
import { LineSplitter, type PrintedLine } from './LineSplitter.ts'
import { ARGUMENTS_ON_STDIN } from './podArguments.ts'
import { signalGroup } from './processes.ts'
import { underMark } from './runMark.ts'
import { NONCE } from './runPod.ts'

/** Milliseconds that the last output of a process may come after its end. */
export const LAST_OUTPUT_MS = 200

export interface PodExit {
  code: number | null
  signal: NodeJS.Signals | null
  /** Set when the process could not be made at all. */
  error: Error | null
}

/** What a supervisor can do to a process of a run. */
export interface PodHandle {
  /** To its whole group. */
  signal(signal: NodeJS.Signals): void
  /** Over its standard input; a Python Gateway has no use for it. */
  tell?(message: SupervisorMessage): void
}

export interface PodProcessEvents {
  onPid(pid: number): void
  onMessage(message: PodMessage): void
  onLines(stream: 'stdout' | 'stderr', lines: PrintedLine[], dropped: number): void
  /** Called once, after its output has ended. */
  onExit(exit: PodExit): void
}

/** The tool that makes Linux kill a child when its parent dies, whatever kills the parent. Null where it is missing. */
const SETPRIV = findProgram('setpriv')

/** One child process of a run: its own group, an allow-listed environment, a line for messages, capped output. */
export class PodProcess implements PodHandle {
  private readonly pid: number | null
  private readonly child: ChildProcess

  constructor(plan: PodPlan, nonce: string, events: PodProcessEvents) {
    const argv = [...plan.argv.slice(0, COMMAND_WORDS), ARGUMENTS_ON_STDIN]
    const [command = '', ...args] = underMark(nonce, underParent(argv))
    this.child = spawn(command, args, {
      cwd: plan.cwd,
      env: { ...plan.env, [NONCE]: nonce },
      detached: true,
      shell: false,
      // stdin stays open as long as we live: its end tells the Pod that we are gone.
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    })
    this.pid = this.child.pid ?? null
    if (this.pid !== null) events.onPid(this.pid)
    this.child.stdin?.on('error', () => {})
    this.child.stdin?.write(`${JSON.stringify(plan.argv.slice(COMMAND_WORDS))}\n`)
    this.listen('stdout', this.child.stdout, events)
    this.listen('stderr', this.child.stderr, events)
    this.hear(this.child.stdio[3] as Readable | null, events)
    let error: Error | null = null
    this.child.on('error', (thrown) => {
      error = thrown
      if (this.pid === null) events.onExit({ code: null, signal: null, error })
    })
    const closed = new Promise((resolve) => this.child.once('close', resolve))
    this.child.on('exit', (code, signal) => {
      // A grandchild that keeps the pipes open must not hide that the Pod ended.
      void Promise.race([closed, setTimeout(LAST_OUTPUT_MS)]).then(() =>
        events.onExit({ code, signal, error }),
      )
    })
  }

  signal(signal: NodeJS.Signals): void {
    if (this.pid !== null) signalGroup(this.pid, signal)
  }

  tell(message: SupervisorMessage): void {
    this.child.stdin?.write(`${JSON.stringify(message)}\n`)
  }

  private listen(name: 'stdout' | 'stderr', stream: Readable | null, events: PodProcessEvents): void {
    const splitter = new LineSplitter((lines, dropped) => events.onLines(name, lines, dropped))
    stream?.on('data', (chunk: Buffer) => splitter.push(chunk))
    stream?.on('end', () => splitter.end())
    stream?.on('error', () => {})
  }

  private hear(stream: Readable | null, events: PodProcessEvents): void {
    if (!stream) return
    stream.on('error', () => {})
    createInterface({ input: stream }).on('line', (line) => {
      try {
        events.onMessage(JSON.parse(line) as PodMessage)
      } catch {
        // The user's code wrote to our descriptor; what it wrote is not for us.
      }
    })
  }
}

/** A command line whose process ends with this one. */
export function underParent(argv: readonly string[]): string[] {
  return SETPRIV ? [SETPRIV, '--pdeathsig', 'KILL', '--', ...argv] : [...argv]
}
