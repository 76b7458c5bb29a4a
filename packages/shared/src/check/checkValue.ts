import { printExactJson } from '../value/exactJson.ts'
import { sentence, type Sentence } from '../words/sentence.ts'
import { issue, type CheckInput } from './checkContext.ts'
import type { Field } from '../model/fields.ts'
import type { FlowIssue, YamlPath } from '../model/flowIssue.ts'
import type { YamlValue } from '../value/yamlValue.ts'
import { pythonText } from '../value/pythonText.ts'
import { holdsVariable, looksLikeFlag, readArgument } from '../flow/readArgument.ts'
import { readList } from '../flow/readLists.ts'

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

/** What is wrong with the value of a key. */
export interface ValueProblem {
  code: 'wrong-type' | 'bad-value'
  severity: 'error' | 'warning'
  said: Sentence
}

/** Whether a key may have its value: the type, the range, the words it allows. */
export function checkValue(
  input: CheckInput,
  place: { path: YamlPath; executor?: string },
  field: Field,
  value: YamlValue,
): FlowIssue[] {
  const found = holdsVariable(value) ? null : findValueProblem(field, value)
  if (!found) return []
  const owner = place.executor === undefined ? {} : { executor: place.executor }
  return [
    issue(input, found.code, found.severity, { path: place.path, at: 'value', ...owner, said: found.said }),
  ]
}

/** What is wrong with the value of a key, in which no variable is left; null when nothing is. */
export function findValueProblem(field: Field, value: YamlValue): ValueProblem | null {
  const shown = printExactJson(value).slice(0, 60)
  const read = readArgument(field, value, false)
  if (read === 'refused')
    return { code: 'wrong-type', severity: 'error', said: explainRefusal(field, value, shown) }
  if (read === 'absent') return null
  if (field.type === 'boolean' && typeof value !== 'boolean')
    return {
      code: 'wrong-type',
      severity: 'warning',
      said: sentence('"{{key}}" takes true or false; Jina takes {{shown}} for true.', {
        key: field.key,
        shown,
      }),
    }
  const said = explainRange(field, read.value) ?? explainWords(field, read.value)
  return said && { code: 'bad-value', severity: field.freeWords ? 'warning' : 'error', said }
}

function explainRange({ key, range }: Field, value: YamlValue): Sentence | null {
  if (!range) return null
  const [low, high] = range
  const bad = readList(value).find((item) => Number(item) < low || Number(item) > high)
  if (bad === undefined) return null
  return sentence('"{{key}}" must lie between {{low}} and {{high}}; {{value}} does not.', {
    key,
    low,
    high,
    value: String(bad),
  })
}

function explainWords(field: Field, value: YamlValue): Sentence | null {
  if (!field.values) return null
  const items = Array.isArray(value) && field.type !== 'string' ? value : [value]
  const bad = items.find((item) => !field.values?.some((allowed) => isWord(field, allowed, item)))
  if (bad === undefined) return null
  return sentence('"{{key}}" takes {{values}}; not {{value}}.', {
    key: field.key,
    values: field.values.join(', '),
    value: printExactJson(bad),
  })
}

function isWord({ exactWords }: Field, allowed: string, word: YamlValue): boolean {
  return exactWords ? word === allowed : allowed.toUpperCase() === pythonText(word).toUpperCase()
}
