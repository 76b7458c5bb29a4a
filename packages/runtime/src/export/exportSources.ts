import { isAbsolute, relative, sep } from 'node:path'
import {
  FlowError,
  podParts,
  usesImage,
  type ExecutorSpec,
  type ExportProblem,
  type ExportSource,
} from '@flowdeck/shared'
import { resolveUses, type ResolvedUses } from '../executor/resolveUses.ts'
import { readPythonExecutors } from '../python/readPythonExecutors.ts'

/**
 * Finds the source files of the Executors that live beside their Flow, for the images that an export makes of them. Reads; nothing of them
 * runs. What cannot be found is a problem.
 */
export async function exportSources(
  executors: readonly ExecutorSpec[],
  folder: string,
): Promise<{ sources: Record<string, ExportSource>; problems: ExportProblem[] }> {
  const sources: Record<string, ExportSource> = {}
  const problems: ExportProblem[] = []
  const wanted = new Map(
    executors
      .filter((executor) => !executor.external)
      .flatMap((executor) => podParts(executor).map((part) => [part.key, { part, executor }] as const)),
  )
  for (const [key, { part, executor }] of wanted) {
    if (usesImage(part.uses).kind !== 'source') continue
    try {
      const resolved = await resolveUses({
        uses: part.uses,
        pyModules: executor.args['py_modules'],
        searchPaths: [folder],
      })
      const source = await sourceOf(resolved, folder)
      if (source) sources[key] = source
    } catch (thrown) {
      problems.push({
        code: 'source-executor',
        severity: 'error',
        executor: executor.name,
        image_key: key,
        message: `"${executor.name}": ${FlowError.from(thrown).message}`,
        fix: 'Correct uses or py_modules, or name an image for it.',
      })
    }
  }
  return { sources, problems }
}

async function sourceOf(resolved: ResolvedUses, folder: string): Promise<ExportSource | null> {
  const inside = (file: string) => insideOf(file, folder)
  switch (resolved.kind) {
    case 'module': {
      const file = inside(resolved.file)
      return {
        language: 'typescript',
        uses: resolved.className ? `${file}:${resolved.className}` : file,
        modules: [],
      }
    }
    case 'python': {
      const source = resolved.file ? await readPythonExecutors(resolved.file) : null
      const uses = resolved.config ?? resolved.className ?? source?.executors[0]?.className
      if (uses === undefined)
        throw new FlowError('EXECUTOR_NOT_FOUND', `${resolved.file} has no class that extends Executor`)
      return {
        language: 'python',
        uses: isAbsolute(uses) ? inside(uses) : uses,
        modules: resolved.modules.map((module) => (isAbsolute(module) ? inside(module) : module)),
        ...(source?.docarray ? { docarray: source.docarray } : {}),
      }
    }
    default:
      return null
  }
}

/** An image is built from the folder of the Flow: what lies outside cannot be in it. */
function insideOf(file: string, folder: string): string {
  const path = relative(folder, file)
  if (path.startsWith('..') || isAbsolute(path))
    throw new FlowError(
      'EXECUTOR_NOT_FOUND',
      `${file} lies outside the folder of the Flow (${folder}), from which images are built`,
    )
  return path.split(sep).join('/')
}
