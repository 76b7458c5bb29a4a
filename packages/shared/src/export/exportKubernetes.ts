import { stringify } from 'yaml'
import { planExport } from './exportPlan.ts'
import type { Exportable, Exported, ExportOptions } from './exportTypes.ts'
import { jinaKubernetes } from './jinaKubernetes.ts'

/**
 * Writes a Flow or a Deployment as Kubernetes manifests, a file per Pod with `kubectl apply -R -f FOLDER` in mind. Pure; opens and runs
 * nothing. With a problem of severity `error` the files are a preview and do not run.
 */
export function exportKubernetes(exportable: Exportable, options: ExportOptions = {}): Exported {
  const { plan, problems } = planExport(exportable, options)
  const files = jinaKubernetes(plan).map(({ path, objects }) => ({
    path,
    text: objects.map((object) => yamlText(object)).join('---\n'),
  }))
  return { files, problems }
}

function yamlText(value: unknown): string {
  return stringify(value, {
    lineWidth: 0,
    aliasDuplicateObjects: false,
    sortMapEntries: true,
    version: '1.1',
  })
}
