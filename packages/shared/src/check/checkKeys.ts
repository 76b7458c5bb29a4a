import { didYouMean, issue, type CheckInput } from './checkContext.ts'
import { checkValue } from './checkValue.ts'
import { DEPRECATED, TOP_LEVEL, type Field, type FieldScope } from '../model/fields.ts'
import { quickFix, type FlowIssue, type YamlPath } from '../model/flowIssue.ts'
import type { YamlMap, YamlValue } from '../value/yamlValue.ts'
import { printExactJson } from '../value/exactJson.ts'
import { isCollection, isMapValue } from '../value/exactNumber.ts'
import { isEmptyValue } from '../flow/readArgument.ts'
import type { EditTarget } from '../model/flowEdit.ts'
import { sentence, type Sentence } from '../words/sentence.ts'
import { meaningOf, nearestName } from '../model/keys.ts'
import { FLOW_ONLY, listKeyOf } from '../flow/readExecutors.ts'

/** Keys of the top level: what Jina ignores silently and a person would regret. */
export function checkTopLevel(input: CheckInput): FlowIssue[] {
  const { top } = input
  const found: FlowIssue[] = []
  for (const key of Object.keys(top)) {
    if ((TOP_LEVEL as readonly string[]).includes(key)) continue
    if (key === 'pods') {
      found.push(
        issue(input, 'pods-ignored', 'warning', {
          said: sentence(
            'Jina 3 ignores "pods:", so this Flow has no Executors. Rename the key to "executors:" (entries then are a list).',
          ),
          path: [key],
          fixes:
            Array.isArray(top[key]) && top['executors'] === undefined
              ? [
                  quickFix(sentence('Rename "pods" to "executors"'), {
                    type: 'renameKey',
                    target: 'root',
                    key,
                    to: 'executors',
                  }),
                ]
              : [],
        }),
      )
      continue
    }
    const nearest = found.length > MAX_SUGGESTIONS ? null : nearestName(key, TOP_LEVEL)
    const belongs = meaningOf('flow', key).type === 'field' || meaningOf('executor', key).type === 'field'
    found.push(
      issue(input, 'unknown-top-level-key', 'warning', {
        said: sentence(
          'Jina ignores the top-level key "{{key}}".',
          { key },
          belongs ? sentence('It belongs under "with:".') : didYouMean(nearest),
        ),
        path: [key],
        fixes: nearest && top[nearest] === undefined ? [renameTo('root', key, nearest)] : [],
      }),
    )
  }
  for (const key of ['executors', 'deployments']) {
    const value = top[key]
    // Jina 3.x: `deployments` is not looked at beside `executors`; an empty map is as good as an empty list.
    if (value === undefined || listKeyOf(top) !== key) continue
    if (Array.isArray(value) || (isMapValue(value) && isEmptyValue(value))) continue
    found.push(
      issue(input, 'executors-not-a-list', 'error', {
        said:
          value === null
            ? sentence('"{{key}}:" is empty, which Jina refuses. Write "{{key}}: []", or add an Executor.', {
                key,
              })
            : sentence('"{{key}}:" must be a list: begin each Executor with "- name: …".', { key }),
        path: [key],
      }),
    )
  }
  return [...found, ...checkBlocks(input)]
}

/** Jina 3.x: what is empty is taken for no block, but of `with` only null. */
function checkBlocks(input: CheckInput): FlowIssue[] {
  const { top } = input
  const noMap = (path: YamlPath, value: YamlValue) =>
    issue(input, 'wrong-type', 'error', {
      said: sentence('"{{key}}" takes a map of keys and values, not {{shown}}.', {
        key: String(path.at(-1)),
        shown: printExactJson(value).slice(0, 60),
      }),
      path,
      at: 'value',
    })
  const { with: flowWith = null, gateway = null } = top
  const found: FlowIssue[] = []
  if (!isMapValue(gateway) && !isEmptyValue(gateway)) found.push(noMap(['gateway'], gateway))
  if (!isMapValue(flowWith)) return flowWith === null ? found : [...found, noMap(['with'], flowWith)]
  const { args = [], kwargs = {} } = flowWith
  if (!isMapValue(kwargs)) found.push(noMap(['with', 'kwargs'], kwargs))
  if (!isCollection(args) || !isEmptyValue(args))
    found.push(
      issue(input, 'wrong-type', 'error', {
        said: sentence(
          'Jina refuses "args" under "with:": remove it, and write each argument under its name.',
        ),
        path: ['with', 'args'],
      }),
    )
  return found
}

const renameTo = (target: EditTarget | 'root', key: string, to: string) =>
  quickFix(sentence('Rename to "{{to}}"', { to }), { type: 'renameKey', target, key, to })

interface KeyPlace {
  scope: FieldScope
  path: YamlPath
  target: EditTarget
  executor?: string
}

/** Unknown keys of one map that are compared with all known ones. */
const MAX_SUGGESTIONS = 200
/** Unknown keys of one map that are listed one by one. */
const MAX_LISTED = 1000

/** Keys and value types of one map of arguments. */
export function checkArguments(input: CheckInput, place: KeyPlace, written: YamlMap): FlowIssue[] {
  const found: FlowIssue[] = []
  const owner = place.executor === undefined ? {} : { executor: place.executor }
  let unknown = 0
  for (const [key, value] of Object.entries(written)) {
    const path = [...place.path, key]
    const about = { path, ...owner }
    const rename = (to: string) => (written[to] === undefined ? [renameTo(place.target, key, to)] : [])
    const meaning = meaningOf(place.scope, key)
    if (meaning.type === 'ambiguous') {
      found.push(
        issue(input, 'ambiguous-key', 'error', {
          ...about,
          said: sentence(
            '"{{key}}" is the beginning of several keys ({{keys}}): Jina ends with exit code 2. Write the one you mean.',
            { key, keys: meaning.candidates.join(', ') },
          ),
          fixes: meaning.candidates.slice(0, 4).flatMap(rename),
        }),
      )
      continue
    }
    if (meaning.type === 'unknown') {
      if (isKnownElsewhere(place.scope, key)) {
        const common = place.scope === 'flow' && !FLOW_ONLY.has(key) ? commonField(key) : null
        if (common) found.push(...checkValue(input, { ...place, path }, common, value))
        continue
      }
      if (++unknown > MAX_LISTED) continue
      const nearest = unknown > MAX_SUGGESTIONS ? null : meaning.nearest
      found.push(
        issue(input, 'unknown-key', 'warning', {
          ...about,
          said: unknownKey(place, key, didYouMean(nearest)),
          fixes: nearest ? rename(nearest) : [],
        }),
      )
      continue
    }
    const { field } = meaning
    if (meaning.how === 'alias' && key in DEPRECATED)
      found.push(
        issue(input, 'deprecated-key', 'warning', {
          ...about,
          said: sentence('"{{key}}" is now called "{{now}}".', { key, now: field.key }),
          fixes: rename(field.key),
        }),
      )
    if (meaning.how === 'prefix')
      found.push(
        issue(input, 'abbreviated-key', 'warning', {
          ...about,
          said: sentence('Jina completes "{{key}}" to "{{whole}}". Write it out.', { key, whole: field.key }),
          fixes: rename(field.key),
        }),
      )
    found.push(...checkValue(input, { ...place, path }, field, value))
  }
  if (unknown > MAX_LISTED)
    found.push(
      issue(input, 'unknown-key', 'warning', {
        ...owner,
        path: place.path,
        said: sentence('Unknown keys here that are not listed one by one: {{more}}.', {
          more: unknown - MAX_LISTED,
        }),
      }),
    )
  return found
}

/** Keys that are no arguments but harmless: Jina's type tag, embedded Deployments, settings of its cloud. */
function isKnownElsewhere(scope: FieldScope, key: string): boolean {
  if (key === 'jtype' || key === 'with' || key === 'jcloud') return true
  if (scope === 'flow')
    return (
      key === 'args' ||
      key === 'kwargs' ||
      FLOW_ONLY.has(key) ||
      meaningOf('executor', key).type === 'field' ||
      meaningOf('gateway', key).type === 'field' ||
      CLIENT_KEYS.has(key)
    )
  return false
}

/** A key under `with:` that is given to Executors or to the Gateway. */
function commonField(key: string): Field | null {
  // Jina 3.x: its loader reads these in an entry only.
  if (key === 'method' || key === 'needs') return null
  const executor = meaningOf('executor', key)
  const meaning = executor.type === 'field' ? executor : meaningOf('gateway', key)
  return meaning.type === 'field' ? meaning.field : null
}

/** Client keys that may sit in `with` without a warning (Jina 3.x). */
const CLIENT_KEYS = new Set(['asyncio', 'tls', 'https', 'reuse_session', 'return_responses'])

function unknownKey({ scope, executor = '' }: KeyPlace, key: string, next: Sentence | null): Sentence {
  switch (scope) {
    case 'executor':
      return sentence(
        '"{{key}}" is not a key of an Executor ("{{executor}}"); Jina ignores it with a warning.',
        { key, executor },
        next,
      )
    case 'gateway':
      return sentence('"{{key}}" is not a key of the Gateway; Jina ignores it with a warning.', { key }, next)
    case 'flow':
      return sentence('"{{key}}" is not a key of a Flow; Jina ignores it with a warning.', { key }, next)
  }
}
