import type { YamlMap, YamlValue } from '../value/yamlValue.ts'
import { isMapValue } from '../value/exactNumber.ts'
import { parseYaml, type ParsedYaml } from '../yaml/parseYaml.ts'

/** What a YAML writer of Python puts into quotes; then Jina finds no tag. */
const QUOTED = /: | #|[\n\t]|:$/

/**
 * The keys of a Flow that is written behind its tag, as in `!Flow {}` or `!Flow {"executors":[]}`; null for another text. Jina 3.x: the tag becomes
 * `jtype: Flow {}`, one text, and a tag again when it is written out; so no space may follow a colon.
 */
export function readTaggedFlow(root: YamlMap): YamlMap | null {
  const body = bodyOf(root['jtype'])
  if (body === null || Object.keys(root).length > 1) return null
  const { value, issues } = parseYaml(body)
  return issues.length === 0 && isMapValue(value) ? { jtype: 'Flow', ...value } : null
}

function bodyOf(jtype: YamlValue | undefined): string | null {
  if (typeof jtype !== 'string' || QUOTED.test(jtype)) return null
  return /^Flow +(\S.*)$/.exec(jtype)?.[1] ?? null
}

/** The same Flow with `jtype` as a key, which other keys can follow; null for a text that is not written behind a tag. */
export function untagFlow({ text, value, positions }: ParsedYaml): string | null {
  if (!isMapValue(value) || readTaggedFlow(value) === null) return null
  const body = bodyOf(value['jtype']) ?? ''
  const pair = positions.pairAt(['jtype'])
  if (!pair?.key.range || !pair.value?.range || !body.startsWith('{')) return null
  const { start } = positions.range(pair.key.range[0], pair.key.range[1])
  const { end } = positions.range(pair.value.range[0], pair.value.range[1])
  const plain = /^\{\s*\}$/.test(body) ? 'jtype: Flow' : `{"jtype": "Flow", ${body.slice(1)}`
  return text.slice(0, start) + plain + text.slice(end)
}
