import { relative } from 'node:path'
import { FlowError, type DocarrayGeneration } from '@flowdeck/shared'
import type { ResolvedPython } from '../executor/resolveUses.ts'
import { checkPythonSyntax, type PythonSyntaxError } from '../python/checkPythonSyntax.ts'
import { choosePython } from '../python/choosePython.ts'
import type { Python, PythonSearch } from '../python/findPython.ts'
import { describePythonFile } from './pythonSource.ts'

/** A Python source with the interpreter that runs it, or why there is none. */
export type ChosenPython = { python: Python } | { error: FlowError }

/**
 * Chooses an interpreter for each Python source of a Flow, and lets it say whether it can parse the files; one process for all files of an
 * interpreter. Where no interpreter may run before Start, no file is refused: the Pod says what is wrong.
 */
export async function choosePythons(
  sources: readonly ResolvedPython[],
  docarray: DocarrayGeneration | null,
  { cwd, pythons }: { cwd: string; pythons: () => Promise<PythonSearch> },
): Promise<Map<ResolvedPython, ChosenPython>> {
  const chosen = new Map<ResolvedPython, ChosenPython>()
  if (sources.length === 0) return chosen
  const search = await pythons()
  for (const source of sources) chosen.set(source, choose(search, source, docarray, cwd))
  const broken = await checkFiles(chosen)
  for (const [source, choice] of chosen) {
    const file = pythonFiles(source).find((path) => broken.has(path))
    if ('error' in choice || file === undefined) continue
    const error = broken.get(file) as PythonSyntaxError
    chosen.set(source, { error: refuseSyntax(relative(cwd, file), error, choice.python) })
  }
  return chosen
}

/** @returns FlowError EXECUTOR_LOAD_FAILED with file, line and Python's own message */
export function refuseSyntax(
  file: string,
  { line, message }: PythonSyntaxError,
  python: Pick<Python, 'version'> | null = null,
): FlowError {
  const reader = python?.version ? `Python ${python.version}` : 'Python'
  return new FlowError('EXECUTOR_LOAD_FAILED', `${file}:${line}: ${reader} cannot read this file: ${message}`)
}

function choose(
  search: PythonSearch,
  source: ResolvedPython,
  docarray: DocarrayGeneration | null,
  cwd: string,
): ChosenPython {
  try {
    return { python: choosePython(search, describePythonFile(source, cwd), docarray) }
  } catch (thrown) {
    return { error: FlowError.from(thrown) }
  }
}

/** The files that an interpreter of the chosen ones refuses. */
async function checkFiles(
  chosen: ReadonlyMap<ResolvedPython, ChosenPython>,
): Promise<Map<string, PythonSyntaxError>> {
  const filesOf = new Map<string, string[]>()
  for (const [source, choice] of chosen) {
    const parser = 'python' in choice ? choice.python.parser : null
    if (parser !== null) filesOf.set(parser, [...(filesOf.get(parser) ?? []), ...pythonFiles(source)])
  }
  const answers = await Promise.all([...filesOf].map(([parser, files]) => checkPythonSyntax(parser, files)))
  return new Map(answers.flatMap((answer) => [...answer]))
}

function pythonFiles({ file, modules }: ResolvedPython): string[] {
  return [...new Set([...(file ? [file] : []), ...modules])].filter((path) => /^\/.*\.py$/i.test(path))
}
