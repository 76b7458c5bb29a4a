import { ExactNumber } from '../value/exactNumber.ts'
import type { YamlValue } from '../value/yamlValue.ts'
import { setOwn } from '../value/ownKeys.ts'
import { readPythonNumber, strip } from '../value/pythonNumbers.ts'

/** How often Jina reads every text again while it loads a Flow (Jina 3.x: once for variables, then three times for references). */
export const READINGS = 4

/**
 * Reads a text once more, as Jina does (Jina 3.x: `parse_arg`): `123` → 123, `1e3` → 1000.0, an empty text → null, `true` → true,
 * `[1, 2,x]` → [1, 2, "x"], `'q'` → `q`. Null of YAML and words such as `yes` are not read here.
 */
export function readAgain(text: string): YamlValue {
  const [, quoted] = /^['"]([^\n]*)['"]\n?$/.exec(text) ?? []
  if (quoted !== undefined) return quoted
  if (text.startsWith('[') && text.endsWith(']')) {
    const inner = strip(text.replace(/[[\]]/g, ''))
    return inner === '' ? [] : inner.split(',').map((item) => readAgain(strip(item)))
  }
  const number = readPythonNumber(text)
  if (number !== null) return number
  if (text === '') return null
  const lower = text.toLowerCase()
  return lower === 'true' ? true : lower === 'false' ? false : text
}

/**
 * What Jina makes of a text by the time a Flow is loaded: it reads every text four times, so that quotes do not protect a number unless
 * there are four pairs of them. Variables stay text.
 */
export function rescalar(text: string): YamlValue {
  return readRepeatedly(text, readAgain)
}

/** Applies one reading after the other to a value and to what becomes of it. */
export function readRepeatedly(value: YamlValue, read: (text: string) => YamlValue): YamlValue {
  let now = value
  for (let i = 0; i < READINGS; i++) {
    const next = typeof now === 'string' ? read(now) : Array.isArray(now) ? readItems(now, read) : now
    if (next === now) return now
    now = next
  }
  return now
}

/** The items of a list that a text became; the same list when no text in it changes. */
function readItems(items: YamlValue[], read: (text: string) => YamlValue): YamlValue[] {
  const next = items.map((item) =>
    typeof item === 'string' ? read(item) : Array.isArray(item) ? readItems(item, read) : item,
  )
  return next.some((item, i) => item !== items[i]) ? next : items
}

/** Applies `rescalar` to every text in a value, keys excepted. */
export function rescalarDeep(value: YamlValue): YamlValue {
  if (typeof value === 'string') return rescalar(value)
  if (value instanceof ExactNumber || value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(rescalarDeep)
  const out: { [key: string]: YamlValue } = {}
  for (const [key, item] of Object.entries(value)) setOwn(out, key, rescalarDeep(item))
  return out
}
