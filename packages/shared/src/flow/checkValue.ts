import { printExactJson } from './exactJson.ts'
import { sentence, type Sentence } from '../words/sentence.ts'
import { issue, type CheckInput } from './checkContext.ts'
import { isCollection } from './exactNumber.ts'
import type { Field } from './fields.ts'
import type { FlowIssue, YamlPath } from './flowIssue.ts'
import type { YamlValue } from './flowModel.ts'
import { isMapValue } from './readExecutors.ts'

const isText = (value: YamlValue) => typeof value === 'string'
const withVariable = (value: YamlValue) => typeof value === 'string' && value.includes('$')

function fits(type: Field['type'], value: YamlValue): boolean {
  switch (type) {
    case 'string':
      return !isCollection(value)
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
      return !isCollection(value) || (Array.isArray(value) && value.every((item) => !isCollection(item)))
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

/** What a key takes when its value is of another type. */
function wrongType({ key, type }: Field, shown: string): Sentence {
  switch (type) {
    case 'string':
      return sentence('"{{key}}" takes a text, not {{shown}}.', { key, shown })
    case 'integer':
      return sentence('"{{key}}" takes a whole number, not {{shown}}.', { key, shown })
    case 'boolean':
      return sentence('"{{key}}" takes true or false, not {{shown}}.', { key, shown })
    case 'list':
      return sentence('"{{key}}" takes a list, not {{shown}}.', { key, shown })
    case 'map':
      return sentence('"{{key}}" takes a map of keys and values, not {{shown}}.', { key, shown })
    case 'stringOrMap':
      return sentence('"{{key}}" takes a text or a map, not {{shown}}.', { key, shown })
    case 'stringOrList':
      return sentence('"{{key}}" takes a text or a list of texts, not {{shown}}.', { key, shown })
    case 'integerOrList':
      return sentence('"{{key}}" takes a whole number or a list of them, not {{shown}}.', { key, shown })
    case 'any':
      return sentence('"{{key}}" takes anything, not {{shown}}.', { key, shown })
  }
}

/** Whether a key may have its value: the type, the range, the words it allows. */
export function checkValue(
  input: CheckInput,
  place: { path: YamlPath; executor?: string },
  field: Field,
  value: YamlValue,
): FlowIssue[] {
  if (value === null || withVariable(value)) return []
  const about = {
    path: place.path,
    at: 'value' as const,
    ...(place.executor === undefined ? {} : { executor: place.executor }),
  }
  const shown = printExactJson(value).slice(0, 60)
  if (!fits(field.type, value)) {
    return [
      issue(input, 'wrong-type', 'error', {
        ...about,
        said: wrongType(field, shown),
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
          said: sentence('"{{key}}" must lie between {{low}} and {{high}}; {{value}} does not.', {
            key: field.key,
            low,
            high,
            value: String(bad),
          }),
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
          said: sentence('"{{key}}" takes {{values}}; not {{value}}.', {
            key: field.key,
            values: field.values.join(', '),
            value: printExactJson(bad),
          }),
        }),
      ]
  }
  return []
}
