import type { YamlMap, YamlValue } from '../value/yamlValue.ts'
import { isMapValue } from '../value/exactNumber.ts'
import { setOwn } from '../value/ownKeys.ts'
import { fillVariables } from './fillVariables.ts'
import { hasReference, resolveReferences } from './references.ts'
import { READINGS, readAgain } from './rescalar.ts'

/** Characters that references may bring: each reading could multiply them. */
const MAX_BROUGHT = 4 * 1024 * 1024

/**
 * A file with the values of its variables and references, as Jina's loader fills them in (Jina 3.x: `JAML.expand_dict`): every text is read
 * once for the environment, then three times more, with `${{root.a}}` and `${{this.a}}` from what the reading before made of them. What is
 * unset, or refers to nothing, stays.
 */
export function expandTree(tree: YamlMap, env: Readonly<Record<string, string | undefined>>): YamlMap {
  return readTree(tree, (text) => readAgain(fillVariables(text, env))).tree
}

/** The same without the environment: its variables stay as they are written. `lost` has the references that name nothing. */
export function resolveTree(tree: YamlMap): { tree: YamlMap; lost: ReadonlySet<string> } {
  return readTree(tree, readAgain)
}

function readTree(tree: YamlMap, read: (text: string) => YamlValue) {
  const lost = new Set<string>()
  let brought = 0
  let now = changeTexts(tree, tree, read) as YamlMap
  for (let reading = 1; reading < READINGS; reading++) {
    const root = now
    now = changeTexts(root, root, (text, parent) => {
      if (!hasReference(text) || brought > MAX_BROUGHT) return read(text)
      const resolved = resolveReferences(text, { root, this: parent }, (reference) => lost.add(reference))
      brought += resolved.length
      return readAgain(resolved)
    }) as YamlMap
  }
  return { tree: now, lost }
}

/** A value with each of its texts changed, which get the map or list in which they stand. */
function changeTexts(
  value: YamlValue,
  parent: YamlValue,
  change: (text: string, parent: YamlValue) => YamlValue,
): YamlValue {
  if (typeof value === 'string') return change(value, parent)
  if (Array.isArray(value)) return value.map((item) => changeTexts(item, value, change))
  if (!isMapValue(value)) return value
  const out: YamlMap = {}
  for (const [key, item] of Object.entries(value)) setOwn(out, key, changeTexts(item, value, change))
  return out
}
