import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '..', '..')

/** Runs a program to its end; its output goes to stderr, so that stdout stays ours. Ends this process when it fails. */
export function mustRun(command, args, { quiet = false, env = {} } = {}) {
  const result = spawnSync(command, args, {
    cwd: ROOT,
    stdio: ['ignore', quiet ? 'pipe' : 2, quiet ? 'pipe' : 2],
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  if (result.status === 0) return
  if (quiet) process.stderr.write(`${result.stdout ?? ''}${result.stderr ?? ''}`)
  process.stderr.write(
    `\n${[command, ...args].join(' ')} failed${result.error ? `: ${result.error.message}` : ''}\n`,
  )
  process.exit(result.status ?? 1)
}

/** Ends with a sentence on a Node that is too old. */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  process.stderr.write(`Flowdeck needs Node 20.19 or newer; this is ${process.version}.\n`)
  process.exit(1)
}

const timeOf = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0)

/** Installs packages when they are missing or the lockfile is newer than what is installed. */
export function installPackages() {
  const installed = timeOf(join(ROOT, 'node_modules', '.package-lock.json'))
  if (installed > 0 && installed >= timeOf(join(ROOT, 'package-lock.json'))) return
  process.stderr.write('installing packages (once, about a minute)…\n')
  const flags = ['--no-audit', '--no-fund', '--loglevel=error']
  const clean = spawnSync('npm', ['ci', ...flags], { cwd: ROOT, stdio: 'ignore' })
  // A registry that lacks packages of other platforms makes `npm ci` refuse; `npm install` keeps to the lockfile too.
  if (clean.status !== 0) mustRun('npm', ['install', ...flags])
}

/** Builds what is stale; turbo knows by content. */
export function build() {
  process.stderr.write('building what is stale…\n')
  mustRun(join(ROOT, 'node_modules', '.bin', 'turbo'), ['run', 'build', '--output-logs=errors-only'], {
    quiet: true,
    env: { TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1', DO_NOT_TRACK: '1' },
  })
}

export function prepare() {
  checkNode()
  installPackages()
  build()
}
