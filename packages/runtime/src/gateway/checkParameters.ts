import type { Json, JsonObject } from '@flowdeck/shared'
import { coerceBoolean, coerceNumber } from '../data/coerce.ts'
import { isJsonObject, setKey, toDouble, type ExactJson } from '../json/Float.ts'
import { BodyError } from './requestJson.ts'

type Loc = (string | number)[]

/**
 * Checks the parameters of a request against the JSON Schema that an Executor declares for them, and converts what pydantic converts, such
 * as the text "5" for an integer; defaults are filled in. Parameters that the schema does not name stay as they are: other Executors may want them.
 * Jina 3.x (v2): the answer is 422 with the place of each value that does not fit. null when there are none.
 * @throws BodyError
 */
export function checkParameters(
  parameters: ExactJson | undefined,
  schema: JsonObject | null,
): Record<string, unknown> | null {
  const at = ['body', 'parameters']
  const required = schema ? listOf(schema['required']).length > 0 : false
  if (parameters === undefined || (parameters === null && !required)) {
    if (required) throw new BodyError(at, 'Field required', 'missing')
    return null
  }
  if (!isJsonObject(parameters))
    throw schema
      ? new BodyError(
          at,
          'Input should be a valid dictionary or object to extract fields from',
          'model_attributes_type',
        )
      : new BodyError(at, 'Input should be a valid dictionary', 'dict_type')
  if (!schema) return parameters
  const definitions = { ...objectOf(schema['definitions']), ...objectOf(schema['$defs']) }
  return convertObject(parameters, schema, { loc: at, definitions })
}

interface Place {
  loc: Loc
  definitions: JsonObject
}

function convertObject(
  value: Record<string, unknown>,
  schema: JsonObject,
  place: Place,
): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(value)) setKey(out, key, item)
  for (const key of listOf(schema['required']))
    if (typeof key === 'string' && !isGiven(value, key))
      throw new BodyError([...place.loc, key], 'Field required', 'missing')
  for (const [key, property] of Object.entries(objectOf(schema['properties']))) {
    const field = objectOf(property)
    if (Object.hasOwn(value, key))
      setKey(out, key, convert(value[key], field, { ...place, loc: [...place.loc, key] }))
    else if (Object.hasOwn(field, 'default') && !isGiven(value, key)) setKey(out, key, field['default'])
  }
  const others = schema['additionalProperties']
  if (isJsonObject(others) && !schema['properties'])
    for (const [key, item] of Object.entries(value))
      setKey(out, key, convert(item, others, { ...place, loc: [...place.loc, key] }))
  return out
}

/** Whether a parameter is there, for all Executors or for one of them (`name__key`). */
function isGiven(value: Record<string, unknown>, key: string): boolean {
  return Object.hasOwn(value, key) || Object.keys(value).some((name) => name.endsWith(`__${key}`))
}

function convert(value: unknown, schema: JsonObject, place: Place): unknown {
  const options = [...listOf(schema['anyOf']), ...listOf(schema['allOf']), ...listOf(schema['oneOf'])]
  if (options.length > 0) return convertToFirst(value, options.map(objectOf), place)
  const ref = schema['$ref']
  if (typeof ref === 'string')
    return convert(value, objectOf(place.definitions[ref.split('/').at(-1) ?? '']), place)
  const { loc } = place
  switch (schema['type']) {
    case 'integer':
      return toInteger(value, loc)
    case 'number':
      return toNumber(value, loc)
    case 'boolean':
      return toBoolean(value, loc)
    case 'string':
      if (typeof value !== 'string') throw new BodyError(loc, 'Input should be a valid string', 'string_type')
      return value
    case 'null':
      if (value !== null) throw new BodyError(loc, 'Input should be None', 'none_required')
      return null
    case 'array': {
      if (!Array.isArray(value)) throw new BodyError(loc, 'Input should be a valid list', 'list_type')
      const items = objectOf(schema['items'])
      return value.map((item, i) => convert(item, items, { ...place, loc: [...loc, i] }))
    }
    case 'object':
      if (!isJsonObject(value)) throw new BodyError(loc, 'Input should be a valid dictionary', 'dict_type')
      return convertObject(value, schema, place)
    default:
      return value
  }
}

/** The option that takes a value as it is, else the first that can be made of it. */
function convertToFirst(value: unknown, options: JsonObject[], place: Place): unknown {
  const exact = options.find((option) => isOfType(value, option['type']))
  const ordered = exact ? [exact, ...options] : options
  let failure: unknown
  for (const option of ordered) {
    try {
      return convert(value, option, place)
    } catch (thrown) {
      failure ??= thrown
    }
  }
  throw failure
}

function isOfType(value: unknown, type: Json | undefined): boolean {
  switch (type) {
    case 'null':
      return value === null
    case 'string':
    case 'boolean':
      return typeof value === type
    case 'integer':
      return typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))
    case 'number':
      return toDouble(value) !== null
    case 'array':
      return Array.isArray(value)
    case 'object':
      return isJsonObject(value)
    default:
      return false
  }
}

function toInteger(value: unknown, loc: Loc): unknown {
  const number = coerceNumber(value)
  if (number !== null && Number.isInteger(number)) return typeof value === 'bigint' ? value : number
  const [msg, type] =
    typeof value === 'string'
      ? ['Input should be a valid integer, unable to parse string as an integer', 'int_parsing']
      : number === null
        ? ['Input should be a valid integer', 'int_type']
        : Number.isFinite(number)
          ? ['Input should be a valid integer, got a number with a fractional part', 'int_from_float']
          : ['Input should be a finite number', 'finite_number']
  throw new BodyError(loc, msg, type)
}

function toNumber(value: unknown, loc: Loc): number {
  const number = coerceNumber(value)
  if (number !== null) return number
  throw typeof value === 'string'
    ? new BodyError(
        loc,
        'Input should be a valid number, unable to parse string as a number',
        'float_parsing',
      )
    : new BodyError(loc, 'Input should be a valid number', 'float_type')
}

function toBoolean(value: unknown, loc: Loc): boolean {
  const boolean = coerceBoolean(value)
  if (boolean !== null) return boolean
  throw typeof value === 'string' || toDouble(value) !== null
    ? new BodyError(loc, 'Input should be a valid boolean, unable to interpret input', 'bool_parsing')
    : new BodyError(loc, 'Input should be a valid boolean', 'bool_type')
}

function objectOf(value: unknown): JsonObject {
  return isJsonObject(value) ? (value as JsonObject) : {}
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
