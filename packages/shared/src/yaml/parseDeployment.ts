import type { ExecutorSpec, YamlMap } from '../flow/flowModel.ts'
import { isMapValue, readExecutors } from '../flow/readExecutors.ts'
import { resolveTree } from './expandTree.ts'
import { parseYaml } from './parseYaml.ts'
import { hasReference } from './references.ts'
import { rescalarDeep } from './rescalar.ts'

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
