import { execFile, spawn } from 'node:child_process'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { delimiter, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { FlowError, type DocarrayGeneration } from '@flowdeck/shared'
import { isAlive, signalGroup, startTimeOf } from '../pod/processes.ts'
import { atomicWrite } from '../state/atomicWrite.ts'
import { makeOwnFolder } from '../state/makeOwnFolder.ts'
import { PACKAGE_ROOT } from '../state/paths.ts'
import { generationOf } from './choosePython.ts'
import { exists, OWN_ENVIRONMENTS, readEnvironment, SET_UP, type Python } from './findPython.ts'

export interface SetUpOptions {
  /** Folder whose `.flowdeck/python` gets the environment. */
  root: string
  docarray: DocarrayGeneration
  env: NodeJS.ProcessEnv
  /** A line of what is being done. */
  onLine: (line: string) => void
  signal?: AbortSignal
}

/** Minor versions of CPython 3 that run Jina 3.34 with each docarray, best first. */
const MINORS: Record<DocarrayGeneration, readonly number[]> = { v1: [11, 10, 12], v2: [11, 10] }
/** Installs ten times as fast as pip; pip is used where it cannot be had. */
const UV = 'uv==0.9.7'
/** Written first, and replaced by `SET_UP` at the end: whose work it is that lies there. */
const MAKING = 'flowdeck-making.json'

/**
 * Makes a Python environment with a Jina that works, from a pinned list; one that is there already is kept, a half-made one is
 * finished. Takes ten seconds to a minute and needs PyPI or a mirror that pip knows.
 * @throws FlowError PYTHON_NOT_FOUND without a Python to begin with, PYTHON_SETUP_FAILED, REQUEST_CANCELLED
 */
export async function setUpPython(options: SetUpOptions): Promise<Python> {
  const { root, docarray, env, onLine } = options
  const folder = join(resolve(root), OWN_ENVIRONMENTS, `jina-docarray-${docarray}`)
  if (await exists(join(folder, SET_UP))) return await readEnvironment(folder)
  await makeOwnFolder(resolve(root))
  await claim(folder)
  const base = await basePython(docarray, env)
  const list = join(PACKAGE_ROOT, 'python', `jina-3.34-docarray-${docarray}.txt`)
  const python = join(folder, 'bin', 'python')
  const uv = join(folder, 'bin', 'uv')
  const run = (command: string, args: string[]) => runStep(command, args, options)

  onLine(`making ${folder} with ${base}`)
  await run(base, ['-m', 'venv', folder])
  const fast = await run(python, ['-m', 'pip', 'install', '--disable-pip-version-check', UV]).then(
    () => true,
    (thrown: unknown) => {
      if (thrown instanceof FlowError && thrown.code === 'REQUEST_CANCELLED') throw thrown
      onLine('uv cannot be had; going on with pip')
      return false
    },
  )
  if (fast) await run(uv, ['pip', 'install', '--python', python, '--no-deps', '-r', list])
  else await run(python, ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-deps', '-r', list])
  onLine('trying: import jina')
  await run(python, ['-c', 'import jina; print("jina", jina.__version__)'])
  const made = await readEnvironment(folder)
  if (generationOf(made) !== docarray)
    throw new FlowError(
      'PYTHON_SETUP_FAILED',
      `${folder} has docarray ${made.docarray}, which is not ${docarray}`,
    )
  await atomicWrite(join(folder, SET_UP), JSON.stringify({ jina: made.jina, docarray: made.docarray }))
  await rm(join(folder, MAKING), { force: true })
  onLine(`ready: ${python}`)
  return made
}

/** Two that make the same environment at once would spoil it. */
async function claim(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, MAKING)
  const text = await readFile(path, 'utf8').catch(() => null)
  const other = text === null ? null : (JSON.parse(text) as { pid: number; startTime: string | null })
  if (
    other &&
    other.pid !== process.pid &&
    isAlive(other.pid) &&
    (await startTimeOf(other.pid)) === other.startTime
  )
    throw new FlowError(
      'PYTHON_SETUP_FAILED',
      `process ${other.pid} is making ${folder} at this moment; wait for it`,
    )
  await atomicWrite(path, JSON.stringify({ pid: process.pid, startTime: await startTimeOf(process.pid) }))
}

async function basePython(docarray: DocarrayGeneration, env: NodeJS.ProcessEnv): Promise<string> {
  const minors = MINORS[docarray]
  const looked: string[] = []
  for (const name of [...minors.map((minor) => `python3.${minor}`), 'python3', 'python'])
    for (const folder of (env['PATH'] ?? '').split(delimiter).filter(Boolean)) {
      const path = join(folder, name)
      if (!(await exists(path))) continue
      const { stdout } = await promisify(execFile)(path, ['-I', '-V'], { timeout: 10_000 }).catch(() => ({
        stdout: '',
      }))
      const [, minor = ''] = /^Python 3\.(\d+)/.exec(stdout) ?? []
      if (minors.includes(Number(minor))) return path
      looked.push(`${path} (${stdout.trim() || 'does not run'})`)
    }
  const wanted = minors.toSorted((a, b) => a - b).map((minor) => `3.${minor}`)
  throw new FlowError(
    'PYTHON_NOT_FOUND',
    `Jina with docarray ${docarray} needs CPython ${wanted.join(' or ')}; found on the PATH: ${looked.join(', ') || 'no Python'}. Install one, for example python3.11 and python3.11-venv.`,
  )
}

/** Variables of ours that the tools have no use for. */
const OURS = /^FLOWDECK_/
const LAST_LINES = 8

function runStep(command: string, args: string[], { env, onLine, signal }: SetUpOptions): Promise<void> {
  return new Promise((done, failed) => {
    if (signal?.aborted) return failed(cancelled())
    const child = spawn(command, args, {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: Object.fromEntries(Object.entries(env).filter(([name]) => !OURS.test(name))),
    })
    const stop = () => {
      if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL')
    }
    signal?.addEventListener('abort', stop, { once: true })
    const last: string[] = []
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => {
        last.push(line)
        if (last.length > LAST_LINES) last.shift()
        onLine(line)
      })
    child.on('error', (error) => failed(new FlowError('PYTHON_SETUP_FAILED', `${command}: ${error.message}`)))
    child.on('close', (code) => {
      signal?.removeEventListener('abort', stop)
      if (signal?.aborted) failed(cancelled())
      else if (code === 0) done()
      else
        failed(
          new FlowError(
            'PYTHON_SETUP_FAILED',
            `"${[command, ...args].join(' ')}" ended with ${code}: ${last.join('\n')}`,
          ),
        )
    })
  })
}

const cancelled = () =>
  new FlowError(
    'REQUEST_CANCELLED',
    'the setup was cancelled; it goes on from there when it is started again',
  )
