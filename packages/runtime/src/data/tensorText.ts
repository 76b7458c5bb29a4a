import type { NdArray } from '@flowdeck/shared'
import { floatText, type JsonStyle } from '../json/writeJson.ts'
import { parseDtype } from './dtype.ts'
import { nest, readItems } from './tensorItems.ts'

/**
 * An array as nested lists in JSON: every digit of its integers, floats with a point.
 * @throws FlowError BAD_REQUEST when the dtype is not supported or the buffer does not fit the shape
 */
export function tensorText(array: NdArray, style: JsonStyle): string {
  const items = readItems(array)
  const floats = parseDtype(array.dtype).kind === 'float'
  if (array.shape.length === 1) return `[${itemsText(items, floats, style)}]`
  // The innermost lists are written at once, the ones around them put their texts together.
  const row = array.shape.at(-1)
  if (row === undefined) return itemsText(items, floats, style)
  const rows: string[] = []
  if (row === 0) return nest<string>([], array.shape, (inner) => `[${inner.join(',')}]`)
  for (let i = 0; i < items.length; i += row)
    rows.push(`[${itemsText(items.slice(i, i + row), floats, style)}]`)
  return nest(rows, array.shape.slice(0, -1), (inner) => `[${inner.join(',')}]`)
}

type Items = ReturnType<typeof readItems>

function itemsText(items: Items, floats: boolean, style: JsonStyle): string {
  if (!floats)
    return items.map((item) => (typeof item === 'bigint' ? String(item) : JSON.stringify(item))).join(',')
  const numbers = items as number[]
  // Mostly no float is whole, and then they are written as they are.
  return numbers.every((number) => number % 1 !== 0 && number - number === 0)
    ? numbers.join(',')
    : numbers.map((number) => floatText(number, style)).join(',')
}
