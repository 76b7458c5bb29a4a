import type { YamlValue } from '../value/yamlValue.ts'
import { ExactNumber, isNumber } from '../value/exactNumber.ts'

/**
 * The items of a key that takes a list of hosts or ports: a list, a text with commas (`a:1, b:2`), or a single value; none when it is absent.
 * Start, checks and exports all read these keys with it (Jina 3.x: `CastHostAction`, `CastToIntAction`).
 */
export function readList(value: YamlValue | undefined): YamlValue[] {
  if (value === undefined || value === null) return []
  const items = Array.isArray(value) ? value : [value]
  return items.flatMap((item): YamlValue[] =>
    typeof item === 'string'
      ? item
          .split(',')
          .map((word) => word.trim())
          .filter((word) => word !== '')
      : [item],
  )
}

/** The ports of a key; null when none is written, or one of them is no whole number (a variable, for example). */
export function readPorts(value: YamlValue | undefined): number[] | null {
  const ports = readList(value).map((item) =>
    isNumber(item)
      ? // Python reads no port from `2.0`.
        item instanceof ExactNumber
        ? Number.NaN
        : item
      : typeof item === 'string' && /^\d+$/.test(item)
        ? Number(item)
        : Number.NaN,
  )
  return ports.length > 0 && ports.every((port) => Number.isSafeInteger(port)) ? ports : null
}
