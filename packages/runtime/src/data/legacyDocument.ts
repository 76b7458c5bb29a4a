import type { JsonObject } from '@flowdeck/shared'

const title = 'LegacyDocumentJina'
const nullable = (schema: JsonObject): JsonObject => ({ anyOf: [schema, { type: 'null' }], default: null })
const tensor: JsonObject = { type: 'array', items: { type: 'number' }, 'tensor/array shape': 'not specified' }
// Jina's own schema names itself here, and its Gateway cannot build its models from that.
const documents: JsonObject = { type: 'array', items: { type: 'object', additionalProperties: true } }

const properties: JsonObject = {
  id: nullable({ type: 'string' }),
  tensor: nullable(tensor),
  chunks: nullable(documents),
  matches: nullable(documents),
  blob: nullable({ type: 'string', format: 'binary' }),
  text: nullable({ type: 'string' }),
  url: nullable({ type: 'string' }),
  embedding: nullable(tensor),
  tags: { type: 'object', additionalProperties: true, default: {} },
  scores: nullable({ type: 'object', additionalProperties: true }),
}

/** The document of an endpoint without a class in docarray v2: the fields of docarray < 0.30 (Jina 3.x: `LegacyDocumentJina`). */
export const LEGACY_DOCUMENT: { title: string; schema: JsonObject } = {
  title,
  schema: { title, type: 'object', properties },
}
