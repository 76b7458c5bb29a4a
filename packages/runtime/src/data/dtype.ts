import { FlowError } from '@flowdeck/shared'

/** What a NumPy array holds; `text` are characters of four bytes each (`<U3`), `bytes` those of one (`|S3`). */
export type ItemKind = 'float' | 'integer' | 'boolean' | 'text' | 'bytes' | 'complex' | 'date'

/** A NumPy dtype that is understood here. */
export interface Dtype {
  kind: ItemKind
  /** Bytes per item. */
  size: number
  little: boolean
  signed: boolean
  /** Of dates: the unit, such as `D` or `ms`. */
  unit: string
}

const KINDS: Record<string, ItemKind> = {
  f: 'float',
  i: 'integer',
  u: 'integer',
  b: 'boolean',
  U: 'text',
  S: 'bytes',
  c: 'complex',
  M: 'date',
}
const SIZES: Partial<Record<ItemKind, readonly number[]>> = {
  float: [2, 4, 8],
  integer: [1, 2, 4, 8],
  boolean: [1],
  complex: [8, 16],
  date: [8],
}
/** Texts and bytes may be long, but not so long that one item fills the memory. */
const MAX_ITEM_BYTES = 64 * 1024 * 1024

/** Reads NumPy's name of a dtype, such as `<f4`, `|b1`, `<U12`. @throws FlowError BAD_REQUEST for one that is not supported */
export function parseDtype(dtype: string): Dtype {
  const [, order = '', letter = '', digits = '', unit = ''] =
    /^([<>|=]?)([a-zA-Z])(\d{1,9})(?:\[(\w+)\])?$/.exec(dtype) ?? []
  const kind = KINDS[letter]
  const size = Number(digits) * (kind === 'text' ? 4 : 1)
  const sizes = kind && SIZES[kind]
  if (!kind || size > MAX_ITEM_BYTES || (sizes && !sizes.includes(size)))
    throw new FlowError(
      'BAD_REQUEST',
      `dtype "${dtype.slice(0, 40)}" is not supported; use one of <f2, <f4, <f8, |i1, <i2, <i4, <i8, |u1, <u2, <u4, <u8, |b1, <U…, |S…`,
    )
  return { kind, size, little: order !== '>', signed: letter === 'i', unit }
}
