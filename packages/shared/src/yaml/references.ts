import { isNumber, printPythonNumber } from '../value/exactNumber.ts'
import type { YamlValue } from '../value/yamlValue.ts'
import { isMapValue } from '../value/exactNumber.ts'
import { pythonRepr } from '../value/pythonText.ts'

/** What a reference of a text can reach. */
export interface Referable {
  /** The whole file. */
  root: YamlValue
  /** The map or list in which the text stands. */
  this: YamlValue
}

const REFERENCE = /\$\{\{(?!ENV\.)([\w[\].]+)\}\}/g

export const hasReference = (text: string): boolean => text.includes('${{') && text.search(REFERENCE) >= 0

/**
 * A text with the values that its references name. `lost` gets those that name nothing, with which Jina refuses to load the file; what begins
 * with another word than `root` and `this` stays as written (Jina 3.x: `str.format`, whose KeyError is caught); `${{ENV.X}}` is a variable.
 */
export function resolveReferences(text: string, from: Referable, lost: (reference: string) => void): string {
  return text.replace(REFERENCE, (reference, path: string) => {
    const found = follow(path, from)
    if (found === undefined && !/^(?!(?:root|this)\b)[^\W\d]/u.test(path)) lost(reference)
    return found === undefined ? reference : referenceText(found)
  })
}

/** The value at a path as Python's `str.format` follows it: `root.executors[0].name`. Undefined when there is none. */
function follow(path: string, from: Referable): YamlValue | undefined {
  const [first = ''] = /^\w*/.exec(path) ?? []
  if (first !== 'root' && first !== 'this') return undefined
  let now: YamlValue | undefined = from[first]
  let rest = path.slice(first.length)
  while (rest !== '' && now !== undefined) {
    const [step = '', key, index] = /^(?:\.(\w+)|\[(\d+)\])/.exec(rest) ?? []
    if (key !== undefined) now = isMapValue(now) && Object.hasOwn(now, key) ? now[key] : undefined
    else if (index !== undefined) now = itemAt(now, Number(index))
    else return undefined
    rest = rest.slice(step.length)
  }
  return now
}

function itemAt(value: YamlValue, index: number): YamlValue | undefined {
  // What a variable becomes is known at Start only.
  if (typeof value === 'string') return Array.from(value)[index] ?? (value.includes('$') ? '' : undefined)
  return Array.isArray(value) ? value[index] : undefined
}

/** A value as Python's `str` shows it; Jina 3.x keeps maps as namespaces. */
function referenceText(value: YamlValue): string {
  if (typeof value === 'string') return value
  if (isNumber(value)) return printPythonNumber(value)
  return reprOf(value)
}

function reprOf(value: YamlValue): string {
  if (Array.isArray(value)) return `[${value.map(reprOf).join(', ')}]`
  if (!isMapValue(value)) return pythonRepr(value)
  const items = Object.entries(value).map(([key, item]) => `${key}=${reprOf(item)}`)
  return `namespace(${items.join(', ')})`
}
