import type { NdArrayProto } from '../gen/docarray_v1_pb.ts'
import { mergeUnknown, type UnknownFields } from './unknownFields.ts'

/** What the plain form of a docarray v1 message does not hold. */
export interface Kept {
  unknown?: UnknownFields
  /** Arrays of a Document that have no plain form, such as sparse ones. */
  tensor?: NdArrayProto
  embedding?: NdArrayProto
  /** The message that an array was read from: its framework, parameters and unknown fields. */
  array?: NdArrayProto
}

const KEPT = Symbol('kept fields')

/** Keeps something beside a plain value. It is enumerable, so that a copy made with `{...value}` has it too. */
export function keepBeside<T extends object>(value: T, kept: Kept): T {
  if (Object.values(kept).some((one) => one !== undefined))
    Object.defineProperty(value, KEPT, { value: kept, enumerable: true, configurable: true, writable: true })
  return value
}

export function readKept(value: object): Kept {
  return (value as { [KEPT]?: Kept })[KEPT] ?? {}
}

/** Keeps beside one value what was kept beside another that is merged into it; its own comes first. */
export function mergeKept(target: object, source: object): void {
  const [own, other] = [readKept(target), readKept(source)]
  if (own === other) return
  const unknown = mergeUnknown(own.unknown, other.unknown)
  keepBeside(target, { ...other, ...own, ...(unknown ? { unknown } : {}) })
}
