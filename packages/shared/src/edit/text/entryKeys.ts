import type { FieldScope } from '../../model/fields.ts'
import type { YamlMap, YamlValue } from '../../value/yamlValue.ts'
import { meaningOf } from '../../model/keys.ts'
import { isMapValue } from '../../value/exactNumber.ts'
import { isEmbedded } from '../../flow/readExecutors.ts'
import { sentence } from '../../words/sentence.ts'
import { CannotWrite } from './textSlots.ts'

/** The key under which a map holds a field: as asked, or an old name or abbreviation of it that is written there. */
export function writtenKey(scope: FieldScope, map: YamlMap, key: string): string {
  if (Object.hasOwn(map, key)) return key
  const meaning = meaningOf(scope, key)
  const canonical = meaning.type === 'field' ? meaning.field.key : key
  const found = Object.keys(map).findLast((written) => {
    const other = meaningOf(scope, written)
    return other.type === 'field' && other.field.key === canonical
  })
  return found ?? key
}

/** Sets a key of a map, keeping the order of the others; `undefined` removes it. */
export function withKey(map: YamlMap, key: string, value: YamlValue | undefined): YamlMap {
  const entries = Object.entries(map)
  if (value === undefined) return Object.fromEntries(entries.filter(([other]) => other !== key))
  if (Object.hasOwn(map, key))
    return Object.fromEntries(entries.map(([other, old]) => [other, other === key ? value : old]))
  return Object.fromEntries([...entries, [key, value]])
}

/** The map in which an entry of `executors:` holds its arguments: itself, or `with` of an embedded Deployment. */
export function argsOf(entry: YamlValue): YamlMap {
  if (typeof entry === 'string')
    throw new CannotWrite(
      sentence('The Executor is described in the file "{{file}}"; change it there.', { file: entry }),
    )
  if (!isMapValue(entry)) return {}
  return isEmbedded(entry) ? (entry['with'] as YamlMap) : entry
}

/** The entry with other arguments. */
export function withArgs(entry: YamlValue, args: YamlMap): YamlMap {
  return isMapValue(entry) && isEmbedded(entry) ? withKey(entry, 'with', args) : args
}

/** An embedded Deployment as a plain entry, where its name and `needs` mean something. */
export function asPlainEntry(entry: YamlValue, name: string): YamlMap {
  const { name: _, needs: _needs, method: _method, ...args } = argsOf(entry)
  return isMapValue(entry) && isEmbedded(entry) ? { name, ...args } : argsOf(entry)
}

export function withName(entry: YamlValue, name: string): YamlMap {
  const args = asPlainEntry(entry, name)
  return withKey(args, writtenKey('executor', args, 'name'), name)
}

/** One need as a plain word, several as a list. */
export function needsValue(needs: readonly string[]): YamlValue {
  return needs.length === 1 ? (needs[0] as string) : [...needs]
}

/** Writes `needs` where it is written already; a list stays a list. What waited for all now waits for those it names. */
export function withNeeds(entry: YamlValue, name: string, needs: readonly string[]): YamlMap {
  const written = asPlainEntry(entry, name)
  const args =
    written['method'] === 'needs_all'
      ? withKey(written, 'method', needs.length > 1 ? 'needs' : 'add')
      : written
  const value = (old: YamlValue | undefined): YamlValue =>
    Array.isArray(old) ? [...needs] : needsValue(needs)
  const key = writtenKey('executor', args, 'needs')
  return withKey(args, key, value(args[key]))
}
