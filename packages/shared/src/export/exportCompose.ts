import { stringify } from 'yaml'
import { planExport } from './exportPlan.ts'
import type { Exportable, Exported, ExportOptions } from './exportTypes.ts'
import { jinaCompose } from './jinaCompose.ts'

/**
 * Writes a Flow or a Deployment as a Docker Compose project: `docker-compose.yml`, and beside it what the project needs. Pure; opens and runs
 * nothing. With a problem of severity `error` the files are a preview and do not run.
 */
export function exportCompose(exportable: Exportable, options: ExportOptions = {}): Exported {
  const { plan, problems } = planExport(exportable, options)
  return { files: [{ path: 'docker-compose.yml', text: yamlText(jinaCompose(plan)) }], problems }
}

function yamlText(value: unknown): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false })
}
