import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, isAbsolute, relative } from 'node:path'
import { FlowError, type DocarrayGeneration } from '@flowdeck/shared'
import type { ResolvedPython } from '../executor/resolveUses.ts'
import { choosePython, generationOf } from '../python/choosePython.ts'
import type { PythonSearch } from '../python/findPython.ts'
import type { PythonSource } from '../python/readPythonExecutors.ts'
import type { ExecutorSource } from './planFlow.ts'

/** Everything that decides which interpreter runs a Python source. */
interface PythonContext {
  /** What its file shows; null when its file is not known. */
  source: PythonSource | null
  /** Which of Jina's classes it extends. */
  base: 'Executor' | 'Gateway'
  searchPaths: string[]
  docarray: DocarrayGeneration | null
  cwd: string
  pythons: () => Promise<PythonSearch>
}

/**
 * What runs a Python Executor or Gateway: an interpreter with Jina, and what Jina's loader is told.
 * @throws FlowError EXECUTOR_LOAD_FAILED with file and line, EXECUTOR_NOT_FOUND, PYTHON_NOT_FOUND
 */
export async function pythonSource(
  resolved: ResolvedPython,
  { source, base, searchPaths, docarray, cwd, pythons }: PythonContext,
): Promise<Extract<ExecutorSource, { kind: 'python' }>> {
  const shown = resolved.file
    ? relative(cwd, resolved.file)
    : (resolved.modules[0] ?? resolved.className ?? 'uses')
  if (source?.syntaxError)
    throw new FlowError(
      'EXECUTOR_LOAD_FAILED',
      `${shown}:${source.syntaxError.line}: this is not Python that can be read`,
    )
  const uses = resolved.config ?? resolved.className ?? onlyClass(source, base, shown)
  const python = choosePython(await pythons(), shown, docarray)
  return {
    kind: 'python',
    python: python.path,
    docarray: generationOf(python) ?? 'v1',
    uses,
    modules: resolved.modules,
    searchPaths,
    files: [resolved.config, ...resolved.modules, resolved.file].filter(isPath),
    fingerprint: resolved.file ? hashOf([await readFile(resolved.file, 'utf8'), uses, python.path]) : null,
  }
}

function isPath(name: string | null): name is string {
  return name !== null && isAbsolute(name)
}

/** A name for what these parts say; changes when one of them does. */
export function hashOf(parts: unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
}

function onlyClass(source: PythonSource | null, base: PythonContext['base'], shown: string): string {
  const classes = base === 'Gateway' ? source?.gateways : source?.executors
  const names = classes?.map(({ className }) => className) ?? []
  const [name] = names
  if (names.length === 1 && name !== undefined) return name
  throw new FlowError(
    'EXECUTOR_NOT_FOUND',
    names.length === 0
      ? `${shown} has no class that extends ${base}`
      : `${shown} has several ${base}s (${names.join(', ')}): write "uses: ${basename(shown)}:${name}", or "uses: ${name}" with "py_modules: ${shown}"`,
  )
}
