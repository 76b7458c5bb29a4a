import type { Json, JsonObject } from '@flowdeck/shared'
import { decoding } from './status.ts'
import { decodeStruct, encodeStruct } from './struct.ts'

/** Reads a `google.protobuf.Struct`. Numbers are doubles. @throws RpcError INVALID_ARGUMENT */
export function readStruct(bytes: Uint8Array | null): JsonObject {
  return bytes === null || bytes.length === 0
    ? {}
    : decoding('the parameters (Struct)', () => decodeStruct(bytes))
}

/** `google.protobuf.Struct` bytes. @throws Error saying which value cannot be sent */
export function writeStruct(value: Record<string, unknown>): Buffer {
  return Buffer.from(encodeStruct(value))
}

/** The key under which dictionaries returned by Executors travel (Jina 3.x). */
export const RESULTS = '__results__'

/**
 * What one Executor gets of a request's parameters.
 * Jina 3.x: `<executor>__<key>` is delivered to that Executor as `<key>` and removed for all others, unless the name
 * begins or ends with `__`; with several `__` the last part is the key and the rest, joined, the Executor. A map under
 * the Executor's own name is merged in (legacy form).
 */
export function parametersFor(executor: string, parameters: JsonObject): JsonObject {
  const out: JsonObject = {}
  const own: JsonObject = {}
  for (const [key, value] of Object.entries(parameters)) {
    if (isOwn(key)) {
      const parts = key.split('__')
      const last = parts.pop() as string
      if (parts.join('') === executor) set(own, last, value)
    } else set(out, key, value)
  }
  const legacy = Object.hasOwn(parameters, executor) ? parameters[executor] : undefined
  if (isObject(legacy)) for (const [key, value] of Object.entries(legacy)) set(out, key, value)
  for (const [key, value] of Object.entries(own)) set(out, key, value)
  return out
}

function isOwn(key: string): boolean {
  return key.includes('__') && !key.startsWith('__') && !key.endsWith('__')
}

/** Whether some parameters are meant for one Executor alone (`<executor>__<key>`). */
export function hasOwnParameters(bytes: Buffer | null): boolean {
  return bytes !== null && bytes.includes('__') && Object.keys(readStruct(bytes)).some(isOwn)
}

/** The parameters that an Executor gets when a join has merged its parts (Jina 3.x: the results of all, though none is given there). */
export function joinParameters(bytes: Buffer | null): Buffer {
  const parameters = readStruct(bytes)
  return Object.hasOwn(parameters, RESULTS) && bytes ? bytes : writeStruct({ ...parameters, [RESULTS]: {} })
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `__proto__` is a key like any other. */
function set(target: JsonObject, key: string, value: Json): void {
  Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true })
}

/** Bytes of the parameters for one Executor; the very same bytes when nothing in them is addressed to an Executor. */
export function parametersBytesFor(executor: string, bytes: Buffer | null): Buffer | null {
  if (bytes === null || bytes.length === 0 || !(bytes.includes('__') || bytes.includes(executor)))
    return bytes
  const parameters = readStruct(bytes)
  const own = parametersFor(executor, parameters)
  const same =
    Object.keys(own).length === Object.keys(parameters).length &&
    Object.entries(own).every(([key, value]) => parameters[key] === value)
  return same ? bytes : writeStruct(own)
}
