import { spawn } from 'node:child_process'
import { FlowError } from '@flowdeck/shared'
import { LineSplitter, type PrintedLine } from '../pod/LineSplitter.ts'
import { signalGroup } from '../pod/processes.ts'

export interface ToolOptions {
  cwd: string
  env: NodeJS.ProcessEnv
  /** What it prints, as it comes. */
  onLines?: (stream: 'stdout' | 'stderr', lines: PrintedLine[], dropped: number) => void
  /** Ends it, with everything that it started. */
  signal?: AbortSignal
}

const LAST_LINES = 20
/** What a tool may take to end after SIGTERM, in milliseconds. */
const GRACE_MS = 5000

/** A tool that did not do its work, with the end of what it printed. */
export class ToolError extends FlowError {
  readonly exitCode: number | null
  readonly lastLines: string[]

  constructor(message: string, exitCode: number | null, lastLines: string[]) {
    super('COMPOSE_FAILED', message)
    this.exitCode = exitCode
    this.lastLines = lastLines
  }
}

/**
 * Runs a program in a process group of its own and gives what it printed to stdout.
 * @throws ToolError when it ends with another code than 0, FlowError REQUEST_CANCELLED
 */
export function runTool(
  argv: readonly string[],
  { cwd, env, onLines, signal }: ToolOptions,
): Promise<string> {
  const [command = '', ...args] = argv
  return new Promise((done, failed) => {
    const cancelled = () => new FlowError('REQUEST_CANCELLED', `${command} was cancelled`)
    if (signal?.aborted) return failed(cancelled())
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    const last: string[] = []
    const stdout: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => {
      if (!onLines) stdout.push(chunk)
    })
    for (const name of ['stdout', 'stderr'] as const) {
      const stream = child[name]
      const splitter = new LineSplitter((lines, dropped) => {
        last.push(...lines.map(({ text }) => text).filter(Boolean))
        last.splice(0, last.length - LAST_LINES)
        onLines?.(name, lines, dropped)
      })
      stream.on('data', (chunk: Buffer) => splitter.push(chunk))
      stream.on('end', () => splitter.end())
    }
    let killing: NodeJS.Timeout | undefined
    const stop = () => {
      const { pid } = child
      if (pid === undefined) return
      signalGroup(pid, 'SIGTERM')
      killing = setTimeout(() => signalGroup(pid, 'SIGKILL'), GRACE_MS)
    }
    signal?.addEventListener('abort', stop, { once: true })
    const end = () => {
      signal?.removeEventListener('abort', stop)
      clearTimeout(killing)
    }
    child.on('error', (error) => {
      end()
      failed(new ToolError(`${command} cannot be run: ${error.message}`, null, last))
    })
    child.on('close', (code) => {
      end()
      if (signal?.aborted) failed(cancelled())
      else if (code === 0) done(Buffer.concat(stdout).toString())
      else failed(new ToolError(`"${argv.join(' ')}" ended with ${code}`, code, last))
    })
  })
}
