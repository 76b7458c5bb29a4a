import { expect, test } from 'vitest'
import { parseJson } from '../json/JsonReader.ts'
import { ndArray, toNumbers } from './ndarray.ts'
import { fromNestedList } from './nestedList.ts'
import { toNestedList } from './tensorItems.ts'
import { tensorText } from './tensorText.ts'

const array = (dtype: string, shape: number[], buffer: Uint8Array) => ({ dtype, shape, buffer })
const bytes = (typed: ArrayBufferView) => new Uint8Array(typed.buffer)
const text = (value: string) =>
  Buffer.from(value, 'utf16le').reduce<number[]>(
    (all, byte, i) => (all.push(byte), i % 2 ? [...all, 0, 0] : all),
    [],
  )

test.each([
  [
    '<f2',
    [4],
    Uint8Array.of(0x00, 0x3e, 0xff, 0x7b, 0x00, 0x7e, 0x01, 0x00),
    '[1.5,65504.0,null,5.960464477539063e-8]',
  ],
  ['<f4', [2], bytes(Float32Array.of(0.1, 1)), '[0.10000000149011612,1.0]'],
  ['<f8', [2, 2], bytes(Float64Array.of(0, -0, NaN, -Infinity)), '[[0.0,-0.0],[null,null]]'],
  [
    '<i8',
    [3],
    bytes(BigInt64Array.of(2n ** 53n + 1n, -(2n ** 63n), -1n)),
    '[9007199254740993,-9223372036854775808,-1]',
  ],
  ['<u8', [2], bytes(BigUint64Array.of(2n ** 64n - 1n, 0n)), '[18446744073709551615,0]'],
  ['>i4', [2], Uint8Array.of(0, 0, 0, 1, 255, 255, 255, 254), '[1,-2]'],
  ['|b1', [1, 2], Uint8Array.of(1, 0), '[[true,false]]'],
  ['<U2', [2, 1], Uint8Array.from([...text('ü'), 0, 0, 0, 0, ...text('bc')]), '[["ü"],["bc"]]'],
  ['|S2', [2], Uint8Array.of(120, 121, 122, 0), '["xy","z"]'],
  ['<c16', [1], bytes(Float64Array.of(1, 2)), '["1+2j"]'],
  ['<M8[D]', [2], bytes(BigInt64Array.of(18262n, -(2n ** 63n))), '["2020-01-01",null]'],
  ['<M8[us]', [1], bytes(BigInt64Array.of(-1n)), '["1969-12-31T23:59:59.999999"]'],
  ['<i8', [], bytes(BigInt64Array.of(5n)), '5'],
  ['<f8', [0], new Uint8Array(), '[]'],
  ['<f8', [2, 0], new Uint8Array(), '[[],[]]'],
  ['<f8', [0, 2], new Uint8Array(), '[]'],
] as const)('a tensor of %s and shape %j is written as Jina writes it', (dtype, shape, buffer, json) => {
  expect(tensorText(array(dtype, [...shape], buffer), 'standard')).toBe(json)
})

test('Python gets NaN and the infinities as it writes them', () => {
  expect(tensorText(ndArray([NaN, Infinity, -Infinity, 1], [4], '<f8'), 'python')).toBe(
    '[NaN,Infinity,-Infinity,1.0]',
  )
})

test.each([
  ['<f8', [3], 'has 8 bytes, not 24'],
  ['<f16', [1], 'dtype "<f16" is not supported'],
  ['|O', [1], 'is not supported'],
])('a tensor of %s and shape %j with eight bytes is refused', (dtype, shape, message) => {
  expect(() => tensorText(array(dtype, shape, new Uint8Array(8)), 'standard')).toThrow(message)
})

test('every float of two bytes is read and written alike', () => {
  const all = Uint16Array.from({ length: 65536 }, (_, i) => i)
  const numbers = toNumbers(array('<f2', [65536], bytes(all)))
  const back = new Uint16Array(ndArray(numbers, [65536], '<f2').buffer.buffer)
  const changed = [...all].filter((bits, i) => back[i] !== bits && !Number.isNaN(numbers[i]))
  expect(changed).toEqual([])
  expect(toNumbers(ndArray([2049, 65519, 65520, 2 ** -25, 1e-7], [5], '<f2'))).toEqual([
    2048,
    65504,
    Infinity,
    0,
    1.1920928955078125e-7,
  ])
})

// The right column is what numpy.array makes of the list.
test.each([
  ['[0.0, 1.0]', '<f8', '[0.0,1.0]'],
  ['[0, 1.0]', '<f8', '[0.0,1.0]'],
  ['[1, 2]', '<i8', '[1,2]'],
  ['[9007199254740993, -9223372036854775808]', '<i8', '[9007199254740993,-9223372036854775808]'],
  ['[18446744073709551615]', '<u8', '[18446744073709551615]'],
  ['[18446744073709551615, true]', '<u8', '[18446744073709551615,1]'],
  ['[9223372036854775808, 1]', '<f8', '[9223372036854776000.0,1.0]'],
  ['[true, false]', '|b1', '[true,false]'],
  ['[true, 2]', '<i8', '[1,2]'],
  ['["ü😀", ""]', '<U2', '["ü😀",""]'],
  ['["a", 1, 1.5, true, 1e16, 1e-7]', '<U5', '["a","1","1.5","True","1e+16","1e-07"]'],
  ['[null, 1]', '<f8', '[null,1.0]'],
  ['[NaN, Infinity]', '<f8', '[null,null]'],
  ['[]', '<f8', '[]'],
  ['[[], []]', '<f8', '[[],[]]'],
  ['[[1.0, 2], [3, 4]]', '<f8', '[[1.0,2.0],[3.0,4.0]]'],
])('the list %s becomes %s', (json, dtype, back) => {
  const made = fromNestedList(parseJson(json), 'x')
  expect(made.dtype).toBe(dtype)
  expect(tensorText(made, 'standard')).toBe(back)
})

test.each([
  ['[[1, 2], [3]]', 'x is ragged'],
  ['[18446744073709551616]', 'more than 64 bits, found 18446744073709551616'],
  ['["a", null]', 'texts and null'],
  ['[{"a": 1}]', 'numbers only'],
  ['5', 'must be a list'],
  [`${'['.repeat(65)}1${']'.repeat(65)}`, 'more than 64 dimensions'],
])('the list %s is refused', (json, message) => {
  expect(() => fromNestedList(parseJson(json), 'x')).toThrow(message)
})

test('plain nested lists hold what plain JSON can', () => {
  expect(toNestedList(ndArray([2n ** 53n + 1n], [1], '<i8'))).toEqual([2 ** 53])
  expect(toNestedList(ndArray([NaN, 1], [2, 1]))).toEqual([[null], [1]])
})
