import { execFile } from 'node:child_process'
import { access, readdir, readFile, stat } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { findParser } from './findParser.ts'
import { OWN_FOLDER } from '../state/makeOwnFolder.ts'

/** A Python interpreter and what it has installed. */
export interface Python {
  path: string
  /** E.g. `3.11.2`. */
  version: string
  /** Version of the `jina` package; null when it has none. */
  jina: string | null
  docarray: string | null
  /** What may parse files as it would, before Start; null when only code of the workspace could. */
  parser: string | null
}

export interface PythonSearch {
  /** Everything that was found, in the order in which it is preferred; some may lack Jina. */
  found: Python[]
  /** What was looked at and is no Python that runs, with the reason. */
  broken: string[]
}

/** Folders of environments beside a Flow file or above it. */
const ENVIRONMENTS = ['.venv', 'venv']
/** Where `flowdeck python setup` makes environments. */
export const OWN_ENVIRONMENTS = join(OWN_FOLDER, 'python')
/** In an environment that `flowdeck python setup` made: it is whole. */
export const SET_UP = 'flowdeck.json'
const MAX_PARENTS = 8
const ASK_TIMEOUT_MS = 10_000

/**
 * Finds Python interpreters: `FLOWDECK_PYTHON` alone if it is set, else environments that Flowdeck made, `.venv` and `venv` in the
 * folder of the Flow or above, then the PATH. An environment's interpreter is code of the workspace, so it is not run: its
 * packages are read from its folders.
 */
export async function findPython(cwd: string, env: NodeJS.ProcessEnv): Promise<PythonSearch> {
  const search: PythonSearch = { found: [], broken: [] }
  const chosen = env['FLOWDECK_PYTHON']
  if (chosen) {
    await look(search, chosen, () => ask(chosen))
    return search
  }
  for (const folder of await environmentsAbove(cwd)) await look(search, folder, () => readWhole(folder))
  for (const path of await interpretersOnPath(env)) await look(search, path, () => ask(path))
  return search
}

async function look(search: PythonSearch, place: string, read: () => Promise<Python>): Promise<void> {
  try {
    search.found.push(await read())
  } catch (thrown) {
    search.broken.push(`${place} (${thrown instanceof Error ? firstLine(thrown.message) : String(thrown)})`)
  }
}

async function environmentsAbove(cwd: string): Promise<string[]> {
  const own: string[] = []
  const others: string[] = []
  let folder = cwd
  for (let step = 0; step <= MAX_PARENTS; step++) {
    const made = join(folder, OWN_ENVIRONMENTS)
    const names = await readdir(made).catch(() => [])
    own.push(...names.filter((name) => !name.startsWith('.')).map((name) => join(made, name)))
    others.push(...ENVIRONMENTS.map((name) => join(folder, name)))
    const parent = dirname(folder)
    if (parent === folder) break
    folder = parent
  }
  const isEnvironment = await Promise.all([...own, ...others].map((path) => exists(join(path, 'pyvenv.cfg'))))
  return [...own, ...others].filter((_, i) => isEnvironment[i])
}

async function readWhole(folder: string): Promise<Python> {
  const own = dirname(folder).endsWith(OWN_ENVIRONMENTS)
  if (own && !(await exists(join(folder, SET_UP))))
    throw new Error('half made: run "flowdeck python setup" again')
  return await readEnvironment(folder)
}

/** What a virtual environment has, by reading its files. @throws Error when its interpreter is missing */
export async function readEnvironment(folder: string): Promise<Python> {
  const path = join(folder, 'bin', 'python')
  const config = await readFile(join(folder, 'pyvenv.cfg'), 'utf8')
  if (!(await exists(path))) throw new Error('its bin/python leads nowhere: make it again')
  const version = /^version(?:_info)?\s*=\s*([\d.]+)/m.exec(config)?.[1] ?? ''
  const [lib = ''] = (await readdir(join(folder, 'lib')).catch(() => [])).filter((name) =>
    name.startsWith('python'),
  )
  const packages = await readdir(join(folder, 'lib', lib, 'site-packages')).catch(() => [])
  const versionOf = (name: string) =>
    packages.map((entry) => new RegExp(`^${name}-(.+)\\.dist-info$`, 'i').exec(entry)?.[1]).find(Boolean) ??
    null
  return {
    path,
    version,
    jina: versionOf('jina'),
    docarray: versionOf('docarray'),
    parser: await findParser(folder),
  }
}

async function interpretersOnPath(env: NodeJS.ProcessEnv): Promise<string[]> {
  const paths: string[] = []
  for (const name of ['python3', 'python'])
    for (const folder of (env['PATH'] ?? '').split(delimiter)) {
      const path = join(folder, name)
      if (folder && (await exists(path))) {
        paths.push(path)
        break
      }
    }
  return paths
}

const QUESTION = `
import json, platform
from importlib import metadata
def version(name):
    try: return metadata.version(name)
    except Exception: return None
print(json.dumps({'version': platform.python_version(), 'jina': version('jina'), 'docarray': version('docarray')}))
`
/** Answers, by path and the time at which the interpreter changed last. */
const answers = new Map<string, Promise<Python>>()

/** Asks an interpreter that is no part of the workspace; `jina` itself is not imported, that takes seconds. */
async function ask(path: string): Promise<Python> {
  const { mtimeMs } = await stat(path)
  const key = `${path} ${mtimeMs}`
  let answer = answers.get(key)
  if (!answer) {
    answer = promisify(execFile)(path, ['-I', '-c', QUESTION], { timeout: ASK_TIMEOUT_MS }).then(
      ({ stdout }) => ({ path, parser: path, ...(JSON.parse(stdout) as Omit<Python, 'path' | 'parser'>) }),
    )
    answers.set(key, answer)
    // What is installed may change without a change of the interpreter: asked again by the next search but one.
    answer.finally(() => setTimeout(() => answers.delete(key), ASK_TIMEOUT_MS).unref()).catch(() => {})
  }
  return await answer
}

/** Whether a path leads to something. */
export async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}

const firstLine = (text: string) => text.split('\n')[0] ?? ''
