import { WIRE, bytesFieldSize, scanFields, writeBytesField, writeVarint } from './wire.ts'

/** A `google.protobuf.Struct` that is read one level deep: keys, and values (`google.protobuf.Value`) as they stand in the bytes. */
export type StructEntries = Map<string, Buffer>

const NOTHING = Buffer.alloc(0)
const WHAT = 'the parameters (Struct)'
/** The field of a Value that holds an object. */
const OBJECT = 5

/** The entries of Struct bytes; of equal keys the last counts. @throws RpcError INVALID_ARGUMENT */
export function readEntries(bytes: Buffer | null): StructEntries {
  const entries: StructEntries = new Map()
  if (bytes === null) return entries
  scanFields(
    bytes,
    ({ number, type, from, to }) => {
      if (number !== 1 || type !== WIRE.BYTES) return
      let key = ''
      let value: Buffer = NOTHING
      const entry = bytes.subarray(from, to)
      scanFields(
        entry,
        (field) => {
          if (field.type !== WIRE.BYTES) return
          if (field.number === 1) key = entry.toString('utf8', field.from, field.to)
          else if (field.number === 2) value = entry.subarray(field.from, field.to)
        },
        WHAT,
      )
      entries.set(key, value)
    },
    WHAT,
  )
  return entries
}

/** Struct bytes. */
export function writeEntries(entries: StructEntries): Buffer {
  const parts = [...entries].map(([name, value]) => {
    const key = Buffer.from(name)
    return { key, value, size: bytesFieldSize(key.length) + bytesFieldSize(value.length) }
  })
  const out = Buffer.allocUnsafe(parts.reduce((sum, { size }) => sum + bytesFieldSize(size), 0))
  let at = 0
  for (const { key, value, size } of parts) {
    at = writeHead(out, at, size)
    at = writeBytesField(out, at, 1, key)
    at = writeBytesField(out, at, 2, value)
  }
  return out
}

/** The entries of a Value that is an object; null of any other. @throws RpcError INVALID_ARGUMENT */
export function readObject(value: Buffer): StructEntries | null {
  let object: Buffer | null = null
  scanFields(
    value,
    ({ number, type, from, to }) => {
      object = number === OBJECT && type === WIRE.BYTES ? value.subarray(from, to) : null
    },
    WHAT,
  )
  return object === null ? null : readEntries(object)
}

/** A Value that is an object. */
export function writeObject(entries: StructEntries): Buffer {
  const content = writeEntries(entries)
  const value = Buffer.allocUnsafe(bytesFieldSize(content.length))
  writeBytesField(value, 0, OBJECT, content)
  return value
}

/** The tag and the length of an entry. */
function writeHead(out: Buffer, at: number, size: number): number {
  out[at] = (1 << 3) | WIRE.BYTES
  return writeVarint(out, at + 1, size)
}
