import type { JsonObject } from '@flowdeck/shared'
import { DOC_TYPE, type DocType } from '../executor/docType.ts'
import type { EndpointBinding } from '../executor/Executor.ts'
import { LEGACY_DOCUMENT } from '../data/legacyDocument.ts'
import { isGenerator } from './callMethod.ts'

/**
 * What endpoint discovery says about each endpoint's documents.
 * Jina 3.x with docarray v2: `{input: {name, model}, output: …, is_generator, is_singleton_doc, parameters: {name, model}}`; an endpoint
 * without a class takes the document of old.
 */
export function endpointSchemas(
  executor: object,
  endpoints: ReadonlyMap<string, EndpointBinding>,
  dryRun: string,
): JsonObject {
  const schemas: JsonObject = {
    [dryRun]: { ...untyped, is_generator: false, is_singleton_doc: false, parameters: NONE },
  }
  for (const [endpoint, binding] of endpoints) {
    const { input, output = input, parameters } = binding
    schemas[endpoint] = {
      input: model(input),
      output: model(output),
      is_generator: isGenerator(executor, binding),
      is_singleton_doc: binding.single === true || isGenerator(executor, binding),
      parameters: parameters ? model(parameters) : NONE,
    }
  }
  return schemas
}

/** What an Executor of docarray v1 has to say: which endpoints answer document by document. */
export function generatorSchemas(
  executor: object,
  endpoints: ReadonlyMap<string, EndpointBinding>,
): JsonObject {
  const generators = [...endpoints].filter(([, binding]) => isGenerator(executor, binding))
  return Object.fromEntries(
    generators.map(([endpoint]) => [endpoint, { is_generator: true, is_singleton_doc: true }]),
  )
}

const NONE = { name: null, model: null }
const LEGACY = { name: LEGACY_DOCUMENT.title, model: LEGACY_DOCUMENT.schema }
const untyped = { input: LEGACY, output: LEGACY }

function model(type: DocType | undefined): JsonObject {
  return type ? { name: type[DOC_TYPE].name, model: type[DOC_TYPE].jsonSchema() } : LEGACY
}
