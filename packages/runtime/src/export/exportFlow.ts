import { dirname, relative, resolve, sep } from 'node:path'
import {
  exportCompose,
  exportKubernetes,
  FlowError,
  type Exportable,
  type Exported,
  type ExportOptions,
  type ExportProblem,
} from '@flowdeck/shared'
import { exportEnvironment, pythonRequirements } from './exportEnvironment.ts'
import { exportSources } from './exportSources.ts'
import { writeFiles, writeFolder } from './writeExport.ts'

export type ExportFormat = 'docker-compose' | 'kubernetes'

export interface ExportTarget {
  format: ExportFormat
  /** Compose: the name of the file. Kubernetes: the folder. */
  out: string
  /** The Flow file; sources are looked for beside it. */
  flowPath: string
  /** Over what the environment says (`exportEnvironment`). */
  options?: ExportOptions
  env?: NodeJS.ProcessEnv
}

/** What was written, and what should be known about it. */
export interface WrittenExport {
  paths: string[]
  problems: ExportProblem[]
}

/**
 * Exports a Flow or a Deployment to disk. Reads sources to know what images hold; runs nothing.
 * @throws FlowError FLOW_INVALID with the problems that stand in the way, FLOW_EXISTS, DISK_FULL, FORBIDDEN; nothing is written then
 */
export async function exportFlow(exportable: Exportable, target: ExportTarget): Promise<WrittenExport> {
  const { files, problems } = await planned(exportable, target)
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (errors.length > 0)
    throw new FlowError(
      'FLOW_INVALID',
      errors.map(({ message, fix }) => `${message}\n    fix: ${fix}`).join('\n'),
      {
        details: { problems: errors },
      },
    )
  if (target.format === 'docker-compose') return { paths: await writeFiles(target.out, files), problems }
  await writeFolder(target.out, files)
  return { paths: files.map(({ path }) => resolve(target.out, path)), problems }
}

async function planned(
  exportable: Exportable,
  { format, out, flowPath, options = {}, env = process.env }: ExportTarget,
): Promise<Exported> {
  const folder = dirname(resolve(flowPath))
  const executors = exportable.deployment ? [exportable.deployment] : exportable.spec.executors
  const given = { ...exportEnvironment(env), ...options }
  const found = given.jina_exact
    ? { sources: {}, problems: [] }
    : await exportSources(
        executors.filter(({ name }) => !given.image_overrides?.[name]),
        folder,
      )
  const all: ExportOptions = {
    ...given,
    // Jina 3.x fills variables in while it loads; an export of ours leaves them to whoever deploys.
    ...(given.jina_exact ? { variables: { ...env, ...given.variables }, cwd: process.cwd() } : {}),
    python_requirements: await pythonRequirements(),
    sources: { ...found.sources, ...given.sources },
    source_folder:
      relative(format === 'kubernetes' ? resolve(out) : dirname(resolve(out)), folder)
        .split(sep)
        .join('/') || '.',
  }
  const { files, problems } = (format === 'kubernetes' ? exportKubernetes : exportCompose)(exportable, all)
  const broken = new Set(found.problems.map(({ image_key: key }) => key))
  return {
    files,
    problems: [
      ...found.problems,
      ...problems.filter(({ code, image_key: key }) => code !== 'no-image' || !broken.has(key)),
    ],
  }
}
