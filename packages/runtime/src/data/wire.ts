import { RpcError, STATUS } from '../transport/rpcError.ts'

/** Protobuf wire types that occur: varint, 8 bytes, length-delimited, 4 bytes. */
export const WIRE = { VARINT: 0, FIXED64: 1, BYTES: 2, FIXED32: 5 } as const

/** One field of a message as it stands in the bytes: `start` is its tag, `[from, to)` its content. */
export interface WireField {
  number: number
  type: number
  start: number
  from: number
  to: number
}

/**
 * Calls `visit` with every top-level field of a protobuf message, without decoding what is inside, until it returns false.
 * @throws RpcError INVALID_ARGUMENT when the bytes are no protobuf message
 */
export function scanFields(bytes: Buffer, visit: (field: WireField) => unknown, what: string): void {
  let at = 0
  const end = bytes.length
  // One object for all fields: visitors copy what they keep.
  const field: WireField = { number: 0, type: 0, start: 0, from: 0, to: 0 }
  while (at < end) {
    field.start = at
    let tag = bytes[at++] as number
    if (tag >= 0x80) {
      const rest = readVarint(bytes, at, what)
      tag = (tag & 0x7f) + rest.value * 128
      at = rest.next
    }
    field.number = Math.floor(tag / 8)
    field.type = tag & 7
    field.from = at
    switch (field.type) {
      case WIRE.VARINT:
        at = readVarint(bytes, at, what).next
        break
      case WIRE.FIXED64:
        at += 8
        break
      case WIRE.FIXED32:
        at += 4
        break
      case WIRE.BYTES: {
        let length = bytes[at++] ?? 0
        if (length >= 0x80) {
          const rest = readVarint(bytes, at, what)
          length = (length & 0x7f) + rest.value * 128
          at = rest.next
        }
        field.from = at
        at += length
        break
      }
      default:
        throw malformed(what, `field ${field.number} has wire type ${field.type}`)
    }
    if (at > end || field.number === 0) throw malformed(what, 'it ends within a field')
    field.to = at
    if (visit(field) === false) return
  }
}

function readVarint(bytes: Buffer, start: number, what: string): { value: number; next: number } {
  let value = 0
  let scale = 1
  let at = start
  for (let n = 0; n < 10; n++) {
    const byte = bytes[at++]
    if (byte === undefined) throw malformed(what, 'it ends within a number')
    value += (byte & 0x7f) * scale
    scale *= 128
    if (byte < 0x80) return { value, next: at }
  }
  throw malformed(what, 'a number is longer than ten bytes')
}

function malformed(what: string, why: string): RpcError {
  return new RpcError(STATUS.INVALID_ARGUMENT, `${what} is not readable protobuf: ${why}`)
}

/** Fields of a message that has a few and may have some that are not known: more are an attack, each of two bytes that cost a hundred. */
const MAX_FIELDS = 10_000

/** As `scanFields`, for a message that holds no long list. @throws RpcError INVALID_ARGUMENT also for very many fields */
export function scanFewFields(bytes: Buffer, visit: (field: WireField) => unknown, what: string): void {
  let count = 0
  const counted = (field: WireField) => {
    if (++count > MAX_FIELDS) throw malformed(what, `it has more than ${MAX_FIELDS} fields`)
    return visit(field)
  }
  scanFields(bytes, counted, what)
}

/** Bytes that a varint takes. */
export function varintSize(value: number): number {
  let size = 1
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) size++
  return size
}

export function writeVarint(target: Buffer, at: number, value: number): number {
  let rest = value
  let next = at
  while (rest >= 128) {
    target[next++] = (rest % 128) | 0x80
    rest = Math.floor(rest / 128)
  }
  target[next++] = rest
  return next
}

/** Bytes that a length-delimited field with a one-byte tag takes. */
export function bytesFieldSize(length: number): number {
  return 1 + varintSize(length) + length
}

export function writeBytesField(target: Buffer, at: number, number: number, content: Uint8Array): number {
  target[at] = (number << 3) | WIRE.BYTES
  const next = writeVarint(target, at + 1, content.length)
  target.set(content, next)
  return next + content.length
}

/** The fields of a message whose numbers are not among `known`, tags included: what goes along without being understood. */
export function otherFields(bytes: Buffer, known: readonly number[], what: string): Buffer {
  const others: Buffer[] = []
  scanFields(
    bytes,
    ({ number, start, to }) => {
      if (!known.includes(number)) others.push(bytes.subarray(start, to))
    },
    what,
  )
  return Buffer.concat(others)
}

/** Fields of several messages as those of one: of each number, those of the first that has it. */
export function mergeFields(messages: readonly Buffer[], what: string): Buffer {
  const filled = messages.filter(({ length }) => length > 0)
  if (filled.length <= 1) return filled[0] ?? Buffer.alloc(0)
  const seen = new Set<number>()
  return Buffer.concat(
    filled.map((message) => {
      const before = [...seen]
      scanFields(message, ({ number }) => seen.add(number), what)
      return otherFields(message, before, what)
    }),
  )
}
