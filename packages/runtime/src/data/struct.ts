import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import type { Json, JsonObject } from '@flowdeck/shared'
import { Float, setKey } from '../json/Float.ts'

/** Levels of lists and objects; Python reads about fifty. */
const MAX_DEPTH = 256

/** `google.protobuf.Struct` bytes of an object. Its numbers are doubles, NaN and the infinities included. @throws Error saying which value cannot be sent */
export function encodeStruct(value: Record<string, unknown>): Uint8Array {
  const writer = new BinaryWriter()
  writeFields(writer, value, 0)
  return writer.finish()
}

function writeFields(writer: BinaryWriter, value: Record<string, unknown>, depth: number): void {
  if (depth > MAX_DEPTH) throw new Error(`values are nested deeper than ${MAX_DEPTH} levels`)
  for (const [key, item] of Object.entries(value)) {
    writer.tag(1, WireType.LengthDelimited).fork()
    writer.tag(1, WireType.LengthDelimited).string(key)
    writer.tag(2, WireType.LengthDelimited).fork()
    writeValue(writer, item, { key, depth })
    writer.join().join()
  }
}

function writeValue(
  writer: BinaryWriter,
  value: unknown,
  { key, depth }: { key: string; depth: number },
): void {
  switch (typeof value) {
    case 'number':
    case 'bigint':
      writer.tag(2, WireType.Bit64).double(Number(value))
      return
    case 'string':
      writer.tag(3, WireType.LengthDelimited).string(value)
      return
    case 'boolean':
      writer.tag(4, WireType.Varint).bool(value)
      return
    case 'object':
      break
    default:
      throw new Error(`"${key}" holds a value of type ${typeof value}, which cannot be sent`)
  }
  if (value === null) writer.tag(1, WireType.Varint).int32(0)
  else if (value instanceof Float) writer.tag(2, WireType.Bit64).double(value.value)
  else if (Array.isArray(value)) {
    if (depth > MAX_DEPTH) throw new Error(`values are nested deeper than ${MAX_DEPTH} levels`)
    writer.tag(6, WireType.LengthDelimited).fork()
    for (const item of value) {
      writer.tag(1, WireType.LengthDelimited).fork()
      writeValue(writer, item, { key, depth: depth + 1 })
      writer.join()
    }
    writer.join()
  } else {
    writer.tag(5, WireType.LengthDelimited).fork()
    writeFields(writer, value as Record<string, unknown>, depth + 1)
    writer.join()
  }
}

/** The object in `google.protobuf.Struct` bytes. @throws Error when they are none */
export function decodeStruct(bytes: Uint8Array): JsonObject {
  const reader = new BinaryReader(bytes)
  return readFields(reader, reader.len, 0)
}

function readFields(reader: BinaryReader, end: number, depth: number): JsonObject {
  if (depth > MAX_DEPTH) throw new Error(`values are nested deeper than ${MAX_DEPTH} levels`)
  const out: JsonObject = {}
  while (reader.pos < end) {
    const [number, type] = reader.tag()
    if (number === 1 && type === WireType.LengthDelimited) readEntry(reader, out, depth)
    else reader.skip(type, number)
  }
  return out
}

function readEntry(reader: BinaryReader, out: JsonObject, depth: number): void {
  const end = reader.uint32() + reader.pos
  let key = ''
  let value: Json = null
  while (reader.pos < end) {
    const [number, type] = reader.tag()
    if (type === WireType.LengthDelimited && number === 1) key = reader.string()
    else if (type === WireType.LengthDelimited && number === 2) value = readValue(reader, depth)
    else reader.skip(type, number)
  }
  setKey(out, key, value)
}

function readValue(reader: BinaryReader, depth: number): Json {
  const end = reader.uint32() + reader.pos
  let value: Json = null
  while (reader.pos < end) {
    const [number, type] = reader.tag()
    if (number === 2 && type === WireType.Bit64) value = reader.double()
    else if (number === 3 && type === WireType.LengthDelimited) value = reader.string()
    else if (number === 4 && type === WireType.Varint) value = reader.bool()
    else if (number === 5 && type === WireType.LengthDelimited) {
      const length = reader.uint32()
      value = readFields(reader, reader.pos + length, depth + 1)
    } else if (number === 6 && type === WireType.LengthDelimited) value = readList(reader, depth + 1)
    else {
      if (number === 1) value = null
      reader.skip(type, number)
    }
  }
  return value
}

function readList(reader: BinaryReader, depth: number): Json[] {
  if (depth > MAX_DEPTH) throw new Error(`values are nested deeper than ${MAX_DEPTH} levels`)
  const end = reader.uint32() + reader.pos
  const out: Json[] = []
  while (reader.pos < end) {
    const [number, type] = reader.tag()
    if (number === 1 && type === WireType.LengthDelimited) out.push(readValue(reader, depth))
    else reader.skip(type, number)
  }
  return out
}

/**
 * A value as `tags` hold it: numbers as doubles. The very same value when nothing in it has to change.
 * @throws Error saying which value cannot be sent
 */
export function toPlainJson(value: unknown, key = 'tags', depth = 0): Json {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value
    case 'bigint':
      return Number(value)
    case 'object':
      break
    default:
      throw new Error(`"${key}" holds a value of type ${typeof value}, which cannot be sent`)
  }
  if (value === null) return null
  if (value instanceof Float) return value.value
  if (depth > MAX_DEPTH) throw new Error(`values are nested deeper than ${MAX_DEPTH} levels`)
  // Mostly nothing has to change, and then nothing is copied.
  if (Array.isArray(value)) {
    const list: unknown[] = value
    let copy: Json[] | undefined
    for (let i = 0; i < list.length; i++) {
      const plain = toPlainJson(list[i], key, depth + 1)
      if (copy) copy.push(plain)
      else if (!Object.is(plain, list[i])) copy = [...(list.slice(0, i) as Json[]), plain]
    }
    return copy ?? (value as Json[])
  }
  let copy: JsonObject | undefined
  for (const name of Object.keys(value)) {
    const item = (value as Record<string, unknown>)[name]
    const plain = toPlainJson(item, name, depth + 1)
    if (Object.is(plain, item)) continue
    copy ??= { ...(value as JsonObject) }
    setKey(copy, name, plain)
  }
  return copy ?? (value as JsonObject)
}
