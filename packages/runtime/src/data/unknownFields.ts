import type { Message } from '@bufbuild/protobuf'

/** Fields of a message that no schema here knows: they go back out as they came. */
export type UnknownFields = Message['$unknown']

/** Gives a message the unknown fields of those it was made from: of each number, those of the first that has it. */
export function withUnknown<T extends Message>(message: T, ...from: readonly (UnknownFields | null)[]): T {
  const unknown = mergeUnknown(...from)
  if (unknown) message.$unknown = unknown
  return message
}

/** The unknown fields of several messages as those of one; undefined when there are none. */
export function mergeUnknown(...from: readonly (UnknownFields | null)[]): UnknownFields {
  let merged: UnknownFields
  for (const fields of from) {
    if (!fields || fields.length === 0) continue
    const known = new Set(merged?.map(({ no }) => no))
    merged = merged ? [...merged, ...fields.filter(({ no }) => !known.has(no))] : fields
  }
  return merged
}
