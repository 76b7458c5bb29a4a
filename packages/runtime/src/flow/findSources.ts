import { basename, relative, resolve } from 'node:path'
import { FlowError, type ExecutorSpec, type YamlMap } from '@flowdeck/shared'
import { compileExecutor } from '../executor/compileExecutor.ts'
import { resolveUses, type ResolvedPython } from '../executor/resolveUses.ts'
import { choosePython, generationOf } from '../python/choosePython.ts'
import { findPython, type PythonSearch } from '../python/findPython.ts'
import { readPythonExecutors, type PythonSource } from '../python/readPythonExecutors.ts'
import { POD_ENTRY } from '../state/paths.ts'
import { hasHelper } from './deploymentPorts.ts'
import type { ExecutorSource } from './planFlow.ts'

/** What is looked up once for all Executors of a Flow. */
interface Lookups {
  cwd: string
  compiled: Map<string, Promise<string>>
  pythons: () => Promise<PythonSearch>
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
  const sources = new Map<string, ExecutorSource>()
  const find = async (executor: ExecutorSpec, key: 'uses' | 'uses_before' | 'uses_after') => {
    try {
      const source = await findSource(executor.args, key, lookups)
      sources.set(key === 'uses' ? executor.name : `${executor.name}/${key}`, source)
    } catch (thrown) {
      onError(executor, key, FlowError.from(thrown, 'EXECUTOR_LOAD_FAILED'))
    }
  }
  await Promise.all(
    executors.flatMap((executor) => [
      find(executor, 'uses'),
      ...HELPERS.filter((key) => executor.shards > 1 && hasHelper(executor.args[key])).map((key) =>
        find(executor, key),
      ),
    ]),
  )
  return sources
}

const HELPERS = ['uses_before', 'uses_after'] as const

async function findSource(args: YamlMap, key: string, lookups: Lookups): Promise<ExecutorSource> {
  const { cwd, compiled } = lookups
  const extra = Array.isArray(args['extra_search_paths']) ? args['extra_search_paths'].map(String) : []
  const searchPaths = [cwd, ...extra.map((path) => resolve(cwd, path))]
  const resolved = await resolveUses({ uses: args[key], pyModules: args['py_modules'], searchPaths })
  switch (resolved.kind) {
    case 'pass':
      return { kind: 'pass' }
    case 'python':
      return await pythonSource(resolved, searchPaths, lookups)
    case 'container':
      throw new FlowError(
        'UNSUPPORTED',
        `images (docker://${resolved.image}) are not started by this version of Flowdeck. Start the container yourself, then set "external: true" with its host and port here.`,
      )
    case 'module': {
      let job = compiled.get(resolved.file)
      if (!job) compiled.set(resolved.file, (job = compileExecutor(resolved.file, POD_ENTRY.executor)))
      const className = resolved.className
      const shown = relative(cwd, resolved.file)
      return {
        ...resolved,
        uses: className ? `${shown}:${className}` : shown,
        compiled: await job,
        className,
      }
    }
  }
}

async function pythonSource(
  resolved: ResolvedPython,
  searchPaths: string[],
  { cwd, pythons }: Lookups,
): Promise<ExecutorSource> {
  const shown = resolved.file ? relative(cwd, resolved.file) : (resolved.modules[0] ?? 'uses')
  const source = resolved.file ? await readPythonExecutors(resolved.file) : null
  if (source?.syntaxError)
    throw new FlowError(
      'EXECUTOR_LOAD_FAILED',
      `${shown}:${source.syntaxError.line}: this is not Python that can be read`,
    )
  const uses = resolved.config ?? resolved.className ?? onlyClass(source, shown)
  if (source?.docarray === 'v2') throw notYet(`${shown} is written for docarray v2`)
  const python = choosePython(await pythons(), shown, source?.docarray ?? null)
  if (generationOf(python) === 'v2') throw notYet(`${shown} would run with docarray v2 (${python.path})`)
  return { kind: 'python', python: python.path, uses, modules: resolved.modules, searchPaths }
}

const notYet = (what: string) =>
  new FlowError(
    'UNSUPPORTED',
    `${what}, whose Documents this version of Flowdeck does not read yet. Use an environment with docarray 0.21 (flowdeck python setup).`,
  )

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
