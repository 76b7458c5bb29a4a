import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, isAbsolute, relative } from 'node:path'
import { FlowError } from '@flowdeck/shared'
import type { ResolvedPython } from '../executor/resolveUses.ts'
import { generationOf } from '../python/choosePython.ts'
import type { Python } from '../python/findPython.ts'
import type { PythonSource } from '../python/readPythonExecutors.ts'
import type { ExecutorSource } from './planFlow.ts'

/** What is known about a Python source. */
interface PythonContext {
  /** What its file shows; null when its file is not known. */
  source: PythonSource | null
  /** Which of Jina's classes it extends. */
  base: 'Executor' | 'Gateway'
  searchPaths: string[]
  cwd: string
  /** The interpreter that runs it. */
  python: Python
}

/**
 * What runs a Python Executor or Gateway: an interpreter with Jina, and what Jina's loader is told.
 * @throws FlowError EXECUTOR_NOT_FOUND
 */
export async function pythonSource(
  resolved: ResolvedPython,
  { source, base, searchPaths, cwd, python }: PythonContext,
): Promise<Extract<ExecutorSource, { kind: 'python' }>> {
  const uses =
    resolved.config ?? resolved.className ?? onlyClass(source, base, describePythonFile(resolved, cwd))
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

/** How messages name a source: its file beside the Flow, else its module or class. */
export function describePythonFile({ file, modules, className }: ResolvedPython, cwd: string): string {
  return file ? relative(cwd, file) : (modules[0] ?? className ?? 'uses')
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
      ? `Flowdeck found no class that extends ${base} in ${shown}; if there is one, name it: "uses: ${basename(shown)}:ClassName"`
      : `${shown} has several ${base}s (${names.join(', ')}): write "uses: ${basename(shown)}:${name}", or "uses: ${name}" with "py_modules: ${shown}"`,
  )
}
