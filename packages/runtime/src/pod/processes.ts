import { readdir, readFile } from 'node:fs/promises'
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

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** When a process began, in clock ticks since boot; with its pid it names one process for good. Null: none, or not Linux. */
export async function startTimeOf(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  // The command may hold spaces and parentheses: fields are counted from the last one.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
}

/** Pids of all processes that carry a run's nonce in their environment, whoever their parent is. Linux only. */
export async function findByNonce(nonce: string): Promise<number[]> {
  const needle = Buffer.from(`${NONCE}=${nonce}\0`)
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number)
  const found: number[] = []
  for (const pid of pids) {
    if (pid === process.pid) continue
    const environ = await readFile(`/proc/${pid}/environ`).catch(() => null)
    if (environ && Buffer.concat([environ, Buffer.from([0])]).includes(needle) && !(await isZombie(pid)))
      found.push(pid)
  }
  return found
}

async function isZombie(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') Z')
  return stat.slice(stat.lastIndexOf(')') + 2)[0] === 'Z'
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
