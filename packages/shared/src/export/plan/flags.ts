import { isCollection } from '../../value/exactNumber.ts'
import { fieldsOf, type Field } from '../../model/fields.ts'
import type { YamlMap, YamlValue } from '../../value/yamlValue.ts'
import { isMapValue } from '../../value/exactNumber.ts'
import { readList } from '../../flow/readLists.ts'
import { pythonJson, pythonText } from '../../value/pythonText.ts'

/** A flag as typed: `uses_with` → `--uses-with`. */
export function flagOf(name: string): string {
  return `--${name.replaceAll('_', '-')}`
}

/**
 * Arguments as Jina writes them (Jina 3.x: `kwargs2list`): true is the bare flag, a list several words, a map JSON. Null, undefined and
 * false are left out.
 */
export function formatFlags(flags: Readonly<Record<string, YamlValue | undefined>>): string[] {
  return Object.entries(flags).flatMap(([name, value]) => {
    if (value === undefined || value === null || value === false) return []
    if (value === true) return [flagOf(name)]
    if (Array.isArray(value)) return [flagOf(name), ...value.map(pythonText)]
    return [flagOf(name), isCollection(value) ? pythonJson(value) : pythonText(value)]
  })
}

/** Keys of an Executor that only a Flow knows; the command `jina executor` has no flag for them (Jina 3.x). */
const NO_EXECUTOR_FLAG = new Set([
  'uses_before',
  'uses_after',
  'when',
  'external',
  'grpc_metadata',
  'deployment_role',
  'tls',
  'title',
  'description',
  'cors',
  'uvicorn_kwargs',
  'ssl_certfile',
  'ssl_keyfile',
  'needs',
  'method',
  'jcloud',
])

/** Where the order of the Gateway's flags is not that of the table: each key stands before the other (Jina 3.x: its gateway parser). */
const GATEWAY_MOVES: readonly (readonly [key: string, before: string])[] = [
  ['entrypoint', 'prefetch'],
  ['docker_kwargs', 'prefetch'],
  ['host', 'uses'],
  ['proxy', 'uses'],
  ['replicas', 'grpc_server_options'],
  ...[
    'graph_description',
    'graph_conditions',
    'deployments_addresses',
    'deployments_metadata',
    'deployments_no_reduce',
    'compression',
    'timeout_send',
  ].map((key) => [key, 'runtime_cls'] as const),
]

const EXECUTOR_FIELDS = fieldsOf('executor').filter(({ key }) => !NO_EXECUTOR_FLAG.has(key))
const GATEWAY_FIELDS = GATEWAY_MOVES.reduce((fields, [key, before]) => {
  const moved = fields.filter((field) => field.key === key)
  const others = fields.filter((field) => field.key !== key)
  const at = others.findIndex((field) => field.key === before)
  return [...others.slice(0, at), ...moved, ...others.slice(at)]
}, fieldsOf('gateway'))

/** The keys that `jina executor` or `jina gateway` take as flags, in the order in which Jina's exports write them. */
export function flagFields(command: 'executor' | 'gateway'): readonly Field[] {
  return command === 'executor' ? EXECUTOR_FIELDS : GATEWAY_FIELDS
}

/**
 * The flags of a command for these values: what differs from the default, in the order of the field table. `always` names keys that are
 * written even when they do not.
 */
export function commandFlags(
  command: 'executor' | 'gateway',
  values: YamlMap,
  { leaveOut = [], always = [] }: { leaveOut?: readonly string[]; always?: readonly string[] } = {},
): string[] {
  const flags: YamlMap = {}
  for (const field of flagFields(command)) {
    if (leaveOut.includes(field.key)) continue
    const value = argumentOf(field, values[field.key])
    if (value === null) continue
    if (always.includes(field.key) || !same(value, argumentOf(field, field.default))) flags[field.key] = value
  }
  return formatFlags(flags)
}

/** What Jina's parser makes of a value. */
function argumentOf({ key, type, values }: Field, value: YamlValue | undefined): YamlValue {
  if (value === undefined || value === null) return null
  if (key === 'protocol') return listOf(value).map((item) => pythonText(item).toUpperCase())
  if (key === 'host' && type === 'stringOrList')
    return Array.isArray(value) ? value.map(pythonText).join(',') : value
  if (key === 'port' || key === 'port_monitoring') return readList(value)
  if (key === 'py_modules' || type === 'list') return listOf(value)
  // Jina 3.x: the peers of one shard are those of shard 0.
  if (key === 'peer_ports') return pythonJson(isMapValue(value) ? value : { '0': listOf(value) })
  if (key === 'force_network_mode' || key === 'provider' || key === 'pod_role')
    return String(value).toUpperCase()
  if (type === 'boolean') return value === true
  return values || type !== 'string' ? value : pythonText(value)
}

function listOf(value: YamlValue): YamlValue[] {
  return Array.isArray(value) ? value : [value]
}

function same(a: YamlValue, b: YamlValue): boolean {
  return pythonJson(a) === pythonJson(b)
}
