import type { JsonObject } from '@flowdeck/shared'
import { decoding } from './status.ts'
import { decodeStruct, encodeStruct } from './struct.ts'
import { readEntries, readObject, writeEntries, writeObject, type StructEntries } from './structEntries.ts'

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
function entriesFor(executor: string, entries: StructEntries): StructEntries {
  const out: StructEntries = new Map()
  const own: StructEntries = new Map()
  for (const [key, value] of entries) {
    if (isOwn(key)) {
      const parts = key.split('__')
      const last = parts.pop() as string
      if (parts.join('') === executor) own.set(last, value)
    } else out.set(key, value)
  }
  const legacy = entries.get(executor)
  for (const [key, value] of (legacy && readObject(legacy)) ?? []) out.set(key, value)
  for (const [key, value] of own) out.set(key, value)
  return out
}

function isOwn(key: string): boolean {
  return key.includes('__') && !key.startsWith('__') && !key.endsWith('__')
}

/** Whether some parameters are meant for one Executor alone (`<executor>__<key>`). */
export function hasOwnParameters(bytes: Buffer | null): boolean {
  return bytes !== null && bytes.includes('__') && [...readEntries(bytes).keys()].some(isOwn)
}

/** The parameters that an Executor gets when a join has merged its parts (Jina 3.x: the results of all, though none is given there). */
export function joinParameters(bytes: Buffer | null): Buffer {
  const entries = readEntries(bytes)
  if (bytes && entries.has(RESULTS)) return bytes
  return writeEntries(entries.set(RESULTS, writeObject(new Map())))
}

/** Bytes of the parameters for one Executor; the very same bytes when nothing in them is addressed to an Executor. */
export function parametersBytesFor(executor: string, bytes: Buffer | null): Buffer | null {
  if (bytes === null || bytes.length === 0 || !(bytes.includes('__') || bytes.includes(executor)))
    return bytes
  const entries = readEntries(bytes)
  const own = entriesFor(executor, entries)
  const same = own.size === entries.size && [...own].every(([key, value]) => entries.get(key) === value)
  return same ? bytes : writeEntries(own)
}

/** Adds what an Executor's answer has under `__results__` to the results of all. @throws RpcError INVALID_ARGUMENT */
export function collectResults(bytes: Buffer | null, results: StructEntries): void {
  if (!bytes?.includes(RESULTS)) return
  const own = readEntries(bytes).get(RESULTS)
  for (const [name, value] of (own && readObject(own)) ?? []) results.set(name, value)
}

/** The parameters of a request with the results of its Executors, if there are any. */
export function addResults(bytes: Buffer | null, results: StructEntries): Buffer | null {
  return results.size === 0 ? bytes : writeEntries(readEntries(bytes).set(RESULTS, writeObject(results)))
}
