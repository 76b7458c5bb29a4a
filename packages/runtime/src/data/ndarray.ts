import { FlowError, type NdArray } from '@flowdeck/shared'

type Reader = (view: DataView, at: number) => number
type Writer = (view: DataView, at: number, value: number) => void
interface Kind {
  size: number
  read: Reader
  write: Writer
}

/** NumPy kinds: first letter of the dtype after its byte order, then bytes per item. */
const KINDS: Record<string, (little: boolean) => Kind> = {
  f4: (le) =>
    kind(
      4,
      (v, at) => v.getFloat32(at, le),
      (v, at, x) => v.setFloat32(at, x, le),
    ),
  f8: (le) =>
    kind(
      8,
      (v, at) => v.getFloat64(at, le),
      (v, at, x) => v.setFloat64(at, x, le),
    ),
  i1: () =>
    kind(
      1,
      (v, at) => v.getInt8(at),
      (v, at, x) => v.setInt8(at, x),
    ),
  u1: () =>
    kind(
      1,
      (v, at) => v.getUint8(at),
      (v, at, x) => v.setUint8(at, x),
    ),
  b1: () =>
    kind(
      1,
      (v, at) => v.getUint8(at),
      (v, at, x) => v.setUint8(at, x),
    ),
  i2: (le) =>
    kind(
      2,
      (v, at) => v.getInt16(at, le),
      (v, at, x) => v.setInt16(at, x, le),
    ),
  u2: (le) =>
    kind(
      2,
      (v, at) => v.getUint16(at, le),
      (v, at, x) => v.setUint16(at, x, le),
    ),
  i4: (le) =>
    kind(
      4,
      (v, at) => v.getInt32(at, le),
      (v, at, x) => v.setInt32(at, x, le),
    ),
  u4: (le) =>
    kind(
      4,
      (v, at) => v.getUint32(at, le),
      (v, at, x) => v.setUint32(at, x, le),
    ),
  i8: (le) =>
    kind(
      8,
      (v, at) => Number(v.getBigInt64(at, le)),
      (v, at, x) => v.setBigInt64(at, BigInt(x), le),
    ),
  u8: (le) =>
    kind(
      8,
      (v, at) => Number(v.getBigUint64(at, le)),
      (v, at, x) => v.setBigUint64(at, BigInt(x), le),
    ),
}

function kind(size: number, read: Reader, write: Writer): Kind {
  return { size, read, write }
}

function kindOf(dtype: string): Kind {
  const match = /^([<>|=])?([a-z]\d)$/.exec(dtype)
  const make = match ? KINDS[match[2] as string] : undefined
  if (!make)
    throw new FlowError(
      'BAD_REQUEST',
      `dtype "${dtype}" is not supported; use one of ${Object.keys(KINDS)
        .map((k) => `<${k}`)
        .join(', ')}`,
    )
  return make(match?.[1] !== '>')
}

/** Bytes per item of a NumPy dtype. @throws FlowError BAD_REQUEST for one that is not known */
export function itemSize(dtype: string): number {
  return kindOf(dtype).size
}

/** Numbers of an array in C order. @throws FlowError BAD_REQUEST */
export function toNumbers({ dtype, buffer }: NdArray): number[] {
  const { size, read } = kindOf(dtype)
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength)
  return Array.from({ length: Math.floor(buffer.byteLength / size) }, (_, i) => read(view, i * size))
}

/** Whether a value is a tensor: `{shape, dtype, buffer}`. */
export function isNdArray(value: object): value is NdArray {
  const { shape, dtype, buffer } = value as Partial<NdArray>
  return Array.isArray(shape) && typeof dtype === 'string' && buffer instanceof Uint8Array
}

const TYPED_ARRAYS = {
  Float32Array: '<f4',
  Float64Array: '<f8',
  Int8Array: '|i1',
  Int16Array: '<i2',
  Int32Array: '<i4',
  BigInt64Array: '<i8',
  Uint16Array: '<u2',
  Uint32Array: '<u4',
  BigUint64Array: '<u8',
} as const

type TypedArray = Float32Array | Float64Array | Int8Array | Int16Array | Int32Array | BigInt64Array

/** Whether a value is an array of numbers of one kind; bytes are bytes. */
export function isTypedArray(value: unknown): value is TypedArray {
  return ArrayBuffer.isView(value) && value.constructor.name in TYPED_ARRAYS
}

/** A tensor of one dimension with the values of a typed array. */
export function fromTypedArray(array: TypedArray): NdArray {
  const dtype = TYPED_ARRAYS[array.constructor.name as keyof typeof TYPED_ARRAYS]
  return ndArray(Array.from(array as Iterable<number | bigint>, Number), [array.length], dtype)
}

/** A dense array as it stands on the wire. Jina 3.x: an empty buffer with a non-empty shape reads as zeros. */
export function denseArray({ shape, dtype, buffer }: NdArray): NdArray {
  const count = shape.reduce((product, size) => product * size, 1)
  const zeros = buffer.length === 0 && count > 0 && shape.length > 0
  return { shape, dtype, buffer: zeros ? new Uint8Array(count * itemSize(dtype)) : buffer }
}

/** An array from numbers; `<f4` unless told. */
export function ndArray(
  values: readonly number[],
  shape: number[] = [values.length],
  dtype = '<f4',
): NdArray {
  const { size, write } = kindOf(dtype)
  const buffer = new Uint8Array(values.length * size)
  const view = new DataView(buffer.buffer)
  values.forEach((value, i) => write(view, i * size, value))
  return { shape, dtype, buffer }
}

/** Nested lists as NumPy's `tolist` gives them; not-finite numbers become null (JSON has none). */
export function toNestedList(array: NdArray): unknown {
  const numbers: unknown[] = toNumbers(array).map((n) =>
    array.dtype.endsWith('b1') ? n !== 0 : Number.isFinite(n) ? n : null,
  )
  let level = numbers
  for (const size of array.shape.slice(1).reverse()) {
    if (size === 0)
      return array.shape[0] === undefined ? [] : Array.from({ length: array.shape[0] }, () => [])
    const next: unknown[] = []
    for (let i = 0; i < level.length; i += size) next.push(level.slice(i, i + size))
    level = next
  }
  return array.shape.length === 0 ? numbers[0] : level
}

/** An array from nested lists of numbers. @throws FlowError BAD_REQUEST when they are ragged or hold something else */
export function fromNestedList(value: unknown, where: string): NdArray {
  const shape: number[] = []
  for (let level: unknown = value; Array.isArray(level); level = level[0]) shape.push(level.length)
  const numbers: number[] = []
  collect(value, { shape, depth: 0, numbers, where })
  const dtype =
    numbers.every((n) => Number.isInteger(n) && Math.abs(n) <= 2 ** 53) && numbers.length > 0 ? '<i8' : '<f8'
  return ndArray(numbers, shape, dtype)
}

interface Collect {
  shape: number[]
  depth: number
  numbers: number[]
  where: string
}

function collect(value: unknown, at: Collect): void {
  if (at.depth === at.shape.length) {
    if (typeof value === 'boolean') at.numbers.push(value ? 1 : 0)
    else if (typeof value === 'number') at.numbers.push(value)
    else
      throw new FlowError(
        'BAD_REQUEST',
        `${at.where} must hold numbers only, found ${JSON.stringify(value)?.slice(0, 60)}`,
      )
    return
  }
  if (!Array.isArray(value) || value.length !== at.shape[at.depth])
    throw new FlowError('BAD_REQUEST', `${at.where} is ragged: its rows differ in length`)
  for (const item of value) collect(item, { ...at, depth: at.depth + 1 })
}
