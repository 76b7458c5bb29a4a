import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, relative, resolve } from 'node:path'
import { FlowError, type DocarrayGeneration, type ExecutorSpec } from '@flowdeck/shared'
import { compileExecutor } from '../executor/compileExecutor.ts'
import { resolveUses, type ResolvedPython, type ResolvedUses } from '../executor/resolveUses.ts'
import { choosePython, generationOf } from '../python/choosePython.ts'
import { findPython, type PythonSearch } from '../python/findPython.ts'
import { readPythonExecutors, type PythonSource } from '../python/readPythonExecutors.ts'
import { EXECUTOR_MODULES } from '../state/paths.ts'
import { hasHelper } from './deploymentPorts.ts'
import type { ExecutorSource } from './planFlow.ts'

/** What is looked up once for all Executors of a Flow. */
interface Lookups {
  cwd: string
  compiled: Map<string, Promise<string>>
  pythons: () => Promise<PythonSearch>
}

/** An Executor, `uses_before` or `uses_after` whose source was found. */
interface Found {
  executor: ExecutorSpec
  key: 'uses' | 'uses_before' | 'uses_after'
  resolved: ResolvedUses
  searchPaths: string[]
  python: PythonSource | null
}

/**
 * Finds what each local Executor runs: TypeScript is compiled, a Python interpreter chosen; nothing of the user's code runs.
 * Each that cannot be found is told to `onError`.
 */
export async function findSources(
  executors: readonly ExecutorSpec[],
  { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv },
  onError: (executor: ExecutorSpec, key: string, error: FlowError) => void,
): Promise<Map<string, ExecutorSource>> {
  let search: Promise<PythonSearch> | undefined
  const lookups: Lookups = {
    cwd,
    compiled: new Map(),
    pythons: () => (search ??= findPython(cwd, env)),
  }
  const attempt = async <T>(executor: ExecutorSpec, key: Found['key'], act: () => Promise<T>) => {
    try {
      return await act()
    } catch (thrown) {
      onError(executor, key, FlowError.from(thrown, 'EXECUTOR_LOAD_FAILED'))
      return null
    }
  }
  const wanted = executors.flatMap((executor) =>
    (['uses', ...HELPERS.filter((key) => executor.shards > 1 && hasHelper(executor.args[key]))] as const).map(
      (key) => [executor, key] as const,
    ),
  )
  const found = await Promise.all(
    wanted.map(([executor, key]) => attempt(executor, key, () => findOne(executor, key, cwd))),
  )
  const all = found.filter((one) => one !== null)
  const docarray = flowGeneration(all, cwd, onError)
  const sources = new Map<string, ExecutorSource>()
  await Promise.all(
    all.map(async (one) => {
      const { executor, key } = one
      const source = await attempt(executor, key, () => sourceOf(one, docarray, lookups))
      if (source) sources.set(key === 'uses' ? executor.name : `${executor.name}/${key}`, source)
    }),
  )
  return sources
}

/**
 * Which docarray the Python files of a Flow are written for; null when none says. The Documents of one Flow are of one kind
 * (Jina 3.x), so an Executor of the other is told to `onError`.
 */
function flowGeneration(
  all: readonly Found[],
  cwd: string,
  onError: (executor: ExecutorSpec, key: string, error: FlowError) => void,
): DocarrayGeneration | null {
  const [v1, v2] = (['v1', 'v2'] as const).map((generation) =>
    all.filter(({ python }) => python?.docarray === generation),
  ) as [Found[], Found[]]
  const [other] = v2
  if (!other) return v1.length > 0 ? 'v1' : null
  for (const { executor, key, resolved } of v1)
    onError(
      executor,
      key,
      new FlowError(
        'EXECUTOR_LOAD_FAILED',
        `${shownFile(resolved, cwd)} is written for docarray v1 (Document, DocumentArray), and ${shownFile(other.resolved, cwd)} of "${other.executor.name}" for v2 (BaseDoc, DocList): the Executors of one Flow must use the same.`,
      ),
    )
  return 'v2'
}

function shownFile(resolved: ResolvedUses, cwd: string): string {
  return resolved.kind === 'python' && resolved.file ? relative(cwd, resolved.file) : 'its module'
}

const HELPERS = ['uses_before', 'uses_after'] as const

async function findOne(executor: ExecutorSpec, key: Found['key'], cwd: string): Promise<Found> {
  const { args } = executor
  const extra = Array.isArray(args['extra_search_paths']) ? args['extra_search_paths'].map(String) : []
  const searchPaths = [cwd, ...extra.map((path) => resolve(cwd, path))]
  const resolved = await resolveUses({ uses: args[key], pyModules: args['py_modules'], searchPaths })
  const python = resolved.kind === 'python' && resolved.file ? await readPythonExecutors(resolved.file) : null
  return { executor, key, resolved, searchPaths, python }
}

async function sourceOf(
  found: Found,
  docarray: DocarrayGeneration | null,
  lookups: Lookups,
): Promise<ExecutorSource> {
  const { cwd, compiled } = lookups
  const { resolved } = found
  switch (resolved.kind) {
    case 'pass':
      return { kind: 'pass' }
    case 'python':
      return await pythonSource(found, resolved, { docarray, lookups })
    case 'container':
      throw new FlowError(
        'UNSUPPORTED',
        `images (docker://${resolved.image}) are not started by this version of Flowdeck. Start the container yourself, then set "external: true" with its host and port here.`,
      )
    case 'module': {
      let job = compiled.get(resolved.file)
      if (!job) compiled.set(resolved.file, (job = compileExecutor(resolved.file, EXECUTOR_MODULES)))
      const className = resolved.className
      const shown = relative(cwd, resolved.file)
      return {
        ...resolved,
        uses: className ? `${shown}:${className}` : shown,
        compiled: await job,
        className,
        fingerprint: hashOf([await job, className]),
      }
    }
  }
}

async function pythonSource(
  { python: source, searchPaths }: Found,
  resolved: ResolvedPython,
  { docarray, lookups: { cwd, pythons } }: { docarray: DocarrayGeneration | null; lookups: Lookups },
): Promise<ExecutorSource> {
  const shown = resolved.file ? relative(cwd, resolved.file) : (resolved.modules[0] ?? 'uses')
  if (source?.syntaxError)
    throw new FlowError(
      'EXECUTOR_LOAD_FAILED',
      `${shown}:${source.syntaxError.line}: this is not Python that can be read`,
    )
  const uses = resolved.config ?? resolved.className ?? onlyClass(source, shown)
  const python = choosePython(await pythons(), shown, docarray)
  return {
    kind: 'python',
    python: python.path,
    docarray: generationOf(python) ?? 'v1',
    uses,
    modules: resolved.modules,
    searchPaths,
    fingerprint: resolved.file ? hashOf([await readFile(resolved.file, 'utf8'), uses, python.path]) : null,
  }
}

function hashOf(parts: unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
}

function onlyClass(source: PythonSource | null, shown: string): string {
  const names = source?.executors.map(({ className }) => className) ?? []
  const [name] = names
  if (names.length === 1 && name !== undefined) return name
  throw new FlowError(
    'EXECUTOR_NOT_FOUND',
    names.length === 0
      ? `${shown} has no class that extends Executor`
      : `${shown} has several Executors (${names.join(', ')}): write "uses: ${basename(shown)}:${name}", or "uses: ${name}" with "py_modules: ${shown}"`,
  )
}
