import { printExactJson } from '../value/exactJson.ts'
import type { YamlValue } from '../value/yamlValue.ts'
import { sentence, wordsOf, type Sentence } from '../words/sentence.ts'

const OPERATORS = [
  '$eq',
  '$neq',
  '$lt',
  '$lte',
  '$gt',
  '$gte',
  '$in',
  '$nin',
  '$regex',
  '$size',
  '$exists',
] as const
export type ConditionOperator = (typeof OPERATORS)[number]

/** A `when` filter as a tree. `field` is the path into a Document; `other` is set when it is compared with a second field. */
export type Condition =
  | { type: 'all' | 'any' | 'not'; of: Condition[] }
  | {
      type: 'field'
      field: string[]
      operator: Exclude<ConditionOperator, '$regex'>
      value: YamlValue
      other: string[] | null
    }
  /** `$regex`: the field is a text in which the pattern is found. */
  | { type: 'pattern'; field: string[]; pattern: string }

/** `reason` says in English what cannot be read, and `said` for other languages: the second half of a sentence, without a full stop. */
export type ParsedCondition =
  { ok: true; condition: Condition } | { ok: false; reason: string; said: Sentence }

class ConditionError extends Error {
  readonly said: Sentence

  constructor(said: Sentence) {
    super(wordsOf(said))
    this.said = said
  }
}

/**
 * Reads a `when` filter: `{field: {$operator: value}}`, several keys must all hold, `$and`, `$or`, `$not` take a map or a list.
 * Jina 3.x: the query language of docarray; fields go inwards with `__` (`tags__price`).
 */
export function parseCondition(when: YamlValue): ParsedCondition {
  try {
    return { ok: true, condition: readQuery(when) }
  } catch (thrown) {
    if (thrown instanceof ConditionError) return { ok: false, reason: thrown.message, said: thrown.said }
    throw thrown
  }
}

function readQuery(query: YamlValue): Condition {
  if (Array.isArray(query)) return group('all', query.map(readQuery))
  if (!isMap(query))
    throw new ConditionError(
      sentence('a condition is a map such as {tags__price: {$gt: 3}}, not {{value}}', {
        value: print(query),
      }),
    )
  return group(
    'all',
    Object.entries(query).map(([key, value]) => readEntry(key, value)),
  )
}

function readEntry(key: string, value: YamlValue): Condition {
  const logical = readLogical(key, value)
  if (logical) return logical
  if (key.startsWith('$'))
    throw new ConditionError(
      sentence('"{{key}}" is no operator that joins conditions; there are $and, $or and $not', { key }),
    )
  if (!isMap(value) || Object.keys(value).length === 0)
    throw new ConditionError(
      sentence('"{{key}}" needs an operator: {{example}}', {
        key,
        example: `{${key}: {$eq: ${print(value === undefined ? null : value)}}}`,
      }),
    )
  return group(
    'all',
    Object.entries(value).map(
      ([operator, operand]) => readLogical(operator, operand) ?? readComparison(key, operator, operand),
    ),
  )
}

function readLogical(key: string, value: YamlValue): Condition | null {
  if (key === '$not') return { type: 'not', of: [readQuery(value)] }
  if (key !== '$and' && key !== '$or') return null
  const parts = Array.isArray(value)
    ? value.map(readQuery)
    : isMap(value)
      ? Object.entries(value).map(([name, inner]) => readEntry(name, inner))
      : [readQuery(value)]
  return group(key === '$and' ? 'all' : 'any', parts)
}

function readComparison(field: string, written: string, value: YamlValue): Condition {
  const operator = OPERATORS.find((known) => known === written)
  if (!operator)
    throw new ConditionError(
      sentence('"{{written}}" is no operator; there are {{operators}}, $and, $or and $not', {
        written,
        operators: OPERATORS.join(', '),
      }),
    )
  if (operator === '$exists' && typeof value !== 'boolean')
    throw new ConditionError(sentence('$exists takes true or false, not {{value}}', { value: print(value) }))
  if (operator === '$size' && typeof value !== 'number')
    throw new ConditionError(sentence('$size takes a number, not {{value}}', { value: print(value) }))
  if ((operator === '$in' || operator === '$nin') && !Array.isArray(value) && typeof value !== 'string')
    throw new ConditionError(
      sentence('{{operator}} takes a list, not {{value}}', { operator, value: print(value) }),
    )
  if (operator === '$regex') return { type: 'pattern', field: field.split('__'), pattern: readPattern(value) }
  return { type: 'field', field: field.split('__'), operator, value, other: otherField(operator, value) }
}

/** `'{tags__max}'` compares with another field of the same Document. */
function otherField(operator: ConditionOperator, value: YamlValue): string[] | null {
  if (typeof value !== 'string' || !value.startsWith('{')) return null
  const name = /^\{\s*([a-zA-Z0-9_]+)\s*\}$/.exec(value)?.[1]
  if (name === undefined)
    throw new ConditionError(
      sentence("{{value}} should name one other field, as in '{tags__max}'", { value: print(value) }),
    )
  return name.split('__')
}

/** Whether Python can read it is asked by `checkPatterns`, which the page loads later. Jina 3.x: `re.search`. */
function readPattern(value: YamlValue): string {
  if (typeof value === 'string') return value
  throw new ConditionError(sentence('$regex takes a text, not {{value}}', { value: print(value) }))
}

const group = (type: 'all' | 'any', of: Condition[]): Condition =>
  of.length === 1 ? (of[0] as Condition) : { type, of }

function isMap(value: YamlValue): value is { [key: string]: YamlValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const print = printExactJson
