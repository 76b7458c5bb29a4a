import type { Json, JsonObject } from '@flowdeck/shared'

/** What a field of a docarray v2 Document holds, as far as its JSON Schema tells. */
export type FieldShape =
  | { kind: 'text' | 'blob' | 'integer' | 'float' | 'boolean' | 'tensor' | 'any' }
  /** `ofDocs`: its values are Documents. */
  | { kind: 'dict'; ofDocs: boolean }
  /** `noNulls`: null is none of its items. */
  | { kind: 'list'; items: FieldShape; noNulls: boolean }
  /** A Document, or a list of them; `doc` is a function because a class may name itself. */
  | { kind: 'doc' | 'docs'; doc: () => DocShape }

/** The fields of a docarray v2 Document class. */
export interface DocShape {
  name: string
  fields: ReadonlyMap<string, FieldShape>
  /** Fields that must be given. */
  required: readonly string[]
  /** Fields that cannot be null. */
  noNulls: ReadonlySet<string>
}

const ANY: FieldShape = { kind: 'any' }

/**
 * Reads the JSON Schema of a Document class, as endpoint discovery reports it.
 * Jina 3.x: `definitions` and plain optionals with pydantic 1, `$defs` and `anyOf [..., null]` with pydantic 2; a tensor is an array with
 * the key `tensor/array shape`, a Document a `$ref`.
 */
export function docShape(schema: JsonObject): DocShape {
  const known = new Map<string, DocShape>()
  return shapeOf(schema, { ...object(schema['definitions']), ...object(schema['$defs']) }, known)
}

function shapeOf(schema: JsonObject, definitions: JsonObject, known: Map<string, DocShape>): DocShape {
  const target = resolved(schema, definitions)
  const name = typeof target['title'] === 'string' ? target['title'] : 'Document'
  const fields = new Map<string, FieldShape>()
  const properties = object(target['properties'])
  // With pydantic 1 nothing tells what may be null; with pydantic 2 every class has an id that may.
  const told = allowsNull(object(properties['id'])) && 'anyOf' in object(properties['id'])
  const noNulls = new Set<string>()
  const found = { name, fields, required: list(target['required']).map(String), noNulls }
  const ref = schema['$ref']
  if (typeof ref === 'string') known.set(ref, found)
  for (const [key, value] of Object.entries(properties)) {
    const property = object(value)
    fields.set(key, fieldShape(property, { definitions, known, told }))
    if (told && !allowsNull(property)) noNulls.add(key)
  }
  return found
}

/** Whether a schema says that null is a value: one without a type takes everything. */
function allowsNull(property: JsonObject): boolean {
  const options = list(property['anyOf']).map(object)
  if (options.length > 0) return options.some(allowsNull)
  return property['type'] === 'null' || !['type', '$ref', 'allOf'].some((key) => key in property)
}

interface Reading {
  definitions: JsonObject
  known: Map<string, DocShape>
  /** The schema tells what may be null. */
  told: boolean
}

function fieldShape(property: JsonObject, reading: Reading): FieldShape {
  const { definitions, known, told } = reading
  const options = [...list(property['anyOf']), ...list(property['allOf'])].map(object)
  const real = options.filter((option) => option['type'] !== 'null')
  if (real.length > 0) {
    return real.length === 1 ? fieldShape(real[0] as JsonObject, reading) : ANY
  }
  const ref = property['$ref']
  if (typeof ref === 'string') {
    const doc = () => known.get(ref) ?? shapeOf(property, definitions, known)
    return { kind: 'doc', doc }
  }
  switch (property['type']) {
    case 'string':
      return { kind: property['format'] === 'binary' ? 'blob' : 'text' }
    case 'integer':
      return { kind: 'integer' }
    case 'number':
      return { kind: 'float' }
    case 'boolean':
      return { kind: 'boolean' }
    case 'array': {
      if ('tensor/array shape' in property) return { kind: 'tensor' }
      const items = property['items'] === undefined ? ANY : fieldShape(object(property['items']), reading)
      if (items.kind === 'doc') return { kind: 'docs', doc: items.doc }
      return { kind: 'list', items, noNulls: told && !allowsNull(object(property['items'])) }
    }
    case 'object':
      return 'properties' in property
        ? { kind: 'doc', doc: () => shapeOf(property, definitions, known) }
        : { kind: 'dict', ofDocs: '$ref' in object(property['additionalProperties']) }
    default:
      return ANY
  }
}

function resolved(schema: JsonObject, definitions: JsonObject): JsonObject {
  const ref = schema['$ref']
  if (typeof ref !== 'string') return schema
  return object(definitions[ref.split('/').at(-1) ?? ''])
}

function object(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}

function list(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : []
}
