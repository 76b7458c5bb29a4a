import type { YamlMap } from '../value/yamlValue.ts'
import type { ExecutorSpec } from '../model/flowModel.ts'
import { isMapValue } from '../value/exactNumber.ts'
import { readExecutors } from '../flow/readExecutors.ts'
import { resolveTree } from '../yaml/expandTree.ts'
import { parseYaml } from '../yaml/parseYaml.ts'
import { hasReference } from '../yaml/references.ts'
import { rescalarDeep } from '../yaml/rescalar.ts'

/**
 * Reads a Deployment file (`jtype: Deployment`): one Executor with its replicas and shards, called `executor` unless it has a name. Null when
 * the text is something else; nothing of it runs.
 */
export function parseDeployment(text: string): ExecutorSpec | null {
  const yaml = parseYaml(text)
  if (yaml.issues.length > 0 || !yaml.document) return null
  // Variables stay until it is exported; references name what stands in the file.
  const root =
    hasReference(text) && isMapValue(yaml.value) ? resolveTree(yaml.value).tree : rescalarDeep(yaml.value)
  if (!isMapValue(root) || root['jtype'] !== 'Deployment') return null
  const written: YamlMap = isMapValue(root['with']) ? root['with'] : {}
  const [executor] = readExecutors([{ name: 'executor', ...written }], [], {})
  return executor ? { ...executor, path: [], argsPath: ['with'] } : null
}
