import { addressFor, httpBase } from './addresses.ts'
import type { CodeContext, WrittenRequest } from './requestCode.ts'
import { WrittenNumber, writeJson } from './writtenNumbers.ts'

/** One word for a POSIX shell: plain when it is harmless, else in single quotes. */
export function shellWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word
  return `'${word.replaceAll("'", String.raw`'\''`)}'`
}

const NO_HTTP =
  'needs HTTP, and this Gateway does not speak it.\n# Add `http` to the protocol of the Gateway and start the Flow again.\n'
export const withoutHttp = (what: string, comment = '#') =>
  `${comment} ${what} ${NO_HTTP.replaceAll('\n# ', `\n${comment} `)}`

/** Jina 3.x: with docarray v1 everything goes to `/post`; with v2 each endpoint has a route of its own. */
export function httpRequest(
  { endpoint, docs, parameters, targetExecutor }: WrittenRequest,
  docarray: CodeContext['docarray'],
): { path: string; body: Record<string, unknown> } {
  const given = isEmpty(parameters) ? {} : { parameters }
  if (docarray === 'v2')
    return {
      path: endpoint,
      body: { data: docs, ...given, ...(targetExecutor === undefined ? {} : { header: { targetExecutor } }) },
    }
  return {
    path: '/post',
    body: {
      execEndpoint: endpoint,
      ...(targetExecutor === undefined ? {} : { targetExecutor }),
      ...given,
      data: docs,
    },
  }
}

/** Jina 3.x: an endpoint that answers document by document takes one document, over GET. */
export function streamRequest(endpoint: string, doc: Record<string, unknown>) {
  return { path: endpoint, body: doc }
}

export function curlRequest(request: WrittenRequest, { gateway, docarray }: CodeContext): string {
  const base = httpBase(gateway)
  if (base === null) return withoutHttp('curl')
  const command = (options: string, { path, body }: ReturnType<typeof httpRequest>) =>
    `${[
      `curl -sS ${options} ${shellWord(`${base}${path}`)}`,
      `-H 'Content-Type: application/json'`,
      `-d ${shellWord(writeJson(body, 2))}`,
    ].join(' \\\n  ')}\n`
  if (request.stream)
    return (request.docs.length > 0 ? request.docs : [{}])
      .map((doc) => command('-N -X GET', streamRequest(request.endpoint, doc)))
      .join('')
  return command('-X POST', httpRequest(request, docarray))
}

/** The gRPC call as JSON (the mapping of proto3); grpcurl learns the messages from the Gateway itself. */
export function grpcurlRequest(request: WrittenRequest, { gateway, docarray }: CodeContext): string {
  const { endpoint, docs, parameters, targetExecutor, stream } = request
  if (!gateway.some(({ protocol }) => protocol === 'grpc'))
    return '# grpcurl needs gRPC, and this Gateway does not speak it.\n# Add `grpc` to the protocol of the Gateway and start the Flow again.\n'
  const list = docarray === 'v2' ? docs.map(docProto) : docs
  const tensor = docs.some((doc) => ['tensor', 'embedding'].some((key) => key in doc))
  if (docarray === 'v1' && tensor)
    return '# grpcurl cannot write tensors from lists of numbers; use Python or TypeScript for this request.\n'
  const used = addressFor('grpc', gateway)
  const message = {
    header: { execEndpoint: endpoint, ...(targetExecutor === undefined ? {} : { targetExecutor }) },
    ...(isEmpty(parameters) ? {} : { parameters }),
  }
  const call = (method: string, body: object) =>
    `${[
      `grpcurl ${used.tls ? '-insecure' : '-plaintext'}`,
      `-d ${shellWord(writeJson(body, 2))}`,
      `${used.host}:${used.port} ${method}`,
    ].join(' \\\n  ')}\n`
  if (stream)
    return (list.length > 0 ? list : [{}])
      .map((doc) => call('jina.JinaSingleDocumentRequestRPC/stream_doc', { ...message, document: doc }))
      .join('')
  return call('jina.JinaRPC/Call', { ...message, data: { docs: { docs: list } } })
}

/** A document of docarray v2 as its messages have it: a map of nodes. */
function docProto(doc: Record<string, unknown>): object {
  return { data: Object.fromEntries(Object.entries(doc).map(([key, value]) => [key, nodeProto(value)])) }
}

function nodeProto(value: unknown): object {
  if (typeof value === 'string') return { text: value }
  if (typeof value === 'boolean') return { boolean: value }
  if (value instanceof WrittenNumber) return value.isInteger ? { integer: value } : { float: value }
  if (typeof value === 'number') return Number.isInteger(value) ? { integer: value } : { float: value }
  if (Array.isArray(value)) return { list: { data: value.map(nodeProto) } }
  return typeof value === 'object' && value !== null ? { dict: docProto({ ...value }) } : {}
}

export const isEmpty = (object: object) => Object.keys(object).length === 0
