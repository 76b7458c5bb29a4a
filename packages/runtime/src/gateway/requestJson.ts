import { FlowError, type Document, type JsonObject } from '@flowdeck/shared'
import type { DocShape } from '../data/docShape.ts'
import { writeOne } from '../data/documents.ts'
import { readDocumentJson } from '../data/documentJson.ts'
import { joinDocuments } from '../data/documentSlices.ts'
import { addDocuments } from '../data/documentsText.ts'
import { emptyEnvelope, type Envelope } from '../data/envelope.ts'
import { readPassages } from '../data/passages.ts'
import { readStruct, writeStruct } from '../data/parameters.ts'
import { readRoute, readStatus } from '../data/status.ts'
import { isJsonObject } from '../json/Float.ts'
import { JsonBody } from '../json/JsonBody.ts'
import { eachInSlices } from '../json/slices.ts'
import { writeJson, type JsonStyle } from '../json/writeJson.ts'
import { RpcError, STATUS } from '../transport/rpcError.ts'
import { newRequestId } from './Gateway.ts'

/** Where a body is wrong, in the form of FastAPI's answer 422 (Jina 3.x). */
export class BodyError extends Error {
  readonly detail: { loc: (string | number)[]; msg: string; type: string; ctx?: { error: string } }[]

  constructor(loc: (string | number)[], msg: string, type = 'value_error', ctx?: { error: string }) {
    super(msg)
    this.name = 'BodyError'
    this.detail = [{ loc, msg, type, ...(ctx ? { ctx } : {}) }]
  }
}

/** The documents of an endpoint with docarray v2: their fields, where an Executor declares them. */
export interface TypedDocuments {
  shape: DocShape | undefined
}

/** How a request is read. */
export interface RequestReading {
  /** The endpoint of the route; absent: the body names it. */
  endpoint?: string | undefined
  /** Tells of endpoints whose documents are those of docarray v2. */
  documentsAt?: (endpoint: string) => TypedDocuments | null
  /** How many documents one request may hold. */
  maxDocuments?: number
}

/**
 * A request from the JSON that `POST /post` and WebSocket frames hold; camelCase and snake_case are taken.
 * Jina 3.x (v1): `data` is a list or `{docs: […]}`; `execEndpoint` is `/` when absent.
 * @throws BodyError, RpcError RESOURCE_EXHAUSTED
 */
export async function requestFromJson(body: unknown, reading: RequestReading = {}): Promise<Envelope> {
  if (!isJsonObject(body)) throw new BodyError(['body'], 'the body must be a JSON object', 'type_error.dict')
  const text = (...keys: string[]) => readText(body, keys, ['body'])
  const header = isJsonObject(body['header']) ? body['header'] : {}
  const headerText = (...keys: string[]) =>
    keys.map((key) => header[key]).find((value): value is string => typeof value === 'string')
  const endpoint =
    reading.endpoint ??
    text('execEndpoint', 'exec_endpoint') ??
    headerText('execEndpoint', 'exec_endpoint') ??
    '/'
  const target = text('targetExecutor', 'target_executor') ?? headerText('targetExecutor', 'target_executor')
  const envelope = emptyEnvelope(headerText('requestId', 'request_id') ?? newRequestId())
  envelope.endpoint = endpoint
  envelope.target = target ?? ''
  const parameters = body['parameters'] ?? null
  if (parameters !== null && !isJsonObject(parameters))
    throw new BodyError(['body', 'parameters'], 'value is not a valid dict', 'type_error.dict')
  if (parameters) envelope.parameters = parametersBytes(parameters)
  const docs = await documentsOf(
    body['data'] ?? null,
    reading.documentsAt?.(endpoint) ?? null,
    reading.maxDocuments,
  )
  if (docs) envelope.data = docs
  return envelope
}

/** The text under the first of several spellings of a key. @throws BodyError that names it when it is something else */
export function readText(
  from: Record<string, unknown>,
  keys: string[],
  at: string[],
  wrong = { msg: 'str type expected', type: 'type_error.str' },
): string | undefined {
  for (const key of keys) {
    const value = from[key]
    if (value === undefined || value === null) continue
    if (typeof value !== 'string') throw new BodyError([...at, key], wrong.msg, wrong.type)
    return value
  }
  return undefined
}

/** Bytes of the parameters. @throws BodyError */
export function parametersBytes(parameters: Record<string, unknown>): Buffer {
  try {
    return writeStruct(parameters)
  } catch (thrown) {
    throw new BodyError(['body', 'parameters'], (thrown as Error).message)
  }
}

async function documentsOf(
  data: unknown,
  typed: TypedDocuments | null,
  limit = Infinity,
): Promise<Buffer | null> {
  if (data === null) return null
  const list = isJsonObject(data) && 'docs' in data ? data['docs'] : data
  if (!Array.isArray(list))
    throw new BodyError(
      ['body', 'data'],
      'a list of documents, or {"docs": [...]}, is expected',
      'type_error.list',
    )
  if (typed) return await writeTypedDocuments(list, typed.shape, limit)
  const reading = { newId: newRequestId, left: limit, limit }
  return await inSlices(list, (doc, i) =>
    writeOne(readDocumentJson(doc, reading, `data[${i}]`), { generation: 'v1' }),
  )
}

/** DataContentProto bytes of docarray v2 documents from JSON. @throws BodyError, RpcError RESOURCE_EXHAUSTED */
export async function writeTypedDocuments(
  list: unknown[],
  shape: DocShape | undefined,
  limit: number,
): Promise<Buffer> {
  const counted = { left: limit, limit }
  return await inSlices(list, (doc, i) =>
    writeOne(withId(doc), { generation: 'v2', shape, where: `data[${i}]`, counted }),
  )
}

async function inSlices(list: unknown[], write: (doc: unknown, index: number) => Buffer): Promise<Buffer> {
  const docs: Buffer[] = []
  try {
    await eachInSlices(list, (doc, i) => docs.push(write(doc, i)))
  } catch (thrown) {
    throw bodyErrorOf(thrown)
  }
  return joinDocuments(docs)
}

/** docarray gives every document an id. */
export function withId(doc: unknown): Document {
  const absent = isJsonObject(doc) && (doc['id'] ?? null) === null
  return (absent ? { ...doc, id: newRequestId() } : doc) as Document
}

/** A value that does not fit its field, at its place in the body; what is no fault of a value stays as it is. */
export function bodyErrorOf(thrown: unknown): Error {
  if (
    thrown instanceof BodyError ||
    (thrown instanceof RpcError && thrown.code === STATUS.RESOURCE_EXHAUSTED)
  )
    return thrown
  const error = FlowError.from(thrown, 'BAD_REQUEST')
  const where = typeof error.details['where'] === 'string' ? error.details['where'] : 'data'
  const loc = where.split(/[.[\]]+/).filter(Boolean)
  return new BodyError(
    ['body', ...loc.map((part) => (/^\d+$/.test(part) ? Number(part) : part))],
    error.message,
  )
}

/** How an answer is written. */
export interface AnswerWriting {
  numbers: JsonStyle
  /** Adds what went through each Executor. */
  trace?: boolean
}

/** The whole answer in camelCase, absent values null (Jina 3.x, v1 HTTP). @throws as `documentText` */
export async function responseToJson(answer: Envelope, { numbers, trace }: AnswerWriting): Promise<Buffer[]> {
  const style = { nulls: true, numbers }
  const header = {
    requestId: answer.requestId,
    status: answer.status ? readStatus(answer.status) : null,
    execEndpoint: answer.endpoint ?? null,
    targetExecutor: answer.target ?? null,
  }
  const body = new JsonBody()
  body.add(`{"header":${JSON.stringify(header)}`)
  body.add(`,"parameters":${writeJson(readStruct(answer.parameters), numbers, 'floats')}`)
  body.add(`,"routes":${JSON.stringify(answer.routes.map(readRoute))},"data":`)
  await addDocuments(body, answer.data, style)
  if (trace) await addPassages(body, answer, numbers)
  body.add('}')
  return body.finish()
}

/** What went through each Executor, for clients that ask for it. */
async function addPassages(body: JsonBody, answer: Envelope, numbers: JsonStyle): Promise<void> {
  const style = { nulls: false, numbers }
  body.add(',"trace":[')
  for (const [i, { executor, docsIn, docsOut }] of readPassages(answer.rest).entries()) {
    body.add(`${i === 0 ? '' : ','}{"executor":${JSON.stringify(executor)},"docsIn":`)
    await addDocuments(body, docsIn, style)
    body.add(',"docsOut":')
    await addDocuments(body, docsOut, style)
    body.add('}')
  }
  body.add(']')
}

/** The answer of the WebSocket's JSON form: snake_case, absent values left out, times ending in `Z` (Jina 3.x). */
export async function responseToWebSocketJson(answer: Envelope): Promise<Buffer[]> {
  const zulu = (time: string | null) => time?.replace('+00:00', 'Z') ?? null
  const status = answer.status ? readStatus(answer.status) : null
  const envelope = withoutNulls({
    header: {
      request_id: answer.requestId,
      status: status as unknown as JsonObject | null,
      exec_endpoint: answer.endpoint ?? null,
      target_executor: answer.target ?? null,
    },
    routes: answer.routes.map(readRoute).map((route) => ({
      executor: route.executor,
      start_time: zulu(route.startTime),
      end_time: zulu(route.endTime),
      status: route.status as unknown as JsonObject | null,
    })),
  })
  const body = new JsonBody()
  body.add(`{"header":${JSON.stringify(envelope['header'])}`)
  body.add(`,"parameters":${writeJson(readStruct(answer.parameters), 'standard', 'floats')}`)
  body.add(`,"routes":${JSON.stringify(envelope['routes'])},"data":`)
  await addDocuments(body, answer.data, { nulls: false, numbers: 'standard' })
  body.add('}')
  return body.finish()
}

function withoutNulls(value: JsonObject): JsonObject {
  const out: JsonObject = {}
  for (const [key, item] of Object.entries(value)) {
    if (item === null) continue
    if (Array.isArray(item))
      out[key] = item.map((entry) =>
        typeof entry === 'object' && entry !== null ? withoutNulls(entry as JsonObject) : entry,
      )
    else out[key] = typeof item === 'object' ? withoutNulls(item) : item
  }
  return out
}
