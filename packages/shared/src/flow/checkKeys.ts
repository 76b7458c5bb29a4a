import { issue, type CheckInput } from './checkContext.ts'
import { DEPRECATED, TOP_LEVEL, type Field, type FieldScope } from './fields.ts'
import type { FlowIssue, YamlPath } from './flowIssue.ts'
import type { YamlMap, YamlValue } from './flowModel.ts'
import type { EditTarget } from '../edit/flowEdit.ts'
import { meaningOf, nearestName } from './keys.ts'
import { FLOW_ONLY, isMapValue } from './readExecutors.ts'

/** Keys of the top level: what Jina ignores silently and a person would regret. */
export function checkTopLevel(input: CheckInput): FlowIssue[] {
  const { top } = input
  const found: FlowIssue[] = []
  for (const key of Object.keys(top)) {
    if ((TOP_LEVEL as readonly string[]).includes(key)) continue
    if (key === 'pods') {
      found.push(
        issue(input, 'pods-ignored', 'warning', {
          message:
            'Jina 3 ignores "pods:", so this Flow has no Executors. Rename the key to "executors:" (entries then are a list).',
          path: [key],
          ...(Array.isArray(top[key]) && top['executors'] === undefined
            ? {
                fixes: [
                  {
                    title: 'Rename "pods" to "executors"',
                    edits: [{ type: 'renameKey' as const, target: 'root' as const, key, to: 'executors' }],
                  },
                ],
              }
            : {}),
        }),
      )
      continue
    }
    const nearest = nearestName(key, TOP_LEVEL)
    const belongs = meaningOf('flow', key).type === 'field' || meaningOf('executor', key).type === 'field'
    found.push(
      issue(input, 'unknown-top-level-key', 'warning', {
        message: `Jina ignores the top-level key "${key}".${belongs ? ' It belongs under "with:".' : nearest ? ` Did you mean "${nearest}"?` : ''}`,
        path: [key],
        ...(nearest && top[nearest] === undefined
          ? {
              fixes: [
                {
                  title: `Rename to "${nearest}"`,
                  edits: [{ type: 'renameKey' as const, target: 'root' as const, key, to: nearest }],
                },
              ],
            }
          : {}),
      }),
    )
  }
  for (const key of ['executors', 'deployments']) {
    const value = top[key]
    if (value === undefined || value === null || Array.isArray(value)) continue
    found.push(
      issue(input, 'executors-not-a-list', 'error', {
        message: `"${key}:" must be a list: begin each Executor with "- name: …".`,
        path: [key],
      }),
    )
  }
  return found
}

interface KeyPlace {
  scope: FieldScope
  path: YamlPath
  target: EditTarget
  executor?: string
}

/** Keys and value types of one map of arguments. */
export function checkArguments(input: CheckInput, place: KeyPlace, written: YamlMap): FlowIssue[] {
  const found: FlowIssue[] = []
  for (const [key, value] of Object.entries(written)) {
    const path = [...place.path, key]
    const about = { path, ...(place.executor === undefined ? {} : { executor: place.executor }) }
    const rename = (to: string) =>
      written[to] === undefined
        ? [
            {
              title: `Rename to "${to}"`,
              edits: [{ type: 'renameKey' as const, target: place.target, key, to }],
            },
          ]
        : []
    const meaning = meaningOf(place.scope, key)
    if (meaning.type === 'ambiguous') {
      found.push(
        issue(input, 'ambiguous-key', 'error', {
          ...about,
          message: `"${key}" is the beginning of several keys (${meaning.candidates.join(', ')}): Jina ends with exit code 2. Write the one you mean.`,
          fixes: meaning.candidates.slice(0, 4).flatMap(rename),
        }),
      )
      continue
    }
    if (meaning.type === 'unknown') {
      if (isKnownElsewhere(place.scope, key)) continue
      found.push(
        issue(input, 'unknown-key', 'warning', {
          ...about,
          message: `"${key}" is not a key of ${describe(place)}; Jina ignores it with a warning.${meaning.nearest ? ` Did you mean "${meaning.nearest}"?` : ''}`,
          fixes: meaning.nearest ? rename(meaning.nearest) : [],
        }),
      )
      continue
    }
    const { field } = meaning
    if (meaning.how === 'alias' && key in DEPRECATED)
      found.push(
        issue(input, 'deprecated-key', 'warning', {
          ...about,
          message: `"${key}" is now called "${field.key}".`,
          fixes: rename(field.key),
        }),
      )
    if (meaning.how === 'prefix')
      found.push(
        issue(input, 'abbreviated-key', 'warning', {
          ...about,
          message: `Jina completes "${key}" to "${field.key}". Write it out.`,
          fixes: rename(field.key),
        }),
      )
    found.push(...checkValue(input, { ...place, path }, field, value))
  }
  return found
}

/** Keys that are no arguments but harmless: Jina's type tag, embedded Deployments, settings of its cloud. */
function isKnownElsewhere(scope: FieldScope, key: string): boolean {
  if (key === 'jtype' || key === 'with' || key === 'jcloud') return true
  if (scope === 'flow')
    return (
      FLOW_ONLY.has(key) ||
      meaningOf('executor', key).type === 'field' ||
      meaningOf('gateway', key).type === 'field' ||
      CLIENT_KEYS.has(key)
    )
  return false
}

/** Client keys that may sit in `with` without a warning (Jina 3.x). */
const CLIENT_KEYS = new Set(['asyncio', 'tls', 'https', 'reuse_session', 'return_responses'])

function describe({ scope, executor }: KeyPlace): string {
  return scope === 'executor'
    ? `an Executor ("${executor ?? ''}")`
    : scope === 'gateway'
      ? 'the Gateway'
      : 'a Flow'
}

const isText = (value: YamlValue) => typeof value === 'string'
const withVariable = (value: YamlValue) => typeof value === 'string' && value.includes('$')

function fits(type: Field['type'], value: YamlValue): boolean {
  switch (type) {
    case 'string':
      return typeof value !== 'object'
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value)
    case 'boolean':
      return typeof value === 'boolean'
    case 'list':
      return Array.isArray(value)
    case 'map':
      return isMapValue(value)
    case 'stringOrMap':
      return isText(value) || isMapValue(value)
    case 'stringOrList':
      return (
        typeof value !== 'object' || (Array.isArray(value) && value.every((item) => typeof item !== 'object'))
      )
    case 'integerOrList':
      return (
        (typeof value === 'number' && Number.isInteger(value)) ||
        (Array.isArray(value) && value.every((item) => typeof item === 'number' && Number.isInteger(item))) ||
        (isText(value) && /^\d+(\s*,\s*\d+)*$/.test(value))
      )
    case 'any':
      return true
  }
}

const EXPECTED: Record<Field['type'], string> = {
  string: 'a text',
  integer: 'a whole number',
  boolean: 'true or false',
  list: 'a list',
  map: 'a map of keys and values',
  stringOrMap: 'a text or a map',
  stringOrList: 'a text or a list of texts',
  integerOrList: 'a whole number or a list of them',
  any: 'anything',
}

function checkValue(input: CheckInput, place: KeyPlace, field: Field, value: YamlValue): FlowIssue[] {
  if (value === null || withVariable(value)) return []
  const about = {
    path: place.path,
    at: 'value' as const,
    ...(place.executor === undefined ? {} : { executor: place.executor }),
  }
  const shown = JSON.stringify(value)?.slice(0, 60) ?? String(value)
  if (!fits(field.type, value)) {
    return [
      issue(input, 'wrong-type', 'error', {
        ...about,
        message: `"${field.key}" takes ${EXPECTED[field.type]}, not ${shown}.`,
      }),
    ]
  }
  const items = Array.isArray(value)
    ? value
    : typeof value === 'string' && field.type === 'integerOrList'
      ? value.split(',').map(Number)
      : [value]
  if (field.range) {
    const [low, high] = field.range
    const bad = items.find((item) => typeof item === 'number' && (item < low || item > high))
    if (bad !== undefined)
      return [
        issue(input, 'bad-value', 'error', {
          ...about,
          message: `"${field.key}" must lie between ${low} and ${high}; ${String(bad)} does not.`,
        }),
      ]
  }
  if (field.values) {
    const bad = items.find(
      (item) =>
        typeof item === 'string' &&
        !withVariable(item) &&
        !field.values?.some((allowed) => allowed.toLowerCase() === item.toLowerCase()),
    )
    const split =
      typeof bad === 'string' && bad.includes(',')
        ? bad
            .split(',')
            .every((part) =>
              field.values?.some((allowed) => allowed.toLowerCase() === part.trim().toLowerCase()),
            )
        : false
    if (bad !== undefined && !split)
      return [
        issue(input, 'bad-value', 'error', {
          ...about,
          message: `"${field.key}" takes ${field.values.join(', ')}; not ${JSON.stringify(bad)}.`,
        }),
      ]
  }
  return []
}
