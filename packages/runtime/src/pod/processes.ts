import { readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { hasMark } from './runMark.ts'
import { NONCE } from './runPod.ts'

/** Sends a signal to a whole process group; false when there is none any more. */
export function signalGroup(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-pid, signal)
    return true
  } catch {
    return false
  }
}

/** Whether a process runs. One that ended and that nobody has collected yet (a zombie) does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM'
  }
  try {
    return stateOf(readFileSync(`/proc/${pid}/stat`, 'utf8')) !== 'Z'
  } catch {
    // Not Linux.
    return true
  }
}

/** Whether a process is stopped (SIGSTOP) and goes on only when it is told to; false where it cannot be known. */
export function isStopped(pid: number): boolean {
  try {
    return stateOf(readFileSync(`/proc/${pid}/stat`, 'utf8')) === 'T'
  } catch {
    return false
  }
}

/** The one-letter state; the command before it may hold spaces and parentheses. */
function stateOf(stat: string): string | undefined {
  return stat.slice(stat.lastIndexOf(')') + 2)[0]
}

/** When a process began, in clock ticks since boot; with its pid it names one process for good. Null: none, or not Linux. */
export async function startTimeOf(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  // The command may hold spaces and parentheses: fields are counted from the last one.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
}

/** Pids of all processes that carry a run's nonce in their environment, or its mark, whatever their parent is. Linux only. */
export async function findByNonce(nonce: string): Promise<number[]> {
  const needle = Buffer.from(`${NONCE}=${nonce}\0`)
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number)
  const found: number[] = []
  for (const pid of pids) {
    if (pid === process.pid) continue
    const environ = await readFile(`/proc/${pid}/environ`).catch(() => Buffer.alloc(0))
    const limits = await readFile(`/proc/${pid}/limits`, 'utf8').catch(() => '')
    const belongs = Buffer.concat([environ, Buffer.from([0])]).includes(needle) || hasMark(limits, nonce)
    if (belongs && isAlive(pid)) found.push(pid)
  }
  return found
}

/** Kills what a run left behind until a look finds nothing; returns the pids that survived ten looks. */
export async function sweep(nonce: string): Promise<number[]> {
  for (let round = 0; round < 10; round++) {
    const left = await findByNonce(nonce)
    if (left.length === 0) return []
    for (const pid of left) {
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // It ended meanwhile.
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 20 * (round + 1)))
  }
  return await findByNonce(nonce)
}
