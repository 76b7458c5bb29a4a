import { execFileSync, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export const ROOT = new URL('..', import.meta.url).pathname

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** Whether a command exists. */
export function has(command) {
  try {
    execFileSync('which', [command], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Starts a Node script that prints one line when it listens; gives that line and how to stop it. */
export async function serve(script, args = []) {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const line = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve)
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}`)))
  })
  return { line, stop: () => child.kill('SIGTERM') }
}
