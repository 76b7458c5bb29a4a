import { ExactNumber } from './exactNumber.ts'
import { setOwn } from './ownKeys.ts'

/** No key of a Flow file begins so: a text with a NUL character is refused. */
const MARK = '\0number'

/** A copy of plain data that can be sent from one thread to another: a class does not survive the way, so an `ExactNumber` is written out. */
export function packNumbers<T>(data: T): T {
  return convert(data, (value) =>
    value instanceof ExactNumber ? { [MARK]: [value.type, value.text] } : undefined,
  ) as T
}

/** What `packNumbers` was given. */
export function unpackNumbers<T>(data: T): T {
  return convert(data, (value) => {
    if (!Object.hasOwn(value, MARK)) return undefined
    const [type, text] = (value as Record<string, [string, string]>)[MARK] as [string, string]
    return type === 'integer' ? ExactNumber.integer(BigInt(text)) : ExactNumber.float(Number(text))
  }) as T
}

/** Copies lists and plain objects; what `change` gives for an object stands for it. */
function convert(value: unknown, change: (value: object) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const changed = change(value)
  if (changed !== undefined) return changed
  if (Array.isArray(value)) return value.map((item) => convert(item, change))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return value
  const out: { [key: string]: unknown } = {}
  for (const [key, item] of Object.entries(value)) setOwn(out, key, convert(item, change))
  return out
}
