import { printExactJson } from './exactJson.ts'
import { sentence, type Sentence } from '../words/sentence.ts'
import { issue, type CheckInput } from './checkContext.ts'
import type { Field } from './fields.ts'
import type { FlowIssue, Severity, YamlPath } from './flowIssue.ts'
import type { YamlValue } from './flowModel.ts'
import { pythonText } from './pythonText.ts'
import { looksLikeFlag, readArgument } from './readArgument.ts'
import { readList } from './readLists.ts'

const withVariable = (value: YamlValue) => typeof value === 'string' && value.includes('$')

/** Why a key does not take its value. */
function explainRefusal(field: Field, value: YamlValue, shown: string): Sentence {
  const isFlag = field.type !== 'integer' && typeof value === 'string' && looksLikeFlag(value)
  return isFlag
    ? sentence(
        '"{{key}}" begins with "-", so Jina reads {{shown}} as an option. Begin it with something else, for a file with "./".',
        { key: field.key, shown },
      )
    : wrongType(field, shown)
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
  if (withVariable(value)) return []
  const about = {
    path: place.path,
    at: 'value' as const,
    ...(place.executor === undefined ? {} : { executor: place.executor }),
  }
  const shown = printExactJson(value).slice(0, 60)
  const wrong = (said: Sentence, severity: Severity = 'error') => [
    issue(input, 'wrong-type', severity, { ...about, said }),
  ]
  const read = readArgument(field, value)
  if (read === 'refused') return wrong(explainRefusal(field, value, shown))
  if (read === 'absent') return []
  if (field.type === 'boolean' && typeof value !== 'boolean')
    return wrong(
      sentence('"{{key}}" takes true or false; Jina takes {{shown}} for true.', { key: field.key, shown }),
      'warning',
    )
  const items = Array.isArray(read.value) && field.type !== 'string' ? read.value : [read.value]
  if (field.range) {
    const [low, high] = field.range
    const bad = readList(read.value).find((item) => Number(item) < low || Number(item) > high)
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
      (item) => !withVariable(item) && !field.values?.some((allowed) => isWord(field, allowed, item)),
    )
    if (bad !== undefined) return [badWord(input, about, field, bad)]
  }
  return []
}

type About = { path: YamlPath; at: 'value'; executor?: string }

function badWord(input: CheckInput, about: About, field: Field, bad: YamlValue): FlowIssue {
  return issue(input, 'bad-value', 'error', {
    ...about,
    said: sentence('"{{key}}" takes {{values}}; not {{value}}.', {
      key: field.key,
      values: (field.values ?? []).join(', '),
      value: printExactJson(bad),
    }),
  })
}

function isWord({ exactWords }: Field, allowed: string, word: YamlValue): boolean {
  return exactWords ? word === allowed : allowed.toUpperCase() === pythonText(word).toUpperCase()
}
