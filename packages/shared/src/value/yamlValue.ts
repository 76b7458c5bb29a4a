import type { ExactNumber } from './exactNumber.ts'

/**
 * Any value a YAML scalar, list or map can have once it is read. A plain number is an integer of Python's when it is whole, else a float; all
 * others are an `ExactNumber`.
 */
export type YamlValue =
  string | number | ExactNumber | boolean | null | YamlValue[] | { [key: string]: YamlValue }
export type YamlMap = { [key: string]: YamlValue }
