import { ExactNumber } from '../../value/exactNumber.ts'
import type { YamlValue } from '../../value/yamlValue.ts'

/** Whether two YAML values are the same; the order of keys does not matter. */
export function yamlEqual(a: YamlValue | undefined, b: YamlValue | undefined): boolean {
  if (Object.is(a, b) || (a === 0 && b === 0)) return true
  if (a instanceof ExactNumber || b instanceof ExactNumber)
    return a instanceof ExactNumber && b instanceof ExactNumber && a.type === b.type && a.text === b.text
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false
  if (Array.isArray(a) || Array.isArray(b))
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, index) => yamlEqual(item, b[index]))
    )
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && yamlEqual(a[key], b[key]))
  )
}
