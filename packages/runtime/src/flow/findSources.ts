import { relative, resolve } from 'node:path'
import { FlowError, type DocarrayGeneration, type FlowSpec, type YamlMap } from '@flowdeck/shared'
import { compileExecutor, type CompiledExecutor } from '../executor/compileExecutor.ts'
import { resolveGateway } from '../executor/resolveGateway.ts'
import { resolveUses, type ResolvedPython, type ResolvedUses } from '../executor/resolveUses.ts'
import { findPython, type PythonSearch } from '../python/findPython.ts'
import { readPythonExecutors, type PythonSource } from '../python/readPythonExecutors.ts'
import { EXECUTOR_MODULES } from '../state/paths.ts'
import { choosePythons, type ChosenPython } from './choosePythons.ts'
import { hasHelper } from './deploymentPorts.ts'
import type { ExecutorSource } from './planFlow.ts'
import { hashOf, pythonSource } from './pythonSource.ts'

/** What is looked up once for all Executors of a Flow. */
interface Lookups {
  cwd: string
  compiled: Map<string, Promise<CompiledExecutor>>
  pythons: () => Promise<PythonSearch>
}

/** A key that names a source, and whose it is: an Executor's, or that of `gateway`. */
export interface Wanted {
  owner: string
  key: 'uses' | 'uses_before' | 'uses_after'
  args: YamlMap
}

/** An Executor, `uses_before`, `uses_after` or Gateway whose source was found. */
interface Found extends Wanted {
  resolved: ResolvedUses
  searchPaths: string[]
  python: PythonSource | null
}

type OnError = (owner: string, key: string, error: FlowError) => void

/**
 * Finds what each local Executor runs, and the Gateway where it is not Flowdeck's own (under `gateway`): TypeScript is compiled, a
 * Python interpreter chosen; nothing of the user's code runs. Each that cannot be found is told to `onError`.
 */
export async function findSources(
  spec: FlowSpec,
  { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv },
  onError: OnError,
): Promise<Map<string, ExecutorSource>> {
  let search: Promise<PythonSearch> | undefined
  const lookups: Lookups = {
    cwd,
    compiled: new Map(),
    pythons: () => (search ??= findPython(cwd, env)),
  }
  const attempt = async <T>({ owner, key }: Wanted, act: () => Promise<T>) => {
    try {
      return await act()
    } catch (thrown) {
      onError(owner, key, FlowError.from(thrown, 'EXECUTOR_LOAD_FAILED'))
      return null
    }
  }
  const wanted = listWanted(spec)
  const found = await Promise.all(wanted.map((one) => attempt(one, () => findOne(one, spec, cwd))))
  const all = found.filter((one) => one !== null)
  const docarray = flowGeneration(all, cwd, onError)
  const pythons = await choosePythons(all.map(({ resolved }) => resolved).filter(isPython), docarray, lookups)
  const sources = new Map<string, ExecutorSource>()
  await Promise.all(
    all.map(async (one) => {
      const source = await attempt(one, () => sourceOf(one, pythons, lookups))
      if (source) sources.set(one.key === 'uses' ? one.owner : `${one.owner}/${one.key}`, source)
    }),
  )
  return sources
}

/** Every key of a Flow that names a source which runs on this machine. */
export function listWanted({ executors, gateway }: FlowSpec): Wanted[] {
  const wanted = executors
    .filter(({ external }) => !external)
    .flatMap(({ name: owner, args, shards }): Wanted[] => [
      { owner, key: 'uses', args },
      ...HELPERS.filter((key) => shards > 1 && hasHelper(args[key])).map((key) => ({ owner, key, args })),
    ])
  const own = gateway.args['uses'] ?? ''
  return own === '' ? wanted : [...wanted, { owner: 'gateway', key: 'uses', args: gateway.args }]
}

/**
 * Which docarray the Python files of a Flow are written for; null when none says. The Documents of one Flow are of one kind
 * (Jina 3.x), so an Executor of the other is told to `onError`.
 */
function flowGeneration(all: readonly Found[], cwd: string, onError: OnError): DocarrayGeneration | null {
  const [v1, v2] = (['v1', 'v2'] as const).map((generation) =>
    all.filter(({ python }) => python?.docarray === generation),
  ) as [Found[], Found[]]
  const [other] = v2
  if (!other) return v1.length > 0 ? 'v1' : null
  for (const { owner, key, resolved } of v1)
    onError(
      owner,
      key,
      new FlowError(
        'EXECUTOR_LOAD_FAILED',
        `${shownFile(resolved, cwd)} is written for docarray v1 (Document, DocumentArray), and ${shownFile(other.resolved, cwd)} of "${other.owner}" for v2 (BaseDoc, DocList): the Executors of one Flow must use the same.`,
      ),
    )
  return 'v2'
}

function shownFile(resolved: ResolvedUses, cwd: string): string {
  return resolved.kind === 'python' && resolved.file ? relative(cwd, resolved.file) : 'its module'
}

const HELPERS = ['uses_before', 'uses_after'] as const

async function findOne(wanted: Wanted, spec: FlowSpec, cwd: string): Promise<Found> {
  const { resolved, searchPaths } = await resolveWanted(wanted, cwd)
  const python = resolved.kind === 'python' && resolved.file ? await readPythonExecutors(resolved.file) : null
  if (wanted.owner === 'gateway') checkProtocol(spec, resolved, python)
  return { ...wanted, resolved, searchPaths, python }
}

/** Looks for the source that a key names; nothing of it is read but a config file. @throws FlowError EXECUTOR_NOT_FOUND, UNSUPPORTED */
export async function resolveWanted(
  { owner, key, args }: Wanted,
  cwd: string,
): Promise<{ resolved: ResolvedUses; searchPaths: string[] }> {
  const extra = Array.isArray(args['extra_search_paths']) ? args['extra_search_paths'].map(String) : []
  const searchPaths = [cwd, ...extra.map((path) => resolve(cwd, path))]
  const request = { uses: args[key], pyModules: args['py_modules'], searchPaths }
  const resolved = await (owner === 'gateway' ? resolveGateway(request) : resolveUses(request))
  return { resolved, searchPaths }
}

/** A Gateway that serves something else than it is asked for would never count as ready. @throws FlowError FLOW_INVALID */
function checkProtocol({ gateway }: FlowSpec, resolved: ResolvedUses, python: PythonSource | null): void {
  const className = resolved.kind === 'python' ? resolved.className : null
  const classes = python?.gateways ?? []
  const serves = (classes.find((one) => one.className === className) ?? (className ? null : classes[0]))
    ?.protocol
  if (!serves || gateway.protocols.includes(serves)) return
  throw new FlowError(
    'FLOW_INVALID',
    `${className ?? 'this Gateway'} serves ${serves}, but the Gateway is asked for ${gateway.protocols.join(', ')}: write "protocol: ${serves}"`,
  )
}

function isPython(resolved: ResolvedUses): resolved is ResolvedPython {
  return resolved.kind === 'python'
}

async function sourceOf(
  found: Found,
  pythons: ReadonlyMap<ResolvedPython, ChosenPython>,
  { cwd, compiled }: Lookups,
): Promise<ExecutorSource> {
  const { owner, resolved, python, searchPaths } = found
  switch (resolved.kind) {
    case 'pass':
      return { kind: 'pass' }
    case 'python': {
      const chosen = pythons.get(resolved)
      if (!chosen) throw new FlowError('PYTHON_NOT_FOUND', 'no interpreter was chosen')
      if ('error' in chosen) throw chosen.error
      return await pythonSource(resolved, {
        source: python,
        base: owner === 'gateway' ? 'Gateway' : 'Executor',
        searchPaths,
        cwd,
        python: chosen.python,
      })
    }
    case 'container':
      throw new FlowError(
        'UNSUPPORTED',
        `images (docker://${resolved.image}) are not started by this version of Flowdeck. Start the container yourself, then set "external: true" with its host and port here.`,
      )
    case 'module': {
      let job = compiled.get(resolved.file)
      if (!job) compiled.set(resolved.file, (job = compileExecutor(resolved.file, EXECUTOR_MODULES)))
      const { path, files } = await job
      const className = resolved.className
      const shown = relative(cwd, resolved.file)
      return {
        ...resolved,
        uses: className ? `${shown}:${className}` : shown,
        compiled: path,
        className,
        files,
        fingerprint: hashOf([path, className]),
      }
    }
  }
}
