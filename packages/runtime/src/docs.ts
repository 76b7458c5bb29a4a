import type { JsonObject, NdArray } from '@flowdeck/shared'
import { z } from 'zod'
import { fromNestedList } from './data/nestedList.ts'
import { fromTypedArray, isNdArray, isTypedArray } from './data/ndarray.ts'
import { DOC_TYPE, type DocType } from './executor/docType.ts'

/** The library that fields are described with. */
export { z }

/**
 * A tensor field, of this shape if one is given (docarray v2: `NdArray[2, 3]`). Its value is `{shape, dtype, buffer}`; see `ndArray`. Typed arrays
 * and nested lists are taken too.
 */
export function tensor(...shape: number[]) {
  const fits = (value: unknown) =>
    typeof value === 'object' &&
    value !== null &&
    isNdArray(value) &&
    (shape.length === 0 || JSON.stringify(value.shape) === JSON.stringify(shape))
  const error = `a tensor${shape.length > 0 ? ` of shape [${shape.join(', ')}]` : ''} is expected`
  return z.preprocess(toTensor, z.custom<NdArray>(fits, { error })).meta({
    type: 'array',
    items: { type: 'number' },
    'tensor/array shape': shape.length > 0 ? `[${shape.join(', ')}]` : 'not specified',
  })
}

function toTensor(value: unknown): unknown {
  try {
    if (Array.isArray(value)) return fromNestedList(value, 'a tensor')
    return isTypedArray(value) ? fromTypedArray(value) : value
  } catch {
    return value
  }
}

/** A field of bytes. A text stands for its own bytes: a Jina Gateway over HTTP sends no others (Jina 3.x). */
export function bytes() {
  const error = 'bytes are expected'
  return z
    .preprocess(
      (value) => (typeof value === 'string' ? new TextEncoder().encode(value) : value),
      z.custom<Uint8Array>((value) => value instanceof Uint8Array, { error }),
    )
    .meta({ type: 'string', format: 'binary' })
}

const ID = z.string().nullable().default('').meta({ title: 'Id', description: 'The id of the document.' })

type DocFields = Record<string, z.ZodType>

/**
 * A class of documents with typed fields (docarray v2: a subclass of `BaseDoc`). Endpoint discovery reports its JSON Schema.
 *
 *     const Article = doc('Article', { title: z.string(), embedding: tensor(768).nullable().default(null) })
 *     type Article = z.infer<typeof Article>
 */
export function doc<Fields extends DocFields>(name: string, fields: Fields) {
  const id = ID as unknown as z.ZodDefault<z.ZodString>
  // Fields that the class does not name are kept: a later Executor may want them.
  return typed(name, z.looseObject({ id, ...fields }).meta({ id: name, title: name }))
}

/** What the parameters of an endpoint must be (Jina 3.x: a pydantic model as the hint of `parameters`). */
export function parameters<Fields extends DocFields>(name: string, fields: Fields) {
  return typed(name, z.looseObject(fields).meta({ title: name }))
}

function typed<Schema extends z.ZodType>(name: string, schema: Schema): Schema & DocType {
  let made: JsonObject | undefined
  const jsonSchema = () => (made ??= jsonSchemaOf(schema))
  return Object.assign(schema, { [DOC_TYPE]: { name, jsonSchema } }) as Schema & DocType
}

/** In the dialect that Jina's own classes report, which a Jina Gateway builds its models from. */
function jsonSchemaOf(schema: z.ZodType): JsonObject {
  const made = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const { def } = zodSchema._zod
      // Left out by zod where a field is converted before it is checked.
      if (def.type === 'default' && def.defaultValue === null) jsonSchema.default = null
      if (jsonSchema.properties) delete jsonSchema.additionalProperties
      else if (jsonSchema.type === 'object') jsonSchema.additionalProperties = true
      delete jsonSchema.propertyNames
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
    },
  })
  const {
    $schema: _,
    $ref,
    $defs = {},
    ...own
  } = JSON.parse(JSON.stringify(made), optional) as JsonObject & {
    $ref?: string
    $defs?: JsonObject
  }
  const name = $ref?.split('/').at(-1)
  if (name === undefined) return { ...own, ...(Object.keys($defs).length > 0 ? { $defs } : {}) }
  const { [name]: root, ...others } = $defs
  // A class that names itself stays among the definitions.
  const definitions = JSON.stringify($defs).includes(`"${$ref}"`) ? $defs : others
  return { ...(root as JsonObject), ...(Object.keys(definitions).length > 0 ? { $defs: definitions } : {}) }
}

/** `type: [string, null]` is `anyOf` in that dialect. */
function optional(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !Array.isArray((value as { type?: unknown }).type))
    return value
  const { type, ...rest } = value as { type: string[] }
  return { anyOf: type.map((one) => ({ type: one })), ...rest }
}
