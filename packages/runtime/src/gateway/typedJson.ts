import type { Json, JsonObject } from '@flowdeck/shared'
import type { DocShape } from '../data/docShape.ts'
import { readDocuments, readOne, writeDocuments, writeOne } from '../data/documents.ts'
import { documentFromJson, documentToJson } from '../data/documentJson.ts'
import { emptyEnvelope, type Envelope } from '../data/envelope.ts'
import { readStruct, writeStruct } from '../data/parameters.ts'
import { newRequestId } from './Gateway.ts'
import { BodyError, bodyErrorOf, isObject, withId, type TypedDocuments } from './requestJson.ts'

/**
 * A request from the body of an endpoint's own route.
 * Jina 3.x (v2): `{data: document or list, parameters, header: {requestId, targetExecutor}}`, either spelling; a single document without a header
 * gives the request its id. A document without an id gets one here (Jina leaves it null). Keys that its class does not have are left out.
 * @throws BodyError that names the place
 */
export function typedRequest(body: unknown, endpoint: string, shape: DocShape | undefined): Envelope {
  if (!isObject(body)) throw new BodyError(['body'], 'the body must be a JSON object', 'type_error.dict')
  const { data } = body
  if (data === undefined || data === null) throw new BodyError(['body', 'data'], 'Field required', 'missing')
  const header = isObject(body['header']) ? body['header'] : {}
  const text = (...keys: string[]) =>
    keys.map((key) => header[key]).find((value) => typeof value === 'string')
  const single = !Array.isArray(data)
  const docs = (Array.isArray(data) ? data : [data]).map((doc: unknown) => withId(ofClass(doc, shape)))
  const ownId = single && body['header'] === undefined ? (data as { id?: unknown }).id : undefined
  const envelope = emptyEnvelope(
    text('requestId', 'request_id') ?? (typeof ownId === 'string' && ownId !== '' ? ownId : newRequestId()),
  )
  envelope.endpoint = endpoint
  envelope.target = text('targetExecutor', 'target_executor') ?? ''
  const parameters = body['parameters'] ?? null
  if (parameters !== null && !isObject(parameters))
    throw new BodyError(['body', 'parameters'], 'Input should be a valid dictionary', 'dict_type')
  try {
    if (parameters) envelope.parameters = writeStruct(parameters as JsonObject)
    envelope.data = writeDocuments(docs, { generation: 'v2', shape })
  } catch (thrown) {
    throw bodyErrorOf(thrown)
  }
  return envelope
}

function ofClass(doc: unknown, shape: DocShape | undefined): unknown {
  if (!shape || !isObject(doc)) return doc
  return Object.fromEntries(Object.entries(doc).filter(([key]) => key === 'id' || shape.fields.has(key)))
}

/** Jina 3.x (v2): `{data, parameters, header}`, without routes; `data` is a list, also for one document. */
export function typedResponse(answer: Envelope): JsonObject {
  return {
    data: readDocuments(answer.data).map((doc) => documentToJson(doc, false)),
    parameters: readStruct(answer.parameters),
    header: { requestId: answer.requestId, targetExecutor: answer.target ?? '' },
  }
}

/**
 * A request for a stream: the document is the body, or the query (Jina 3.x: `GET /<endpoint>`), whose values are read as the fields declare.
 * @throws BodyError
 */
export function streamRequest(
  body: unknown,
  query: URLSearchParams,
  { endpoint, typed }: { endpoint: string; typed: TypedDocuments | null },
): Envelope {
  if (!isObject(body)) throw new BodyError(['body'], 'the document must be a JSON object', 'type_error.dict')
  const doc: Record<string, unknown> = { ...body }
  for (const [key, value] of query) doc[key] = fromQuery(value, typed?.shape?.fields.get(key)?.kind)
  const envelope = emptyEnvelope(newRequestId())
  envelope.endpoint = endpoint
  try {
    envelope.data = typed
      ? writeOne(withId(doc), { generation: 'v2', shape: typed.shape })
      : writeOne(documentFromJson(doc, 'document', newRequestId), { generation: 'v1' })
  } catch (thrown) {
    throw bodyErrorOf(thrown)
  }
  return envelope
}

function fromQuery(value: string, kind: string | undefined): Json {
  if (kind === undefined || kind === 'text' || kind === 'blob') return value
  try {
    return JSON.parse(value) as Json
  } catch {
    return value
  }
}

/** One document of a stream. */
export function streamedJson(answer: Envelope): JsonObject {
  return answer.data === null ? {} : documentToJson(readOne(answer.data), false)
}
