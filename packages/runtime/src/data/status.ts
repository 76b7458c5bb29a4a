import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import type { RouteJson, StatusJson } from '@flowdeck/shared'
import {
  RouteProtoSchema,
  StatusProtoSchema,
  StatusProto_StatusCode,
  type StatusProto,
} from '../gen/jina_pb.ts'
import { RpcError, STATUS, asError } from '../transport/rpcError.ts'
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

/** Characters of a description, of all arguments and of a stack that travel; the answer holds each of them several times. */
const MAX_TEXT = 8192
/** Causes of an error that are told, one behind the other. */
const MOST_CAUSES = 5

/**
 * What an exception looks like on the wire: name, arguments and stack of what was thrown (Jina 3.x: `add_exception`). Anything can be
 * thrown; long texts are cut.
 */
export function statusOf(thrown: unknown, executor: string): StatusJson {
  const { name, message, stack } = asError(thrown)
  const shown = cutText(message)
  return cutStatus({
    code: 1,
    description: `${name}(${JSON.stringify(shown)})`,
    exception: {
      name,
      args: [shown],
      // The stack begins with the message, which may have many lines.
      stacks: [
        ...(stack ?? `${name}: ${message}`).replace(message, () => shown).split('\n'),
        ...causesOf(thrown),
      ].map((line) => `${line}\n`),
      executor,
    },
  })
}

/** Stacks of what an error was caused by, as Python's tracebacks have them, too; a circle of causes ends. */
function causesOf(thrown: unknown): string[] {
  const lines: string[] = []
  let { cause } = asError(thrown)
  for (let i = 0; cause instanceof Error && i < MOST_CAUSES; i++) {
    lines.push(...`caused by: ${cause.stack ?? cause.message}`.split('\n'))
    cause = cause.cause
  }
  return lines
}

/** The status of an Executor, whose texts may be of any length, with long ones cut. @throws RpcError INVALID_ARGUMENT */
export function limitStatus(bytes: Buffer | null): Buffer | null {
  return bytes === null || bytes.length <= MAX_TEXT ? bytes : writeStatus(cutStatus(readStatus(bytes)))
}

function cutStatus({ code, description, exception }: StatusJson): StatusJson {
  return {
    code,
    description: cutText(description),
    exception: exception && {
      name: cutText(exception.name),
      args: cutTexts(exception.args),
      stacks: cutTexts(exception.stacks),
      executor: cutText(exception.executor),
    },
  }
}

function cutText(text: string, most = MAX_TEXT): string {
  if (text.length <= most) return text
  const told = `… (${text.length} characters)`
  return text.slice(0, most - told.length) + told
}

/** Keeps the beginning and the end of a list of texts: a stack tells at its ends where it came from and what happened. */
function cutTexts(texts: readonly string[]): string[] {
  if (texts.length === 1) return [cutText(texts[0] as string)]
  let room = MAX_TEXT
  const first: string[] = []
  const last: string[] = []
  const lines = texts.map((text) => cutText(text, MAX_TEXT / 4))
  if (lines.reduce((sum, { length }) => sum + length, 0) <= MAX_TEXT) return lines
  for (let at = 0; at < lines.length - 1 - at; at++) {
    const pair = [lines[at] as string, lines[lines.length - 1 - at] as string] as const
    room -= pair[0].length + pair[1].length
    if (room < 0) break
    first.push(pair[0])
    last.unshift(pair[1])
  }
  return [...first, `… (${lines.length - first.length - last.length} more)\n`, ...last]
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
