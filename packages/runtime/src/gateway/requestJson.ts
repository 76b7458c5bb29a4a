import {
  FlowError,
  type DataResponseJson,
  type Document,
  type DocumentJson,
  type JsonObject,
} from '@flowdeck/shared'
import type { DocShape } from '../data/docShape.ts'
import { readDocuments, writeDocuments } from '../data/documents.ts'
import { documentFromJson, documentToJson } from '../data/documentJson.ts'
import { emptyEnvelope, type Envelope } from '../data/envelope.ts'
import { readPassages } from '../data/passages.ts'
import { readStruct, writeStruct } from '../data/parameters.ts'
import { readRoute, readStatus } from '../data/status.ts'
import { newRequestId } from './Gateway.ts'

/** Where a body is wrong, in the form of FastAPI's answer 422 (Jina 3.x). */
export class BodyError extends Error {
  readonly detail: { loc: (string | number)[]; msg: string; type: string }[]

  constructor(loc: (string | number)[], msg: string, type = 'value_error') {
    super(msg)
    this.name = 'BodyError'
    this.detail = [{ loc, msg, type }]
  }
}

/** The documents of an endpoint with docarray v2: their fields, where somebody says. */
export interface TypedDocuments {
  shape: DocShape | undefined
}

type Body = Record<string, unknown>

export const isObject = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * A request from the JSON that `POST /post` and WebSocket frames hold; camelCase and snake_case are taken.
 * Jina 3.x (v1): `data` is a list or `{docs: […]}`; `execEndpoint` is `/` when absent. `documentsAt` tells of endpoints whose documents
 * are those of docarray v2.
 * @throws BodyError
 */
export function requestFromJson(
  body: unknown,
  routeEndpoint?: string,
  documentsAt?: (endpoint: string) => TypedDocuments | null,
): Envelope {
  if (!isObject(body)) throw new BodyError(['body'], 'the body must be a JSON object', 'type_error.dict')
  const text = (...keys: string[]): string | undefined => {
    for (const key of keys) {
      const value = body[key]
      if (value === undefined || value === null) continue
      if (typeof value !== 'string') throw new BodyError(['body', key], 'str type expected', 'type_error.str')
      return value
    }
    return undefined
  }
  const header = isObject(body['header']) ? body['header'] : {}
  const headerText = (...keys: string[]) =>
    keys.map((key) => header[key]).find((value): value is string => typeof value === 'string')
  const endpoint =
    routeEndpoint ??
    text('execEndpoint', 'exec_endpoint') ??
    headerText('execEndpoint', 'exec_endpoint') ??
    '/'
  const target = text('targetExecutor', 'target_executor') ?? headerText('targetExecutor', 'target_executor')
  const parameters = body['parameters'] ?? null
  if (parameters !== null && !isObject(parameters))
    throw new BodyError(['body', 'parameters'], 'value is not a valid dict', 'type_error.dict')
  const envelope = emptyEnvelope(headerText('requestId', 'request_id') ?? newRequestId())
  envelope.endpoint = endpoint
  envelope.target = target ?? ''
  if (parameters) envelope.parameters = parametersBytes(parameters as JsonObject)
  const docs = documentsOf(body['data'] ?? null, documentsAt?.(endpoint) ?? null)
  if (docs) envelope.data = docs
  return envelope
}

function parametersBytes(parameters: JsonObject): Buffer {
  try {
    return writeStruct(parameters)
  } catch (thrown) {
    throw new BodyError(['body', 'parameters'], (thrown as Error).message)
  }
}

function documentsOf(data: unknown, typed: TypedDocuments | null): Buffer | null {
  if (data === null) return null
  const list = isObject(data) && 'docs' in data ? data['docs'] : data
  if (!Array.isArray(list))
    throw new BodyError(
      ['body', 'data'],
      'a list of documents, or {"docs": [...]}, is expected',
      'type_error.list',
    )
  try {
    return typed
      ? writeDocuments(list.map(withId), { generation: 'v2', shape: typed.shape })
      : writeDocuments(list.map((doc, i) => documentFromJson(doc, `data[${i}]`, newRequestId)))
  } catch (thrown) {
    throw bodyErrorOf(thrown)
  }
}

/** docarray gives every document an id. */
export function withId(doc: unknown): Document {
  return (isObject(doc) && typeof doc['id'] !== 'string' ? { ...doc, id: newRequestId() } : doc) as Document
}

/** A value that does not fit its field, at its place in the body. */
export function bodyErrorOf(thrown: unknown): BodyError {
  const error = FlowError.from(thrown, 'BAD_REQUEST')
  const where = typeof error.details['where'] === 'string' ? error.details['where'] : 'data'
  return new BodyError(['body', ...where.split(/[.[\]]+/).filter(Boolean)], error.message)
}

/** The whole answer in camelCase, absent values null (Jina 3.x, v1 HTTP). */
export function responseToJson(answer: Envelope): DataResponseJson {
  return {
    header: {
      requestId: answer.requestId,
      status: answer.status ? readStatus(answer.status) : null,
      execEndpoint: answer.endpoint ?? null,
      targetExecutor: answer.target ?? null,
    },
    parameters: answer.parameters ? readStruct(answer.parameters) : {},
    routes: answer.routes.map(readRoute),
    data: readDocuments(answer.data).map((doc) => documentToJson(doc, true)),
  }
}

/** What went through each Executor, for who asked for it. */
export function passagesToJson(answer: Envelope) {
  return readPassages(answer.rest).map(({ executor, docsIn, docsOut }) => ({
    executor,
    docsIn: readDocuments(docsIn).map((doc) => documentToJson(doc, false)),
    docsOut: readDocuments(docsOut).map((doc) => documentToJson(doc, false)),
  }))
}

/** The answer of the WebSocket's JSON form: snake_case, absent values left out, times ending in `Z` (Jina 3.x). */
export function responseToWebSocketJson(answer: Envelope): JsonObject {
  const json = responseToJson(answer)
  const zulu = (time: string | null) => time?.replace('+00:00', 'Z') ?? null
  return withoutNulls({
    header: {
      request_id: json.header.requestId,
      status: json.header.status as unknown as JsonObject | null,
      exec_endpoint: json.header.execEndpoint,
      target_executor: json.header.targetExecutor,
    },
    parameters: json.parameters,
    routes: (json.routes ?? []).map((route) => ({
      executor: route.executor,
      start_time: zulu(route.startTime),
      end_time: zulu(route.endTime),
      status: route.status as unknown as JsonObject | null,
    })),
    data: readDocuments(answer.data).map((doc): DocumentJson => documentToJson(doc, false)),
  })
}

/** Leaves out nulls of the envelope; `data` and `parameters` hold user values, in which null means something. */
function withoutNulls(value: JsonObject): JsonObject {
  const out: JsonObject = {}
  for (const [key, item] of Object.entries(value)) {
    if (item === null) continue
    if (key === 'data' || key === 'parameters') out[key] = item
    else if (Array.isArray(item)) out[key] = item.map((entry) => withoutNulls(entry as JsonObject))
    else out[key] = typeof item === 'object' ? withoutNulls(item) : item
  }
  return out
}
