import { checkExport } from '../plan/checkExport.ts'
import { planExport } from '../plan/exportPlan.ts'
import { HEADER, yamlText } from '../exportText.ts'
import type { Exportable, Exported, ExportOptions } from '../plan/exportTypes.ts'
import { jinaKubernetes } from '../jina/jinaKubernetes.ts'
import { kubernetesManifests } from './kubernetes.ts'
import { sourceImageFiles } from '../plan/sourceFiles.ts'

/**
 * Writes a Flow or a Deployment as Kubernetes manifests, a file per Pod with `kubectl apply -R -f FOLDER` in mind. Pure; opens and runs
 * nothing. With a problem of severity `error` the files are a preview and do not run.
 */
export function exportKubernetes(exportable: Exportable, options: ExportOptions = {}): Exported {
  const { plan, problems } = planExport(exportable, options)
  const manifests = options.jina_exact ? jinaKubernetes(plan) : kubernetesManifests(plan)
  const files = manifests.map(({ path, objects, secret }) => ({
    path,
    text: HEADER + objects.map((object) => yamlText(object, { sorted: true })).join('---\n'),
    ...(secret ? { secret } : {}),
  }))
  return {
    files: [...files, ...(options.jina_exact ? [] : sourceImageFiles(plan))],
    problems: [...problems, ...checkExport(plan, 'kubernetes')],
  }
}
