import { isCollection, isMapValue } from '../value/exactNumber.ts'
import type { YamlPath } from '../model/flowIssue.ts'
import { pythonText } from '../value/pythonText.ts'
import { fieldFor, fieldsOf, type FieldScope } from '../model/fields.ts'
import { type YamlMap, type YamlValue } from '../value/yamlValue.ts'
import { GATEWAY, type ExecutorSpec } from '../model/flowModel.ts'
import { meaningOf } from '../model/keys.ts'
import { isEmptyValue, readArgument } from './readArgument.ts'
import { setOwn } from '../value/ownKeys.ts'
import { readAgain, rescalarDeep } from '../yaml/rescalar.ts'

/** `with` keys that stay with the Flow; every other one is common to all Executors and the Gateway (Jina 3.x). */
export const FLOW_ONLY = new Set([
  'name',
  'workspace',
  'log_config',
  'quiet',
  'quiet_error',
  'workspace_id',
  'suppress_root_logging',
  'uses',
  'reload',
  'env',
  'inspect',
])
/** Common keys that are not copied into Executors (Jina 3.x). */
const NOT_COPIED = new Set(['port', 'ports', 'port_monitoring', 'uses', 'uses_with', 'protocol', 'protocols'])

/** Keys under their canonical names; unknown ones are kept as written. Only those that `isWanted` accepts, unless all are. */
export function canonicalKeys(
  scope: FieldScope,
  written: YamlMap,
  isWanted: (key: string) => boolean = () => true,
): YamlMap {
  const out: YamlMap = {}
  for (const key of Object.keys(written)) {
    if (!isWanted(key)) continue
    const meaning = meaningOf(scope, key)
    setOwn(out, meaning.type === 'field' ? meaning.field.key : key, written[key] as YamlValue)
  }
  return out
}

/**
 * The arguments that keys stand for, as `readArgument` reads them. Null where nothing is given: the default holds then, whatever `with` says
 * (Jina 3.x). What Jina refuses stays as written; `checkValue` reports it.
 */
export function readArguments(scope: FieldScope, keys: YamlMap): YamlMap {
  const out: YamlMap = {}
  for (const [key, value] of Object.entries(keys)) {
    const field = fieldFor(scope, key)
    const read = field ? readArgument(field, value) : { value }
    if (read === 'absent') setOwn(out, key, field?.default ?? null)
    else setOwn(out, key, read === 'refused' ? value : read.value)
  }
  return out
}

export function defaultsOf(scope: FieldScope): YamlMap {
  return Object.fromEntries(
    fieldsOf(scope)
      .filter((f) => f.default !== null)
      .map((f) => [f.key, f.default]),
  )
}

/** The keys of an entry or block with its texts read once more, those in lists and maps excepted (Jina 3.x: `expand_env_var`). */
export function readTexts(map: YamlMap): YamlMap {
  const out: YamlMap = {}
  for (const [key, value] of Object.entries(map))
    setOwn(out, key, typeof value === 'string' ? readAgain(value) : value)
  return out
}

/** Whether a `with` key is given to every Executor and the Gateway. */
export const isCommonKey = (key: string): boolean => !FLOW_ONLY.has(key)

/** `needs` as a list: a list or one name is taken; null when it is absent or says nothing (Jina 3.x: `not endpoint`). */
function needsOf(value: YamlValue | undefined): string[] | null {
  if (value === undefined || isEmptyValue(value)) return null
  const list = Array.isArray(value) ? value : [value]
  return list.filter((item) => item !== null && !isCollection(item)).map(pythonText)
}

/** The list of Executors: `deployments` counts only where `executors` is not written at all (Jina 3.x). */
export const listKeyOf = (top: YamlMap): 'executors' | 'deployments' =>
  top['executors'] !== undefined || top['deployments'] === undefined ? 'executors' : 'deployments'

/** Whether an entry is a Deployment of its own, with its keys under `with`. */
export function isEmbedded(entry: YamlMap): boolean {
  return entry['jtype'] === 'Deployment' && isMapValue(entry['with'])
}

/**
 * What an embedded Deployment says of its place in the Flow means nothing: it is called by its position, and follows the Executor before it (Jina
 * 3.x: `add(deployment)`). Nor does it get what stands under the `with` of the Flow.
 */
export const IGNORED_IN_DEPLOYMENTS: readonly string[] = ['name', 'needs', 'method']

/**
 * Applies Jina's rules to the entries of `executors:`: names, implicit chaining to the last non-floating Executor,
 * defaults and common keys. `entries` hold values that are read twice already (`rescalarDeep`).
 */
export function readExecutors(
  entries: readonly YamlValue[],
  basePath: YamlPath,
  flowWith: YamlMap,
): ExecutorSpec[] {
  const executors: ExecutorSpec[] = []
  const taken = new Set<string>()
  const defaults = defaultsOf('executor')
  const common = readArguments(
    'executor',
    canonicalKeys('executor', flowWith, (key) => isCommonKey(key) && !NOT_COPIED.has(key)),
  )
  // Jina 3.x: these stay with the Flow and are given to each Executor all the same.
  const shared = dropNulls(pick(flowWith, ['workspace', 'log_config']))
  let last: string = GATEWAY
  let count = 0
  for (const [index, raw] of entries.entries()) {
    const entry: YamlMap = isMapValue(raw) ? raw : typeof raw === 'string' ? { uses: raw } : {}
    const embedded = isEmbedded(entry)
    const path = [...basePath, index]
    // Jina 3.x: an embedded Deployment is loaded as a file of its own.
    const written = embedded ? (rescalarDeep(entry['with'] as YamlMap) as YamlMap) : readTexts(entry)
    const keys = canonicalKeys(
      'executor',
      written,
      (key) => !embedded || !IGNORED_IN_DEPLOYMENTS.includes(key),
    )
    if (keys['name'] === GATEWAY) continue
    const args: YamlMap = dropNulls({
      ...defaults,
      ...(embedded ? {} : { ...shared, ...common }),
      ...readArguments('executor', keys),
    })
    const method = METHODS.find((known) => known === keys['method']) ?? 'add'
    const writtenName =
      keys['name'] === undefined || isEmptyValue(keys['name']) ? null : pythonText(keys['name'])
    // Jina 3.x: a name of null is none, and no default either.
    const wanted =
      writtenName ?? (keys['name'] === undefined ? FIRST_NAMES[method] : undefined) ?? `executor${count}`
    const name = taken.has(wanted) || wanted === '__proto__' ? freeName(`${wanted}${count}`, taken) : wanted
    taken.add(name)
    const writtenNeeds = needsOf(keys['needs'])
    // Jina 3.x: what comes after an inspection is chained to what is inspected.
    const floating = args['floating'] === true || method === 'inspect'
    const needs =
      method === 'needs_all'
        ? findHanging(
            executors,
            // What is inspected goes on beside its inspection.
            executors.filter((other) => other.method !== 'inspect'),
          )
        : method === 'inspect' || !writtenNeeds
          ? [last]
          : [...new Set(writtenNeeds)]
    executors.push({
      name,
      writtenName,
      path,
      argsPath: embedded ? [...path, 'with'] : path,
      method,
      writtenNeeds,
      needs,
      written,
      args,
      floating,
      external: args['external'] === true,
      replicas: countOf(args['replicas']),
      shards: countOf(args['shards']),
      uses: typeof args['uses'] === 'string' ? args['uses'] : null,
    })
    if (!floating) last = name
    // Jina 3.x: an inspection adds a second Executor, beside which the Flow goes on.
    count += method === 'inspect' ? 2 : 1
  }
  return executors
}

const METHODS = ['add', 'needs', 'needs_all', 'inspect'] as const
/** What Jina calls an Executor without a name that another method than `add` adds. */
const FIRST_NAMES = { add: undefined, needs: 'joiner', needs_all: 'joiner', inspect: 'inspect' }

type Link = Pick<ExecutorSpec, 'name' | 'needs' | 'method' | 'floating'>

/** Those whose result none of `waiting` needs, for `method: needs_all` (Jina 3.x: `_hanging_deployments`). Inspections are among them. */
export function findHanging(executors: readonly Link[], waiting: readonly Link[]): string[] {
  const needed = new Set(waiting.flatMap(({ needs }) => needs))
  return executors
    .filter(({ name, method, floating }) => (method === 'inspect' || !floating) && !needed.has(name))
    .map(({ name }) => name)
}

function pick(map: YamlMap, keys: readonly string[]): YamlMap {
  return Object.fromEntries(Object.entries(map).filter(([key]) => keys.includes(key)))
}

function dropNulls(map: YamlMap): YamlMap {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== null))
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted
  for (let n = 1; taken.has(name); n++) name = `${wanted}_${n}`
  return name
}

function countOf(value: YamlValue | undefined): number {
  return typeof value === 'number' && value >= 1 ? value : 1
}
