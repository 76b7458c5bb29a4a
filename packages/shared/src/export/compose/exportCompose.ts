import { checkExport } from '../plan/checkExport.ts'
import { composeFiles } from './compose.ts'
import { planExport } from '../plan/exportPlan.ts'
import { HEADER, yamlText } from '../exportText.ts'
import type { Exportable, Exported, ExportOptions } from '../plan/exportTypes.ts'
import { jinaCompose } from '../jina/jinaCompose.ts'
import { sourceImageFiles } from '../plan/sourceFiles.ts'

/**
 * Writes a Flow or a Deployment as a Docker Compose project: `docker-compose.yml`, and beside it what the project needs. Pure; opens and runs
 * nothing. With a problem of severity `error` the files are a preview and do not run.
 */
export function exportCompose(exportable: Exportable, options: ExportOptions = {}): Exported {
  const { plan, problems } = planExport(exportable, options)
  const found = [...problems, ...checkExport(plan, 'compose')]
  const file = (document: unknown) => ({ path: 'docker-compose.yml', text: HEADER + yamlText(document) })
  if (options.jina_exact) return { files: [file(jinaCompose(plan))], problems: found }
  const { document, secrets } = composeFiles(plan)
  return { files: [file(document), ...secrets, ...sourceImageFiles(plan)], problems: found }
}
