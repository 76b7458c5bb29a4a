import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where what takes long to make is kept, outside the repository: beside the Python environments of the tests. */
export const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'flowdeck', 'containers')

/** A folder of the cache, made when it is missing. */
export function cacheDir(...names) {
  const folder = join(CACHE, ...names)
  mkdirSync(folder, { recursive: true })
  return folder
}

/** Twelve characters that change when any part does. */
export function keyOf(...parts) {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part).update('\0')
  return hash.digest('hex').slice(0, 12)
}

/** Something that this machine does not have, and why: who can do without it goes on. */
export class Missing extends Error {}

/** A line of what is being done, on stderr: stdout is for the result. */
export function say(line) {
  process.stderr.write(`containers: ${line}\n`)
}

/**
 * Runs a program to its end and gives its stdout; throws with the end of its output when it fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, input?: NodeJS.ReadableStream }} [options]
 * @returns {Promise<string>}
 */
export function run(command, args, { cwd, env = process.env, input } = {}) {
  return new Promise((done, failed) => {
    const child = spawn(command, args, { cwd, env, stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe'] })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk) => (out += chunk))
    child.stderr.on('data', (chunk) => (err = (err + chunk).slice(-4000)))
    if (input) input.pipe(child.stdin)
    child.on('error', (error) => failed(new Error(`${command} cannot be started: ${error.message}`)))
    child.on('close', (code) => {
      if (code === 0) done(out)
      else
        failed(
          new Error(`${[command, ...args].join(' ')} failed (exit code ${code})\n${err}${out.slice(-2000)}`),
        )
    })
  })
}
