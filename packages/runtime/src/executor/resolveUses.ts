import { readFile, readdir, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import {
  FlowError,
  isMapValue,
  isPythonIdentifier,
  parseYaml,
  pythonJson,
  type YamlMap,
  type YamlValue,
} from '@flowdeck/shared'

/** What `uses` names, before anything of it runs. */
export type ResolvedUses =
  /** No `uses`: documents pass through (Jina 3.x: BaseExecutor). */
  | { kind: 'pass' }
  | { kind: 'module'; file: string; className: string | null; config: ExecutorConfig }
  | ResolvedPython
  | { kind: 'container'; image: string }

/** A Python Executor, as Jina's own loader is told: what `--uses` and `--py-modules` get. */
export interface ResolvedPython {
  kind: 'python'
  /** The file with the class; null when only Python can find its module. */
  file: string | null
  /** Null takes the only Executor of the file. */
  className: string | null
  /** A config file or a map that Jina reads by itself; null when it gets the class and its modules. */
  config: string | null
  modules: string[]
}

/** What a `config.yml` adds; the Flow's own `uses_*` keys win over it. */
export interface ExecutorConfig {
  with: YamlMap
  metas: YamlMap
  requests: YamlMap
  dynamic_batching: YamlMap
  /** Its other keys, when a text of the file refers to something (`${{root.a}}`). */
  others: YamlMap
}

/** A class of Python or of TypeScript. */
const CLASS = /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u
const CLASS_OF_FILE = /^(.*?\.\w+):([\p{ID_Start}_$][\p{ID_Continue}$]*)$/u
/** `package.module`, as Python imports it. */
const isModuleName = (name: string) => name.split('.').every(isPythonIdentifier)
const MODULE = /\.(ts|mts|cts|tsx|js|mjs|cjs)$/i
/** What stands for a config file where there is none. */
export const EMPTY_CONFIG: ExecutorConfig = {
  with: {},
  metas: {},
  requests: {},
  dynamic_batching: {},
  others: {},
}

export interface UsesRequest {
  uses: YamlValue | undefined
  pyModules: YamlValue | undefined
  /**
   * Folders in which sources are looked for, first hit wins: the YAML file's folder, then `extra_search_paths`. Python imports modules by their
   * names from the first.
   */
  searchPaths: readonly string[]
}

/**
 * Finds the source of an Executor: `./file.ts`, `file.ts:ClassName`, a folder with `config.yml`, a config file, an
 * inline map, a class name whose module `py_modules` names (for either language), or `package.module.ClassName` of Python.
 * @throws FlowError EXECUTOR_NOT_FOUND, UNSUPPORTED
 */
export async function resolveUses({ uses, pyModules, searchPaths }: UsesRequest): Promise<ResolvedUses> {
  if (uses === undefined || uses === null || uses === '' || uses === 'BaseExecutor') return { kind: 'pass' }
  const [importRoot = '.'] = searchPaths
  if (isMapValue(uses)) {
    const resolved = await fromConfig(uses, { pyModules, searchPaths, importRoot, where: 'uses' })
    return resolved.kind === 'python' ? { ...resolved, config: pythonJson(uses) } : resolved
  }
  if (typeof uses !== 'string')
    throw new FlowError('EXECUTOR_NOT_FOUND', `uses must be a text or a map, not ${pythonJson(uses)}`)
  const image = /^(?:docker|jinaai\+docker|jinahub\+docker|containerd):\/\/(.+)$/.exec(uses)?.[1]
  if (image) return { kind: 'container', image }
  if (/^\w[\w+.-]*:\/\//.test(uses))
    throw new FlowError(
      'UNSUPPORTED',
      `uses "${uses}" names a remote source, which is not fetched; use a file, a folder with config.yml, or a docker:// image`,
    )
  const [, path = uses, className = null] = CLASS_OF_FILE.exec(uses) ?? []
  if (MODULE.test(path))
    return { kind: 'module', file: await find(path, searchPaths, 'uses'), className, config: EMPTY_CONFIG }
  if (/\.py$/i.test(path)) {
    const file = await find(path, searchPaths, 'uses')
    return { kind: 'python', file, className, config: null, modules: [file] }
  }
  if (/\.ya?ml$/i.test(path))
    return await fromConfigFile(await find(path, searchPaths, 'uses'), { pyModules, importRoot })
  const folder = await findFolder(uses, searchPaths)
  if (folder) return await fromFolder(folder, { pyModules, importRoot })
  if (CLASS.test(uses))
    return await fromModules(uses, {
      pyModules,
      searchPaths,
      importRoot,
      where: 'uses',
      config: EMPTY_CONFIG,
    })
  const dot = uses.lastIndexOf('.')
  if (dot > 0 && isModuleName(uses)) {
    const [module, dottedClass] = [uses.slice(0, dot), uses.slice(dot + 1)]
    const file = await findImported(module, { searchPaths, importRoot, key: 'uses' })
    // Classes begin with a capital; what does not, and has no module here, is a file that is missing: `encoder.tsx`.
    if (file !== null || /^\p{Lu}/u.test(dottedClass)) {
      // Jina 3.x: the module is imported, and then the class is looked for in all that were.
      const others = await findModules(pyModules, { searchPaths, importRoot, key: 'py_modules' })
      const modules = [...others.map(({ name }) => name), module]
      return { kind: 'python', file, className: dottedClass, config: null, modules }
    }
  }
  throw new FlowError(
    'EXECUTOR_NOT_FOUND',
    `uses "${uses}" is neither a file, a folder with config.yml, nor a class name (looked in ${searchPaths.join(', ')})`,
  )
}

async function fromFolder(
  folder: string,
  from: Omit<Modules, 'searchPaths' | 'where'>,
): Promise<ResolvedUses> {
  for (const name of ['config.yml', 'config.yaml']) {
    if (await isFile(join(folder, name))) return await fromConfigFile(join(folder, name), from)
  }
  for (const name of ['executor.ts', 'executor.mts', 'executor.js', 'executor.mjs', 'index.ts', 'index.js']) {
    if (await isFile(join(folder, name)))
      return { kind: 'module', file: join(folder, name), className: null, config: EMPTY_CONFIG }
  }
  throw new FlowError(
    'EXECUTOR_NOT_FOUND',
    `the folder ${folder} has no config.yml; add one with "jtype: <ClassName>" and "py_modules"`,
  )
}

async function fromConfigFile(
  file: string,
  from: Omit<Modules, 'searchPaths' | 'where'>,
): Promise<ResolvedUses> {
  const refuse = (why: string, cause?: unknown) =>
    new FlowError('EXECUTOR_LOAD_FAILED', `${file} is not readable YAML: ${why}`, { cause })
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (thrown) {
    throw refuse((thrown as Error).message, thrown)
  }
  // As Jina reads it: `1.0` stays a float, a large integer keeps its digits.
  const { value: config, issues } = parseYaml(text)
  if (issues[0]) throw refuse(issues[0].message)
  if (!isMapValue(config))
    throw new FlowError('EXECUTOR_LOAD_FAILED', `${file} must hold a map with "jtype: <ClassName>"`)
  const resolved = await fromConfig(config, {
    ...from,
    searchPaths: [dirname(file)],
    where: basename(file),
  })
  return resolved.kind === 'python' ? { ...resolved, config: file, modules: [] } : resolved
}

interface Modules {
  pyModules: YamlValue | undefined
  searchPaths: readonly string[]
  /** The folder from which Python imports modules by their names: where its Pod runs, beside the Flow. */
  importRoot: string
  where: string
}

async function fromConfig(
  config: YamlMap,
  { pyModules, searchPaths, importRoot, where }: Modules,
): Promise<ResolvedUses> {
  const map = (key: string): YamlMap => {
    const value = config[key]
    return isMapValue(value) ? value : {}
  }
  const metas = map('metas')
  const className = typeof config['jtype'] === 'string' ? config['jtype'] : null
  const modules = config['py_modules'] ?? metas['py_modules'] ?? pyModules
  const parts = {
    with: map('with'),
    metas,
    requests: map('requests'),
    dynamic_batching: map('dynamic_batching'),
    others: refersToItself(config) ? config : {},
  }
  if (className === 'BaseExecutor') return { kind: 'pass' }
  return await fromModules(className, { pyModules: modules, searchPaths, importRoot, where, config: parts })
}

async function fromModules(
  className: string | null,
  { pyModules, searchPaths, importRoot, where, config }: Modules & { config: ExecutorConfig },
): Promise<ResolvedUses> {
  const modules = textsOf(pyModules)
  const module = modules.find((m) => MODULE.test(m))
  if (module !== undefined)
    return { kind: 'module', file: await find(module, searchPaths, 'py_modules'), className, config }
  if (modules.length > 0) {
    const found = await findModules(modules, { searchPaths, importRoot, key: 'py_modules' })
    const file = found.findLast(({ path }) => path !== null)?.path ?? null
    return { kind: 'python', file, className, config: null, modules: found.map(({ name }) => name) }
  }
  // Jina looks into executor.py beside the config; ours is executor.ts.
  for (const name of ['executor.ts', 'executor.js', 'executor.py']) {
    const beside = where === 'uses' ? null : join(searchPaths[0] as string, name)
    if (beside && (await isFile(beside)))
      return name.endsWith('.py')
        ? { kind: 'python', file: beside, className, config: null, modules: [beside] }
        : { kind: 'module', file: beside, className, config }
  }
  throw new FlowError(
    'EXECUTOR_NOT_FOUND',
    `${where} names the class "${className ?? '?'}", but no module: set py_modules to the file that has it, e.g. "py_modules: executor.ts"`,
  )
}

/** Whether a text of a config file names a value of the file. */
const refersToItself = (config: YamlMap) => /\$\{\{[\w[\].]+\}\}/.test(pythonJson(config))

const textsOf = (value: YamlValue | undefined) =>
  (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string')

function findModules(pyModules: YamlValue | undefined, place: ModulePlace): Promise<PythonModule[]> {
  return Promise.all(textsOf(pyModules).map((path) => findPythonModule(path, place)))
}

interface ModulePlace {
  searchPaths: readonly string[]
  importRoot: string
  /** The key that names the module. */
  key: string
}

/** A Python module: what Jina's loader is told, and its file; null when only Python can find it. */
interface PythonModule {
  name: string
  path: string | null
}

/** A Python module by its path; a folder stands for its `__init__.py`; other names are imported by Python (Jina 3.x). */
async function findPythonModule(path: string, place: ModulePlace): Promise<PythonModule> {
  const { searchPaths, key } = place
  if (!/\.py$/i.test(path)) {
    const folder = await findFolder(path, searchPaths)
    const init = folder && join(folder, '__init__.py')
    if (init && (await isFile(init))) return { name: init, path: init }
    if (isModuleName(path)) return { name: path, path: await findImported(path, place) }
  }
  const file = await find(path, searchPaths, key)
  return { name: file, path: file }
}

/**
 * The file of a module that Python imports by its name, where it is beside the Flow; null where it may be an installed package.
 * @throws FlowError EXECUTOR_NOT_FOUND when its package is beside the Flow, and has no such module
 */
async function findImported(name: string, { importRoot, key }: ModulePlace): Promise<string | null> {
  const parts = name.split('.')
  const base = resolve(importRoot, ...parts)
  const candidates = [`${base}.py`, join(base, '__init__.py')]
  for (const candidate of candidates) if (await isFile(candidate)) return candidate
  // A folder without __init__.py gives way to an installed package of its name, and compiled modules have other names.
  const isOwnPackage = await isFile(resolve(importRoot, parts[0] as string, '__init__.py'))
  const beside = await readdir(dirname(base)).catch(() => [])
  const last = parts.at(-1) as string
  if (parts.length === 1 || !isOwnPackage || beside.some((entry) => entry.startsWith(`${last}.`))) return null
  throw new FlowError(
    'EXECUTOR_NOT_FOUND',
    `${key}: the module "${name}" does not exist (looked for ${candidates.join(', ')})`,
    { details: { path: name } },
  )
}

async function find(path: string, searchPaths: readonly string[], key: string): Promise<string> {
  const candidates = isAbsolute(path) ? [path] : searchPaths.map((base) => resolve(base, path))
  for (const candidate of candidates) if (await isFile(candidate)) return candidate
  throw new FlowError(
    'EXECUTOR_NOT_FOUND',
    `${key}: "${path}" does not exist (looked for ${candidates.join(', ')})`,
    { details: { path } },
  )
}

async function findFolder(path: string, searchPaths: readonly string[]): Promise<string | null> {
  for (const base of searchPaths) {
    const folder = resolve(base, path)
    if ((await stat(folder).catch(() => null))?.isDirectory()) return folder
  }
  return null
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() ?? false
}
