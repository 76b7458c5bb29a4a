import {
  Client,
  OWN_GATEWAY,
  trustAt,
  documentFromJson,
  documentToExactJson,
  isJsonObject,
  JsonSyntaxError,
  parseExactJson,
  type FlowResponse,
} from '@flowdeck/runtime'
import {
  FlowError,
  type Document,
  type DocumentJson,
  type PlacedNumber,
  type FlowRun,
  type JsonObject,
  type RequestResponse,
  type RequestSend,
} from '@flowdeck/shared'
import { randomBytes } from 'node:crypto'
import { splitNumbers } from './exactNumbers.ts'

/**
 * Sends documents to the Gateway of a run, over its real port, and hands out each answer as it arrives; the next is read when `onResponse` is done.
 * @throws FlowError BAD_REQUEST, RUN_NOT_FOUND when the Flow does not run, and what the Client throws
 */
export async function sendRequest(
  run: FlowRun,
  request: RequestSend,
  { signal, onResponse }: { signal: AbortSignal; onResponse: (response: RequestResponse) => Promise<void> },
): Promise<{ responses: number; ms: number }> {
  if (run.state !== 'ready' && run.state !== 'degraded')
    throw new FlowError('RUN_NOT_FOUND', `the Flow is ${run.state}; requests need one that is ready`)
  const server = run.gateway.find(({ protocol }) => protocol === request.protocol)
  if (!server)
    throw new FlowError(
      'BAD_REQUEST',
      `this Flow's Gateway does not speak ${request.protocol}; it speaks ${run.gateway.map(({ protocol }) => protocol).join(', ')}`,
    )
  const client = new Client({
    host: server.host,
    port: server.port,
    protocol: server.protocol,
    tls: !server.tls ? false : run.attached ? trustAt(server.host) : OWN_GATEWAY,
  })
  const started = performance.now()
  let responses = 0
  try {
    // Classes of docarray v2 have fields of their own: the Client writes them as the endpoint declares.
    const typed = (await client.docarray()) === 'v2'
    const list = await readDocs(request)
    const parameters = await readParameters(request)
    const docs = list.map((doc, i) => (typed ? doc : documentFromJson(doc, `docs[${i}]`, newId)))
    if (request.stream) {
      for (const doc of docs)
        for await (const made of client.streamDoc(request.endpoint, doc, {
          parameters,
          requestId: request.requestId,
          signal,
        }))
          await onResponse(streamed(made, { index: responses++, ms: performance.now() - started }))
      return { responses, ms: performance.now() - started }
    }
    const call = client.post(request.endpoint, docs, {
      parameters,
      continueOnError: true,
      trace: true,
      requestId: request.requestId,
      signal,
      ...(request.targetExecutor ? { targetExecutor: request.targetExecutor } : {}),
      ...(request.requestSize === undefined ? {} : { requestSize: request.requestSize }),
    })
    for await (const response of call)
      await onResponse(toResponse(response, responses++, performance.now() - started))
  } finally {
    client.close()
  }
  return { responses, ms: performance.now() - started }
}

async function readDocs({ docs, exact }: RequestSend): Promise<Record<string, unknown>[]> {
  if (exact?.docs === undefined) return docs
  const list = await readJson(exact.docs, 'docs')
  if (!Array.isArray(list) || !list.every(isJsonObject))
    throw new FlowError('BAD_REQUEST', 'docs must be a list of objects')
  if (list.length > MAX_DOCS)
    throw new FlowError('BAD_REQUEST', `docs must hold ${MAX_DOCS} documents at most`)
  return list
}

async function readParameters({ parameters, exact }: RequestSend): Promise<JsonObject> {
  if (exact?.parameters === undefined) return parameters as JsonObject
  const object = await readJson(exact.parameters, 'parameters')
  if (!isJsonObject(object)) throw new FlowError('BAD_REQUEST', 'parameters must be an object')
  return object as JsonObject
}

async function readJson(text: string, where: string): Promise<unknown> {
  try {
    return await parseExactJson(text)
  } catch (thrown) {
    if (!(thrown instanceof JsonSyntaxError)) throw thrown
    throw new FlowError('BAD_REQUEST', `${where}: ${thrown.message} (character ${thrown.offset})`)
  }
}

/** One document of a stream; it comes without routes. */
function streamed(doc: Document, place: { index: number; ms: number }): RequestResponse {
  const exact: PlacedNumber[] = []
  const docs = [splitNumbers(documentToExactJson(doc), ['docs', 0], exact) as DocumentJson]
  return { ...place, status: null, parameters: null, routes: [], docs, ...exactOf(exact) }
}

/** As in a list of documents. */
const MAX_DOCS = 10_000

const newId = () => randomBytes(16).toString('hex')

/** Characters of JSON that the passages of one answer may have. */
const MAX_PASSAGES = 512 * 1024

function toResponse(response: FlowResponse, index: number, ms: number): RequestResponse {
  const { requestId, status, routes } = response
  const exact: PlacedNumber[] = []
  const json = (list: readonly Document[], ...path: PlacedNumber['path']) =>
    list.map((doc, i) => splitNumbers(documentToExactJson(doc), [...path, i], exact) as DocumentJson)
  const docs = json(response.docs, 'docs')
  const parameters = splitNumbers(response.parameters, ['parameters'], exact) as JsonObject | null
  const passages = response.passages.map(({ executor, docsIn, docsOut }, i) => ({
    executor,
    docsIn: json(docsIn, 'passages', i, 'docsIn'),
    docsOut: json(docsOut, 'passages', i, 'docsOut'),
  }))
  const fits = passages.length > 0 && JSON.stringify(passages).length <= MAX_PASSAGES
  return {
    index,
    wireId: requestId,
    ms,
    status,
    parameters,
    routes,
    docs,
    ...(fits ? { passages } : {}),
    ...exactOf(exact),
  }
}

const exactOf = (exact: PlacedNumber[]) => (exact.length === 0 ? {} : { exact })
