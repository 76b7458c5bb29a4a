import type { YamlMap, YamlValue } from './yamlValue.ts'

/**
 * A number that a JavaScript number cannot hold as Python has it: an integer beyond 2^53, or a float without a fraction (`1.0`, `-0.0`,
 * `1e17`). Every other number of a Flow is a plain one: a whole number is an integer, one with a fraction, infinity or NaN a float.
 */
export class ExactNumber {
  readonly type: 'integer' | 'float'
  /** As Python's `repr` writes it, e.g. `1.0`, `9007199254740993`, `1e+17`. */
  readonly text: string

  private constructor(type: 'integer' | 'float', text: string) {
    this.type = type
    this.text = text
  }

  /** A Python float: an `ExactNumber` where a plain number would be taken for an integer. */
  static float(value: number): number | ExactNumber {
    return Number.isInteger(value) ? new ExactNumber('float', printFloat(value)) : value
  }

  /** A Python integer: an `ExactNumber` beyond what a plain number holds exactly. */
  static integer(value: bigint): number | ExactNumber {
    const plain = Number(value)
    return Number.isSafeInteger(plain) ? plain : new ExactNumber('integer', String(value))
  }

  /** The nearest JavaScript number. */
  valueOf(): number {
    return Number(this.text)
  }

  toString(): string {
    return this.text
  }

  /** For texts and comparisons; `pythonJson` writes it without loss. */
  toJSON(): number {
    return this.valueOf()
  }
}

/** Whether a value is a number of either kind. */
export function isNumber(value: unknown): value is number | ExactNumber {
  return typeof value === 'number' || value instanceof ExactNumber
}

/** Whether a value is a list or a map; an `ExactNumber` is neither. */
export function isCollection(value: YamlValue | undefined): value is YamlValue[] | YamlMap {
  return typeof value === 'object' && value !== null && !(value instanceof ExactNumber)
}

export function isMapValue(value: YamlValue | undefined): value is YamlMap {
  return isCollection(value) && !Array.isArray(value)
}

/** A number as Python's `repr` writes it. */
export function printPythonNumber(value: number | ExactNumber): string {
  if (value instanceof ExactNumber) return value.text
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  return Number.isInteger(value) ? String(BigInt(value)) : printFloat(value)
}

/** Python writes exponents with two digits at least, and uses them from 1e16 on and below 1e-4. */
function printFloat(value: number): string {
  if (Object.is(value, -0)) return '-0.0'
  const [digits = '0', exponent = '0'] = value.toExponential().split('e')
  const power = Number(exponent)
  if (power >= 16 || power < -4)
    return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
  return Number.isInteger(value) ? `${value}.0` : String(value)
}
