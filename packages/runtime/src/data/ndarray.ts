import { FlowError, type NdArray } from '@flowdeck/shared'
import { parseDtype, type Dtype } from './dtype.ts'
import { readFloat16, writeFloat16 } from './float16.ts'

/** Bytes per item of a NumPy dtype. @throws FlowError BAD_REQUEST for one that is not supported */
export function itemSize(dtype: string): number {
  return parseDtype(dtype).size
}

function viewOf({ buffer }: NdArray): DataView {
  return new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength)
}

/**
 * Numbers of an array in C order; true is 1. Integers beyond 2^53 are rounded: read those from `buffer`, as BigInt64Array.
 * @throws FlowError BAD_REQUEST for a dtype that holds no numbers
 */
export function toNumbers(array: NdArray): number[] {
  const dtype = parseDtype(array.dtype)
  if (dtype.kind !== 'float' && dtype.kind !== 'integer' && dtype.kind !== 'boolean')
    throw new FlowError('BAD_REQUEST', `an array of dtype "${array.dtype}" does not hold numbers`)
  const view = viewOf(array)
  const count = Math.floor(array.buffer.byteLength / dtype.size)
  if (dtype.size === 8 && dtype.kind === 'integer')
    return Array.from({ length: count }, (_, i) => Number(readInteger64(view, i * 8, dtype)))
  const read = numberReader(view, dtype)
  return Array.from({ length: count }, (_, i) => read(i * dtype.size))
}

/** How a number of at most 53 bits is read. */
export function numberReader(view: DataView, { kind, size, little, signed }: Dtype): (at: number) => number {
  if (kind === 'float')
    return size === 8
      ? (at) => view.getFloat64(at, little)
      : size === 4
        ? (at) => view.getFloat32(at, little)
        : (at) => readFloat16(view, at, little)
  if (size === 1) return signed ? (at) => view.getInt8(at) : (at) => view.getUint8(at)
  if (size === 2) return signed ? (at) => view.getInt16(at, little) : (at) => view.getUint16(at, little)
  return signed ? (at) => view.getInt32(at, little) : (at) => view.getUint32(at, little)
}

/** An integer of eight bytes: a number where that loses nothing. */
export function readInteger64(view: DataView, at: number, { little, signed }: Dtype): number | bigint {
  const high = signed
    ? view.getInt32(little ? at + 4 : at, little)
    : view.getUint32(little ? at + 4 : at, little)
  const near = high * 2 ** 32 + view.getUint32(little ? at : at + 4, little)
  if (Number.isSafeInteger(near)) return near
  return signed ? view.getBigInt64(at, little) : view.getBigUint64(at, little)
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
  return ndArray(Array.from(array as Iterable<number | bigint>), [array.length], dtype)
}

/** A dense array as it stands on the wire. Jina 3.x: an empty buffer with a non-empty shape reads as zeros. */
export function denseArray({ shape, dtype, buffer }: NdArray): NdArray {
  const count = shape.reduce((product, size) => product * size, 1)
  const zeros = buffer.length === 0 && count > 0 && shape.length > 0
  return { shape, dtype, buffer: zeros ? new Uint8Array(count * itemSize(dtype)) : buffer }
}

/** An array from numbers; `<f4` unless told. @throws FlowError BAD_REQUEST for a dtype that does not hold numbers */
export function ndArray(
  values: readonly (number | bigint)[],
  shape: number[] = [values.length],
  dtype = '<f4',
): NdArray {
  const parsed = parseDtype(dtype)
  const { size } = parsed
  const buffer = new Uint8Array(values.length * size)
  const write = numberWriter(new DataView(buffer.buffer), parsed, dtype)
  values.forEach((value, i) => write(i * size, value))
  return { shape, dtype, buffer }
}

function numberWriter(
  view: DataView,
  { kind, size, little }: Dtype,
  name: string,
): (at: number, value: number | bigint) => void {
  if (kind === 'float')
    return size === 8
      ? (at, value) => view.setFloat64(at, Number(value), little)
      : size === 4
        ? (at, value) => view.setFloat32(at, Number(value), little)
        : (at, value) => writeFloat16(view, at, Number(value), little)
  if (kind !== 'integer' && kind !== 'boolean')
    throw new FlowError('BAD_REQUEST', `an array of dtype "${name}" cannot be made of numbers`)
  // Numbers are cut to the size of the item, so that one way of writing does for both signs.
  if (size === 1) return (at, value) => view.setUint8(at, Number(value))
  if (size === 2) return (at, value) => view.setUint16(at, Number(value), little)
  if (size === 4) return (at, value) => view.setUint32(at, Number(value), little)
  return (at, value) => {
    if (typeof value === 'bigint') {
      view.setBigUint64(at, BigInt.asUintN(64, value), little)
      return
    }
    view.setUint32(little ? at + 4 : at, Math.floor(value / 2 ** 32), little)
    view.setUint32(little ? at : at + 4, value, little)
  }
}
