import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import type { RouteJson, StatusJson } from '@flowdeck/shared'
import {
  RouteProtoSchema,
  StatusProtoSchema,
  StatusProto_StatusCode,
  type StatusProto,
} from '../gen/jina_pb.ts'
import { RpcError, STATUS } from '../transport/rpcError.ts'
import { bytesFieldSize, varintSize, writeBytesField, writeVarint } from './wire.ts'

/** Decodes protobuf off the hot path; what cannot be read is the sender's fault. @throws RpcError INVALID_ARGUMENT */
export function decoding<T>(what: string, decode: () => T): T {
  try {
    return decode()
  } catch (thrown) {
    throw new RpcError(
      STATUS.INVALID_ARGUMENT,
      `${what} is not readable protobuf: ${(thrown as Error).message}`,
    )
  }
}

export function readStatus(bytes: Uint8Array): StatusJson {
  return statusToJson(decoding('the status', () => fromBinary(StatusProtoSchema, bytes)))
}

export function statusToJson(proto: StatusProto): StatusJson {
  const { exception } = proto
  return {
    code: proto.code,
    description: proto.description,
    exception: exception
      ? {
          name: exception.name,
          args: exception.args,
          stacks: exception.stacks,
          executor: exception.executor,
        }
      : null,
  }
}

export function writeStatus(status: StatusJson): Buffer {
  const proto = create(StatusProtoSchema, {
    code: status.code === 0 ? StatusProto_StatusCode.SUCCESS : StatusProto_StatusCode.ERROR,
    description: status.description,
    ...(status.exception ? { exception: status.exception } : {}),
  })
  return Buffer.from(toBinary(StatusProtoSchema, proto))
}

/** What an exception looks like on the wire: name, arguments and stack of what was thrown (Jina 3.x: `add_exception`). */
export function statusOf(thrown: unknown, executor: string): StatusJson {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  const message = error.message
  return {
    code: 1,
    description: `${error.name}(${JSON.stringify(message)})`,
    exception: {
      name: error.name,
      args: [message],
      stacks: (error.stack ?? `${error.name}: ${message}`).split('\n').map((line) => `${line}\n`),
      executor,
    },
  }
}

/** One Executor's share of a request while it is under way; times are milliseconds since the epoch, with fractions. */
export interface Route {
  executor: string
  /** null: not known. */
  startMs: number | null
  /** null: skipped (Jina 3.x gives such a route no end time). */
  endMs: number | null
  status: Buffer | null
}

/** RouteProto bytes, written by hand: this runs for every Executor of every request. */
export function writeRoute({ executor, startMs, endMs, status }: Route): Buffer {
  const name = Buffer.from(executor)
  const start = startMs === null ? null : timestamp(startMs)
  const end = endMs === null ? null : timestamp(endMs)
  const size =
    bytesFieldSize(name.length) +
    (start ? bytesFieldSize(start.length) : 0) +
    (end ? bytesFieldSize(end.length) : 0) +
    (status ? bytesFieldSize(status.length) : 0)
  const out = Buffer.allocUnsafe(size)
  let at = writeBytesField(out, 0, 1, name)
  if (start) at = writeBytesField(out, at, 2, start)
  if (end) at = writeBytesField(out, at, 3, end)
  if (status) writeBytesField(out, at, 4, status)
  return out
}

function timestamp(ms: number): Buffer {
  const seconds = Math.floor(ms / 1000)
  const nanos = Math.round((ms - seconds * 1000) * 1e6)
  const out = Buffer.allocUnsafe(2 + varintSize(seconds) + varintSize(nanos))
  out[0] = 8
  const at = writeVarint(out, 1, seconds)
  out[at] = 16
  writeVarint(out, at + 1, nanos)
  return out
}

export function readRoute(bytes: Uint8Array): RouteJson {
  const proto = decoding('a route', () => fromBinary(RouteProtoSchema, bytes))
  const iso = (time: { seconds: bigint; nanos: number } | undefined) =>
    time === undefined
      ? null
      : `${new Date(Number(time.seconds) * 1000).toISOString().slice(0, 19)}.${String(Math.floor(time.nanos / 1000)).padStart(6, '0')}+00:00`
  return {
    executor: proto.executor,
    startTime: iso(proto.startTime),
    endTime: iso(proto.endTime),
    status: proto.status ? statusToJson(proto.status) : null,
  }
}

export function routeName(bytes: Buffer): string {
  return decoding('a route', () => fromBinary(RouteProtoSchema, bytes)).executor
}
