import type { JsonObject } from '@flowdeck/shared'
import type { DocShape } from '../data/docShape.ts'
import { generationOfOne, writeOne } from '../data/documents.ts'
import { readDocumentJson } from '../data/documentJson.ts'
import { addDocuments, writeDocument } from '../data/documentsText.ts'
import { emptyEnvelope, type Envelope } from '../data/envelope.ts'
import { readStruct } from '../data/parameters.ts'
import { isJsonObject, type ExactJson } from '../json/Float.ts'
import { JsonBody } from '../json/JsonBody.ts'
import { parseJson } from '../json/JsonReader.ts'
import { writeJson, type JsonStyle } from '../json/writeJson.ts'
import { checkParameters } from './checkParameters.ts'
import { newRequestId } from './Gateway.ts'
import {
  BodyError,
  bodyErrorOf,
  parametersBytes,
  readText,
  withId,
  writeTypedDocuments,
  type TypedDocuments,
} from './requestJson.ts'

/** What an endpoint of docarray v2 takes. */
export interface TypedEndpoint {
  endpoint: string
  shape: DocShape | undefined
  /** JSON Schema of its parameters, where its Executor declares them. */
  parameters: JsonObject | null
  maxDocuments: number
}

const NOT_TEXT = { msg: 'Input should be a valid string', type: 'string_type' }

/**
 * A request from the body of an endpoint's own route.
 * Jina 3.x (v2): `{data: document or list, parameters, header: {request_id, target_executor}}`; camelCase is taken too. A single document without a header
 * gives the request its id. A document without an id gets one here (Jina leaves it null). Keys that its class does not have are left out.
 * @throws BodyError that names the place, RpcError RESOURCE_EXHAUSTED
 */
export async function typedRequest(
  body: unknown,
  { endpoint, shape, parameters: schema, maxDocuments }: TypedEndpoint,
): Promise<Envelope> {
  if (!isJsonObject(body)) throw new BodyError(['body'], 'the body must be a JSON object', 'type_error.dict')
  const { data } = body
  if (data === undefined || data === null) throw new BodyError(['body', 'data'], 'Field required', 'missing')
  const header = body['header'] ?? null
  if (header !== null && !isJsonObject(header))
    throw new BodyError(
      ['body', 'header'],
      'Input should be a valid dictionary or object to extract fields from',
      'model_attributes_type',
    )
  const text = (...keys: string[]) =>
    header ? readText(header, keys, ['body', 'header'], NOT_TEXT) : undefined
  const single = !Array.isArray(data)
  const ownId = single && header === null && isJsonObject(data) ? data['id'] : undefined
  const envelope = emptyEnvelope(
    text('request_id', 'requestId') ?? (typeof ownId === 'string' && ownId !== '' ? ownId : newRequestId()),
  )
  envelope.endpoint = endpoint
  envelope.target = text('target_executor', 'targetExecutor') ?? ''
  const parameters = checkParameters(body['parameters'] as ExactJson | undefined, schema)
  if (parameters) envelope.parameters = parametersBytes(parameters)
  const docs = (Array.isArray(data) ? data : [data]).map((doc: unknown) => ofClass(doc, shape))
  envelope.data = await writeTypedDocuments(docs, shape, maxDocuments)
  return envelope
}

function ofClass(doc: unknown, shape: DocShape | undefined): unknown {
  if (!shape || !isJsonObject(doc)) return doc
  return Object.fromEntries(Object.entries(doc).filter(([key]) => key === 'id' || shape.fields.has(key)))
}

/** Jina 3.x (v2): `{data, parameters, header}`, without routes; `data` is a list, also for one document. @throws as `documentText` */
export async function typedResponse(answer: Envelope, numbers: JsonStyle): Promise<Buffer[]> {
  const body = new JsonBody()
  body.add('{"data":')
  await addDocuments(body, answer.data, { nulls: false, numbers })
  body.add(`,"parameters":${writeJson(readStruct(answer.parameters), numbers, 'floats')}`)
  const header = { request_id: answer.requestId, target_executor: answer.target ?? '' }
  body.add(`,"header":${JSON.stringify(header)}}`)
  return body.finish()
}

/**
 * A request for a stream: the document is the body, or the query (Jina 3.x: `GET /<endpoint>`), whose values are read as the fields declare.
 * @throws BodyError
 */
export function streamRequest(
  body: unknown,
  query: URLSearchParams,
  { endpoint, typed, maxDocuments }: { endpoint: string; typed: TypedDocuments | null; maxDocuments: number },
): Envelope {
  if (!isJsonObject(body))
    throw new BodyError(['body'], 'the document must be a JSON object', 'type_error.dict')
  const doc: Record<string, unknown> = { ...body }
  for (const [key, value] of query) doc[key] = fromQuery(value, typed?.shape?.fields.get(key)?.kind)
  const envelope = emptyEnvelope(newRequestId())
  envelope.endpoint = endpoint
  const counted = { left: maxDocuments, limit: maxDocuments }
  try {
    envelope.data = typed
      ? writeOne(withId(doc), { generation: 'v2', shape: typed.shape, counted })
      : writeOne(readDocumentJson(doc, { newId: newRequestId, ...counted }, 'document'), { generation: 'v1' })
  } catch (thrown) {
    throw bodyErrorOf(thrown)
  }
  return envelope
}

function fromQuery(value: string, kind: string | undefined): ExactJson {
  if (kind === undefined || kind === 'text' || kind === 'blob') return value
  try {
    return parseJson(value)
  } catch {
    return value
  }
}

/** One document of a stream as JSON text. @throws as `documentText` */
export function streamedJson(answer: Envelope, numbers: JsonStyle): string {
  return answer.data === null
    ? '{}'
    : writeDocument(answer.data, generationOfOne(answer.data), { nulls: false, numbers })
}
