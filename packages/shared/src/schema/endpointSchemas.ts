import type { Json, JsonObject } from '../data/document.ts'

/** What endpoint discovery tells about one endpoint's documents; JSON Schemas, null where nothing is told. */
export interface EndpointSchema {
  input: JsonObject | null
  output: JsonObject | null
  /** JSON Schema of the parameters. */
  parameters: JsonObject | null
  /** It answers document by document. */
  generator: boolean
  /** It is called once per document. */
  single: boolean
}

/** Asked by dry runs; nobody's own endpoint (Jina 3.x). */
const RESERVED = '_jina_dry_run_'

/**
 * Reads `schemas` of an endpoint discovery. Jina 3.x: an Executor nests `{name, model}`, a Gateway gives the schemas themselves.
 * With docarray v1 all documents are of one class, which counts as none.
 */
export function readEndpointSchemas(schemas: JsonObject): Map<string, EndpointSchema> {
  const found = new Map<string, EndpointSchema>()
  for (const [endpoint, told] of Object.entries(schemas)) {
    const entry = object(told)
    if (endpoint === RESERVED || !entry) continue
    const input = classOf(entry['input'])
    const output = classOf(entry['output'])
    found.set(endpoint, {
      input,
      output,
      parameters: model(entry['parameters']),
      generator: entry['is_generator'] === true,
      single: entry['is_singleton_doc'] === true,
    })
  }
  return found
}

/** docarray < 0.30 reports its one pydantic model for every endpoint. */
function classOf(value: Json | undefined): JsonObject | null {
  const schema = model(value)
  return schema !== null && JSON.stringify(schema).includes('PydanticDocument') ? null : schema
}

/** Whether somebody says what the documents of an endpoint are, which only docarray v2 can. */
export function tellsClasses(schemas: ReadonlyMap<string, EndpointSchema>): boolean {
  return [...schemas.values()].some(({ input, output }) => input !== null || output !== null)
}

function model(value: Json | undefined): JsonObject | null {
  const told = object(value)
  if (!told || !('model' in told && 'name' in told)) return told && Object.keys(told).length > 0 ? told : null
  return object(told['model'])
}

function object(value: Json | undefined): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
}

/** The properties of a document class, its own reference resolved. */
export function propertiesOf(schema: JsonObject): Record<string, JsonObject> {
  const ref = schema['$ref']
  const definitions = { ...object(schema['definitions']), ...object(schema['$defs']) }
  const own = typeof ref === 'string' ? object(definitions[ref.split('/').at(-1) ?? '']) : schema
  const properties = object(own?.['properties']) ?? {}
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, object(value) ?? {}]))
}
