import {
  GATEWAY,
  fieldsOf,
  meaningOf,
  type EditTarget,
  type ExecutorSpec,
  type Field,
  type FieldScope,
  type FlowIssue,
  type FlowSpec,
  type ParsedFlow,
  type YamlMap,
  type YamlPath,
  type YamlValue,
} from '@flowdeck/shared'
import { t } from '../i18n/t.ts'

/** What the inspector shows: one Executor, the Gateway, or the Flow. */
export interface Inspected {
  scope: FieldScope
  target: EditTarget
  title: string
  /** Where its keys stand in the YAML. */
  path: YamlPath
  /** Keys as they are written in the file, values as Jina reads them. */
  written: YamlMap
  /** What holds when a key is not written. */
  effective: YamlMap
  executor: ExecutorSpec | null
}

export function inspect(
  parsed: ParsedFlow,
  what: { executor: string } | 'gateway' | 'flow',
): Inspected | null {
  const { spec } = parsed
  if (!spec) return null
  if (what === 'gateway')
    return {
      scope: 'gateway',
      target: 'gateway',
      title: t('Gateway'),
      path: [GATEWAY],
      written: writtenGateway(parsed, spec),
      effective: spec.gateway.args,
      executor: null,
    }
  if (what === 'flow')
    return {
      scope: 'flow',
      target: 'flow',
      title: t('Flow'),
      path: ['with'],
      written: spec.with,
      effective: spec.with,
      executor: null,
    }
  const executor = spec.executors.find((candidate) => candidate.name === what.executor)
  if (!executor) return null
  return {
    scope: 'executor',
    target: { executor: executor.name },
    title: executor.name,
    path: executor.argsPath,
    written: executor.written,
    effective: executor.args,
    executor,
  }
}

function writtenGateway(parsed: ParsedFlow, spec: FlowSpec): YamlMap {
  return Object.fromEntries(
    Object.entries(spec.gateway.args).filter(([key]) => {
      if (parsed.source.keyRange([GATEWAY, key])) return true
      const field = fieldsOf('gateway').find((candidate) => candidate.key === key)
      return field?.aliases?.some((alias) => parsed.source.keyRange([GATEWAY, alias])) ?? false
    }),
  )
}

export interface FieldState {
  field: Field
  /** The key as it is written (`port_expose` for `port`), or null when it is not. */
  writtenKey: string | null
  value: YamlValue | undefined
  /** What holds while nothing is written here. */
  fallback: YamlValue | undefined
  issues: FlowIssue[]
}

/** What people set most stands first in its section; the rest keeps the order of Jina's parser. */
const FIRST = [
  'name',
  'uses',
  'uses_with',
  'needs',
  'when',
  'floating',
  'replicas',
  'shards',
  'protocol',
  'port',
  'host',
]
const rank = (key: string) => (FIRST.includes(key) ? FIRST.indexOf(key) : FIRST.length)

/** One state per field of the table, and the written keys that the table does not know. */
export function fieldStates(
  inspected: Inspected,
  issues: readonly FlowIssue[],
): { fields: FieldState[]; unknown: { key: string; value: YamlValue; issues: FlowIssue[] }[] } {
  const byKey = new Map<string, string>()
  const unknown: { key: string; value: YamlValue; issues: FlowIssue[] }[] = []
  for (const [key, value] of Object.entries(inspected.written)) {
    const meaning = meaningOf(inspected.scope, key)
    if (meaning.type === 'field') byKey.set(meaning.field.key, key)
    else if (key !== 'jtype') unknown.push({ key, value, issues: issuesAt(inspected, issues, key) })
  }
  const fields = fieldsOf(inspected.scope)
    .filter((field) => !field.hidden || byKey.has(field.key))
    .sort((a, b) => rank(a.key) - rank(b.key))
    .map((field): FieldState => {
      const writtenKey = byKey.get(field.key) ?? null
      return {
        field,
        writtenKey,
        value: writtenKey === null ? undefined : inspected.written[writtenKey],
        fallback: writtenKey === null ? inspected.effective[field.key] : field.default,
        issues: issuesAt(inspected, issues, writtenKey ?? field.key),
      }
    })
  return { fields, unknown }
}

/** Issues of one key: those whose path leads to it or below it. */
function issuesAt({ path, executor }: Inspected, issues: readonly FlowIssue[], key: string): FlowIssue[] {
  return issues.filter((issue) => {
    const bases = executor && executor.path.length !== path.length ? [path, executor.path] : [path]
    return bases.some(
      (base) =>
        issue.path.length > base.length &&
        base.every((step, i) => issue.path[i] === step) &&
        String(issue.path[base.length]) === key,
    )
  })
}
