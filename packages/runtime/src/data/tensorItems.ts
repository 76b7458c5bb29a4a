import { FlowError, type NdArray } from '@flowdeck/shared'
import { parseDtype, type Dtype } from './dtype.ts'
import { numberReader, readInteger64 } from './ndarray.ts'

/** One item of an array: a number, true or false, a text, or null for a date that is none. */
export type TensorItem = number | bigint | boolean | string | null

/**
 * The items of an array in C order, as Jina writes them into JSON: bytes as text, complex numbers as `1+2j`, dates as ISO 8601.
 * @throws FlowError BAD_REQUEST when the dtype is not supported or the buffer does not fit the shape
 */
export function readItems(array: NdArray): TensorItem[] {
  const dtype = parseDtype(array.dtype)
  const { buffer, shape } = array
  const count = shape.reduce((product, size) => product * size, 1)
  if (buffer.byteLength !== count * dtype.size)
    throw new FlowError(
      'BAD_REQUEST',
      `a tensor of shape [${shape.slice(0, 8).join(', ')}] and dtype "${array.dtype}" has ${buffer.byteLength} bytes, not ${count * dtype.size}`,
    )
  const read = itemReader(new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength), buffer, dtype)
  return Array.from({ length: count }, (_, i) => read(i * dtype.size))
}

function itemReader(view: DataView, buffer: Uint8Array, dtype: Dtype): (at: number) => TensorItem {
  const { kind, size } = dtype
  switch (kind) {
    case 'boolean':
      return (at) => view.getUint8(at) !== 0
    case 'integer':
      return size === 8 ? (at) => readInteger64(view, at, dtype) : numberReader(view, dtype)
    case 'float':
      return numberReader(view, dtype)
    case 'text':
      return (at) => readText(view, at, dtype)
    case 'bytes':
      return (at) => readBytes(buffer.subarray(at, at + size))
    case 'complex': {
      const part = numberReader(view, { ...dtype, kind: 'float', size: size / 2 })
      return (at) => complexText(part(at), part(at + size / 2))
    }
    case 'date':
      return (at) => dateText(readInteger64(view, at, { ...dtype, signed: true }), dtype.unit)
  }
}

/** NumPy fills a text up with zeros, and takes zeros at its end for that. */
function readText(view: DataView, at: number, { size, little }: Dtype): string {
  let end = at + size
  while (end > at && view.getUint32(end - 4, little) === 0) end -= 4
  let text = ''
  for (let i = at; i < end; i += 4) {
    const code = view.getUint32(i, little)
    text += code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code)
  }
  return text
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function readBytes(bytes: Uint8Array): string {
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end--
  const content = bytes.subarray(0, end)
  try {
    return utf8.decode(content)
  } catch {
    return Buffer.from(content).toString('base64')
  }
}

function complexText(real: number, imaginary: number): string {
  const text = (value: number) => (Number.isNaN(value) ? 'nan' : String(value).replace('Infinity', 'inf'))
  const sign = imaginary < 0 || Object.is(imaginary, -0) ? '-' : '+'
  return `${text(real)}${sign}${text(Math.abs(imaginary))}j`
}

/** Milliseconds of the units that fit a JavaScript date. */
const UNITS: Record<string, number> = {
  W: 604_800_000,
  D: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
}
const FINER: Record<string, number> = { us: 1e3, ns: 1e6 }
const NOT_A_DATE = -(2n ** 63n)

function dateText(value: number | bigint, unit: string): TensorItem {
  if (value === NOT_A_DATE) return null
  const perMs = FINER[unit]
  const whole = BigInt(value)
  const ms =
    unit in UNITS
      ? Number(value) * (UNITS[unit] as number)
      : unit === 'Y'
        ? Date.UTC(1970 + Number(value))
        : unit === 'M'
          ? Date.UTC(1970, Number(value))
          : perMs === undefined
            ? NaN
            : Number((whole - modulo(whole, BigInt(perMs))) / BigInt(perMs))
  // What has no ISO form is the number that it is.
  if (!Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return value
  const iso = new Date(ms).toISOString()
  if (perMs !== undefined)
    return `${iso.slice(0, -1)}${String(modulo(whole, BigInt(perMs))).padStart(unit === 'us' ? 3 : 6, '0')}`
  const length = { Y: 4, M: 7, W: 10, D: 10, h: 13, m: 16, s: 19, ms: 23 }[unit] ?? 23
  return iso.slice(0, iso.indexOf('T') - 10 + length)
}

function modulo(value: bigint, by: bigint): bigint {
  return ((value % by) + by) % by
}

/** Lists in lists by the shape of an array; `list` makes one of the items or lists in it. */
export function nest<T>(items: T[], shape: readonly number[], list: (inner: T[]) => T): T {
  if (shape.length === 0) return items[0] as T
  let level = items
  let inner = items.length
  for (let dimension = shape.length - 1; dimension >= 0; dimension--) {
    const size = shape[dimension] as number
    const outer = shape.slice(0, dimension).reduce((product, of) => product * of, 1)
    if (outer > MAX_EMPTY && inner === 0)
      throw new FlowError('BAD_REQUEST', `a tensor of shape [${shape.join(', ')}] has too many empty lists`)
    const next: T[] = []
    for (let i = 0; i < outer; i++) next.push(list(level.slice(i * size, (i + 1) * size)))
    level = next
    inner = level.length
  }
  return level[0] as T
}

const MAX_EMPTY = 1_000_000

/** Nested lists as NumPy's `tolist` gives them. Integers beyond 2^53 are rounded, and not-finite numbers become null: plain JSON has neither. */
export function toNestedList(array: NdArray): unknown {
  const items: unknown[] = readItems(array).map((item) =>
    typeof item === 'bigint'
      ? Number(item)
      : typeof item === 'number' && !Number.isFinite(item)
        ? null
        : item,
  )
  return nest(items, array.shape, (inner) => inner)
}
