import { isScalar } from 'yaml'
import { type YamlMap, type YamlValue } from '../value/yamlValue.ts'
import { GATEWAY } from '../model/flowModel.ts'
import { isMapValue } from '../value/exactNumber.ts'
import { IGNORED_IN_DEPLOYMENTS } from '../flow/readExecutors.ts'
import { argsOf, asPlainEntry, withArgs, withKey, writtenKey } from './text/entryKeys.ts'
import type { EditTarget, Splice } from '../model/flowEdit.ts'
import { requireExecutor, type DraftItem, type FlowDraft } from './text/flowDraft.ts'
import { printKey } from './text/printValue.ts'
import { protectKey, protectTexts } from './text/protectText.ts'
import { READ_IN_POD } from '../check/checkScalars.ts'
import { sentence } from '../words/sentence.ts'
import { CannotWrite, type FlowText } from './text/textSlots.ts'

interface Place {
  target: EditTarget
  key: string
  path?: readonly (string | number)[] | undefined
  asReceived?: boolean
}

/** Sets a value, or removes it (`undefined`) together with maps that are empty then. */
export function editField(
  draft: FlowDraft,
  { target, key, path, asReceived }: Place,
  given: YamlValue | undefined,
): FlowDraft {
  const value = given !== undefined && asReceived && READ_IN_POD.has(key) ? protectTexts(given) : given
  const isKey = !path || path.length === 0
  const change = (map: YamlMap, scope: 'executor' | 'gateway' | 'flow', isEmbedded = false): YamlMap => {
    const kept = value === undefined ? undefined : keepTexts(value, { isKey, isEmbedded })
    const written = writtenKey(scope, map, key)
    return withKey(map, written, isKey ? kept : atPath(map[written], path, kept))
  }
  if (target === 'flow' || target === 'gateway') {
    const at = target === 'flow' ? 'with' : GATEWAY
    const old = draft.root[at]
    if (old !== undefined && old !== null && !isMapValue(old))
      throw new CannotWrite(sentence('"{{key}}" holds something else than keys; fix it first.', { key: at }))
    const map = change(isMapValue(old) ? old : {}, target)
    const emptied = value === undefined && Object.keys(map).length === 0
    return { ...draft, root: withKey(draft.root, at, emptied ? undefined : map) }
  }
  requireExecutor(draft, target.executor)
  const items = draft.items.map((item): DraftItem => {
    if (item.name !== target.executor) return item
    // Of an embedded Deployment they mean nothing.
    if (IGNORED_IN_DEPLOYMENTS.includes(key))
      return { ...item, value: change(asPlainEntry(item.value, item.name), 'executor') }
    const args = argsOf(item.value)
    return { ...item, value: withArgs(item.value, change(args, 'executor', args !== item.value)) }
  })
  return { ...draft, items }
}

/** A value with quotes around texts that are read more often than those of a map (Jina 3.x: an embedded Deployment is loaded as a file of its own). */
function keepTexts(
  value: YamlValue,
  { isKey, isEmbedded }: { isKey: boolean; isEmbedded: boolean },
): YamlValue {
  if (isEmbedded) return protectTexts(value)
  return isKey ? protectKey(value) : value
}

function atPath(
  old: YamlValue | undefined,
  path: readonly (string | number)[],
  value: YamlValue | undefined,
): YamlValue | undefined {
  const [step, ...rest] = path
  if (step === undefined) return value
  if (Array.isArray(old) && typeof step === 'number') {
    if (step < 0 || step > old.length)
      throw new CannotWrite(
        sentence('The list has {{number}} entries; there is no place {{place}}.', {
          number: old.length,
          place: step,
        }),
      )
    const inner = atPath(old[step], rest, value)
    if (inner === undefined) return old.filter((_, index) => index !== step)
    return [...old.slice(0, step), inner, ...old.slice(step + 1)]
  }
  if (value === undefined && !isMapValue(old)) return old
  if (old !== undefined && old !== null && !isMapValue(old))
    throw new CannotWrite(
      sentence('"{{key}}" cannot be set: the value above it is not a map.', { key: step }),
    )
  const map = old ?? {}
  const changed = withKey(map, String(step), atPath(map[String(step)], rest, value))
  return value === undefined && Object.keys(changed).length === 0 ? undefined : changed
}

/** Renames a key in place. */
export function renameKey(
  file: FlowText,
  draft: FlowDraft,
  { target, key, to }: { target: EditTarget | 'root'; key: string; to: string },
): Splice[] {
  const path = pathOf(file, draft, target)
  const pair = file.yaml.positions.pairAt([...path, key])
  const range = pair?.key.range
  if (!pair || !range || !isScalar(pair.key))
    throw new CannotWrite(sentence('There is no key "{{key}}" at this place.', { key }))
  if (key === to) return []
  if (file.yaml.positions.pairAt([...path, to]))
    throw new CannotWrite(sentence('There is a key "{{key}}" at this place already.', { key: to }))
  return [{ start: file.at(range[0]), end: file.at(range[1]), text: printKey(to, false) }]
}

function pathOf(file: FlowText, draft: FlowDraft, target: EditTarget | 'root'): (string | number)[] {
  if (target === 'root') return []
  if (target === 'flow') return ['with']
  if (target === 'gateway') return [GATEWAY]
  requireExecutor(draft, target.executor)
  const item = draft.items.find((other) => other.name === target.executor) as DraftItem
  const path = [draft.listKey, item.from as number]
  return argsOf(item.value) === item.value ? path : [...path, 'with']
}
