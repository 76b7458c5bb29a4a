import { FlowError, type DocarrayGeneration, type NdArray } from '@flowdeck/shared'
import { Float } from '../json/Float.ts'
import { ndArray } from './ndarray.ts'
import { pythonText } from './pythonText.ts'

/** What stands in nested lists: what the JSON reader gives. */
type Item = number | bigint | Float | boolean | string | null

/** NumPy's own limit. */
const MAX_DIMENSIONS = 64
const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n }
const UINT64_MAX = 2n ** 64n - 1n

/**
 * An array from nested lists, of the dtype that `numpy.array` gives it: `|b1` of true and false, `<i8` of integers (`<u8` where all are too large for it), `<f8`
 * as soon as one is a float, `<U…` as soon as one is a text. Other values among texts are texts before they are measured with docarray v1 (Jina 3.x:
 * by pydantic), and have the room that NumPy gives them with v2. null among numbers is NaN, as NaN is null in answers.
 * @throws FlowError BAD_REQUEST when lists differ in length or hold something else
 */
export function fromNestedList(
  value: unknown,
  where: string,
  generation: DocarrayGeneration = 'v1',
): NdArray {
  const shape: number[] = []
  for (let level: unknown = value; Array.isArray(level); level = level[0]) shape.push(level.length)
  if (shape.length === 0) throw bad(where, 'must be a list of numbers or texts', value)
  if (shape.length > MAX_DIMENSIONS)
    throw new FlowError('BAD_REQUEST', `${where} has more than ${MAX_DIMENSIONS} dimensions`, {
      details: { where },
    })
  const items: Item[] = shape.length === 1 ? (value as Item[]) : []
  if (shape.length > 1) collect(value, { shape, depth: 0, items, where })
  return fromItems(items, shape, { where, generation })
}

interface Collect {
  shape: number[]
  depth: number
  items: Item[]
  where: string
}

function collect(value: unknown, at: Collect): void {
  if (!Array.isArray(value) || value.length !== at.shape[at.depth])
    throw new FlowError('BAD_REQUEST', `${at.where} is ragged: its rows differ in length`, {
      details: { where: at.where },
    })
  if (at.depth === at.shape.length - 1) for (const item of value) at.items.push(item as Item)
  else for (const item of value) collect(item, { ...at, depth: at.depth + 1 })
}

/** What kinds of items there are. */
interface Found {
  texts: number
  booleans: number
  floats: number
  nulls: number
  big: number
}

interface Made {
  where: string
  generation: DocarrayGeneration
}

function fromItems(items: Item[], shape: number[], { where, generation }: Made): NdArray {
  const found: Found = { texts: 0, booleans: 0, floats: 0, nulls: 0, big: 0 }
  for (const item of items) count(item, found, where)
  if (found.texts > 0) {
    if (found.nulls > 0) throw bad(where, 'holds texts and null', null)
    return fromTexts(items, shape, { where, generation })
  }
  if (found.nulls > 0 && found.booleans > 0) throw bad(where, 'holds true or false and null', null)
  if (found.floats + found.nulls > 0 || items.length === 0) return ndArray(items.map(toDouble), shape, '<f8')
  if (found.booleans === items.length) return ndArray(items.map(Number), shape, '|b1')
  return fromIntegers(items as (number | bigint | boolean)[], { shape, big: found.big, where })
}

function count(item: Item, found: Found, where: string): void {
  switch (typeof item) {
    case 'number':
      if (!Number.isInteger(item)) found.floats++
      else if (!Number.isSafeInteger(item)) found.big++
      return
    case 'bigint':
      found.big++
      return
    case 'boolean':
      found.booleans++
      return
    case 'string':
      found.texts++
      return
    default:
      if (item === null) found.nulls++
      else if (item instanceof Float) found.floats++
      else throw bad(where, 'must hold numbers only, or texts only', item)
  }
}

function toDouble(item: Item): number {
  return item === null ? NaN : item instanceof Float ? item.value : Number(item)
}

function fromIntegers(
  items: (number | bigint | boolean)[],
  { shape, big, where }: { shape: number[]; big: number; where: string },
): NdArray {
  if (big === 0) return ndArray(items.map(Number), shape, '<i8')
  const exact = items.map(BigInt)
  if (exact.every((item) => item >= INT64.min && item <= INT64.max)) return ndArray(exact, shape, '<i8')
  const wrong = exact.find((item) => item < INT64.min || item > UINT64_MAX)
  if (wrong !== undefined) throw bad(where, 'holds an integer of more than 64 bits', wrong)
  // NumPy: true and false fit unsigned integers, other integers do not.
  const unsigned = exact.every((item, i) => item > INT64.max || typeof items[i] === 'boolean')
  return unsigned ? ndArray(exact, shape, '<u8') : ndArray(exact.map(Number), shape, '<f8')
}

function fromTexts(items: Item[], shape: number[], { where, generation }: Made): NdArray {
  const texts = items.map((item) => Array.from(pythonText(item), (char) => char.codePointAt(0) as number))
  const length = texts.reduce(
    (most, { length: own }, i) => Math.max(most, own, generation === 'v2' ? textWidth(items[i] as Item) : 0),
    1,
  )
  if (texts.length * length * 4 > MAX_TEXT_BYTES)
    throw new FlowError(
      'BAD_REQUEST',
      `${where} needs more than ${MAX_TEXT_BYTES} bytes: every text takes as many as the longest`,
      {
        details: { where },
      },
    )
  const buffer = new Uint8Array(texts.length * length * 4)
  const view = new DataView(buffer.buffer)
  texts.forEach((codes, i) => codes.forEach((code, j) => view.setUint32((i * length + j) * 4, code, true)))
  return { shape, dtype: `<U${length}`, buffer }
}

/** How many characters NumPy reserves for a value that stands among texts. */
function textWidth(item: Item): number {
  if (typeof item === 'boolean') return 5
  if (typeof item === 'bigint') return item > INT64.max ? 20 : 21
  if (typeof item === 'number') return Number.isInteger(item) ? 21 : 32
  return item instanceof Float ? 32 : 0
}

/** What one message may hold. */
const MAX_TEXT_BYTES = 100 * 1024 * 1024

function bad(where: string, problem: string, found: unknown): FlowError {
  const shown = typeof found === 'bigint' ? String(found) : (JSON.stringify(found)?.slice(0, 60) ?? 'nothing')
  return new FlowError('BAD_REQUEST', `${where} ${problem}, found ${shown}`, { details: { where } })
}
