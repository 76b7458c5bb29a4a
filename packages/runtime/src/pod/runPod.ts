import { createInterface } from 'node:readline'
import { FlowError } from '@flowdeck/shared'
import { checkLimits } from '../transport/operatorLimits.ts'
import { PodControl, type SupervisorMessage } from './control.ts'
import { readPodArguments } from './podArguments.ts'
import { numberFlag, type Flags } from './podFlags.ts'
import { stopMs } from './stopMs.ts'

/** Set by the supervisor for every process of a run; a sweep finds leftovers by it. */
export const NONCE = 'FLOWDECK_RUN_NONCE'
/** Milliseconds that requests under way get after SIGTERM. */
const GRACE_MS = 8000

export interface RunningPod {
  /** Milliseconds that requests under way get when it is told to stop; 8 s unless told. */
  graceMs?: number
  close(graceMs: number): Promise<void>
  /** Asks anew what it has learnt from others; on SIGHUP of the supervisor. */
  refresh?(): Promise<void>
  /** Takes note of which processes that it calls (`host:port`) are stopped. */
  setFrozen?(addresses: readonly string[]): void
}

/** The supervisor waits for `timeout_ctrl` seconds: what is not done shortly before is cut. */
export function graceOf(flags: Flags): Pick<RunningPod, 'graceMs'> {
  const seconds = numberFlag(flags, 'timeout_ctrl', null)
  return seconds === null ? {} : { graceMs: stopMs(seconds) * 0.8 }
}

/**
 * Runs a Pod until it is told to stop: SIGTERM, SIGINT, or the end of stdin when a supervisor started it (its death
 * closes the pipe). Failing to start is told to the supervisor and on stderr, with exit code 1.
 */
export async function runPod(
  start: (control: PodControl, argv: readonly string[]) => Promise<RunningPod>,
): Promise<void> {
  const supervised = process.env[NONCE] !== undefined
  // The user's code may have closed them: what is printed is lost then, and nothing else.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  const control = new PodControl(supervised)
  const argv = await readPodArguments()
  let stopping: Promise<void> | null = null
  let pod: RunningPod | null = null
  let frozen: string[] = []
  const stop = () => {
    stopping ??= (async () => {
      await pod?.close(pod.graceMs ?? GRACE_MS)
      process.exit(0)
    })()
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  if (supervised) {
    process.on('SIGHUP', () => void pod?.refresh?.())
    process.stdin.on('end', () => process.exit(1))
    process.stdin.on('error', () => process.exit(1))
    createInterface({ input: process.stdin }).on('line', (line) => {
      ;({ frozen } = JSON.parse(line) as SupervisorMessage)
      pod?.setFrozen?.(frozen)
    })
  }
  // What is waited for while it starts (an Executor that does not listen yet) must not let the process end.
  const alive = setInterval(() => {}, 60_000)
  try {
    checkLimits(process.env)
    pod = await start(control, argv)
    clearInterval(alive)
    pod.setFrozen?.(frozen)
  } catch (thrown) {
    const error = FlowError.from(portError(thrown), 'EXECUTOR_LOAD_FAILED')
    const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown
    const stack = cause instanceof Error ? cause.stack : undefined
    process.stderr.write(`${error.message}\n${stack ?? ''}\n`)
    await control.send({ type: 'failed', error: { ...error.toWire(), ...(stack ? { stack } : {}) } })
    process.exit(1)
  }
}

function portError(thrown: unknown): unknown {
  const error = thrown as NodeJS.ErrnoException & { port?: number; address?: string }
  if (error?.code !== 'EADDRINUSE') return thrown
  return new FlowError(
    'PORT_IN_USE',
    `port ${error.port ?? ''} on ${error.address ?? 'this machine'} is in use by another process; stop it or choose another port`,
    { details: { port: error.port ?? null }, cause: thrown },
  )
}
