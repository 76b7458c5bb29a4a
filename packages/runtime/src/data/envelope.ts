import {
  WIRE,
  bytesFieldSize,
  scanFewFields,
  scanFields,
  varintSize,
  writeBytesField,
  writeVarint,
  type WireField,
} from './wire.ts'
import { RpcError, STATUS } from '../transport/rpcError.ts'

const EMPTY = Buffer.alloc(0)

/**
 * A DataRequestProto cut into its top-level fields. Documents, parameters and routes stay bytes until somebody needs
 * them; what is unknown is kept, so that a hop never drops a field.
 */
export interface Envelope {
  requestId: string
  /** Jina 3.x: `exec_endpoint` is optional; absent differs from empty. */
  endpoint: string | undefined
  /** Jina 3.x: `target_executor`, a regular expression. */
  target: string | undefined
  /** StatusProto bytes. */
  status: Buffer | null
  /** Other fields of the header, tags included. */
  headerRest: Buffer
  /** `google.protobuf.Struct` bytes; null when unset. */
  parameters: Buffer | null
  /** RouteProto bytes, in order. */
  routes: Buffer[]
  /** DataContentProto bytes (the documents); null when unset. */
  data: Buffer | null
  /** Unknown top-level fields, tags included. */
  rest: Buffer
}

export function emptyEnvelope(requestId: string): Envelope {
  return {
    requestId,
    endpoint: undefined,
    target: undefined,
    status: null,
    headerRest: EMPTY,
    parameters: null,
    routes: [],
    data: null,
    rest: EMPTY,
  }
}

/** Pieces of a field that was sent more than once. One by one they are put together at the end: each on its own would cost the square of their number. */
const joined = (pieces: readonly Buffer[]) =>
  pieces.length <= 1 ? (pieces[0] ?? EMPTY) : Buffer.concat(pieces)

/** What an Executor answered. @throws RpcError INTERNAL naming the Executor: who asked is not to blame */
export function readAnswer(bytes: Buffer, executor: string): Envelope {
  try {
    return readEnvelope(bytes, `the answer of Executor "${executor}"`)
  } catch (thrown) {
    throw new RpcError(STATUS.INTERNAL, RpcError.from(thrown).details)
  }
}

/** @throws RpcError INVALID_ARGUMENT */
export function readEnvelope(bytes: Buffer, what = 'the request'): Envelope {
  const envelope = emptyEnvelope('')
  const header: HeaderPieces = { status: [], rest: [] }
  const parameters: Buffer[] = []
  const data: Buffer[] = []
  const rest: Buffer[] = []
  scanFewFields(
    bytes,
    (field) => {
      const content = bytes.subarray(field.from, field.to)
      if (field.type === WIRE.BYTES) {
        switch (field.number) {
          case 1:
            readHeader(content, { envelope, header }, what)
            return
          case 2:
            parameters.push(content)
            return
          case 3:
            envelope.routes.push(content)
            return
          case 4:
            data.push(content)
            return
          default:
        }
      }
      rest.push(raw(bytes, field))
    },
    `${what} (DataRequestProto)`,
  )
  if (header.status.length > 0) envelope.status = joined(header.status)
  envelope.headerRest = joined(header.rest)
  if (parameters.length > 0) envelope.parameters = joined(parameters)
  if (data.length > 0) envelope.data = joined(data)
  envelope.rest = joined(rest)
  return envelope
}

interface HeaderPieces {
  status: Buffer[]
  rest: Buffer[]
}

function raw(bytes: Buffer, field: WireField): Buffer {
  return bytes.subarray(field.start, field.to)
}

function readHeader(
  bytes: Buffer,
  { envelope, header }: { envelope: Envelope; header: HeaderPieces },
  what: string,
): void {
  scanFewFields(
    bytes,
    (field) => {
      if (field.type === WIRE.BYTES) {
        switch (field.number) {
          case 1:
            envelope.requestId = bytes.toString('utf8', field.from, field.to)
            return
          case 2:
            header.status.push(bytes.subarray(field.from, field.to))
            return
          case 3:
            envelope.endpoint = bytes.toString('utf8', field.from, field.to)
            return
          case 4:
            envelope.target = bytes.toString('utf8', field.from, field.to)
            return
          default:
        }
      }
      header.rest.push(raw(bytes, field))
    },
    `the header of ${what}`,
  )
}

/** The bytes of a request; `readEnvelope` of them gives an equal envelope. */
export function writeEnvelope(envelope: Envelope): Buffer {
  const id = Buffer.from(envelope.requestId)
  const endpoint = envelope.endpoint === undefined ? null : Buffer.from(envelope.endpoint)
  const target = envelope.target === undefined ? null : Buffer.from(envelope.target)
  const { status, headerRest, parameters, routes, data, rest } = envelope
  const headerSize =
    (id.length > 0 ? bytesFieldSize(id.length) : 0) +
    (status ? bytesFieldSize(status.length) : 0) +
    (endpoint ? bytesFieldSize(endpoint.length) : 0) +
    (target ? bytesFieldSize(target.length) : 0) +
    headerRest.length
  let size = 1 + varintSize(headerSize) + headerSize + rest.length
  if (parameters) size += bytesFieldSize(parameters.length)
  for (const route of routes) size += bytesFieldSize(route.length)
  if (data) size += bytesFieldSize(data.length)
  const out = Buffer.allocUnsafe(size)
  out[0] = (1 << 3) | WIRE.BYTES
  let at = writeVarint(out, 1, headerSize)
  if (id.length > 0) at = writeBytesField(out, at, 1, id)
  if (status) at = writeBytesField(out, at, 2, status)
  if (endpoint) at = writeBytesField(out, at, 3, endpoint)
  if (target) at = writeBytesField(out, at, 4, target)
  out.set(headerRest, at)
  at += headerRest.length
  if (parameters) at = writeBytesField(out, at, 2, parameters)
  for (const route of routes) at = writeBytesField(out, at, 3, route)
  if (data) at = writeBytesField(out, at, 4, data)
  out.set(rest, at)
  return out
}

/** DataRequestListProto: field 1 repeated. @throws RpcError INVALID_ARGUMENT */
export function readRequestList(message: Buffer): Envelope[] {
  const requests: Envelope[] = []
  scanFields(
    message,
    (field) => {
      if (field.number === 1 && field.type === WIRE.BYTES)
        requests.push(readEnvelope(message.subarray(field.from, field.to)))
    },
    'the list of requests (DataRequestListProto)',
  )
  return requests
}
