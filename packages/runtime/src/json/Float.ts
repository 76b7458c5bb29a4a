/**
 * A number that JSON wrote as a float although its value is whole, such as `1.0` or `1e5`. Python tells it from the integer `1`, and
 * JavaScript does not: every other number stands for itself.
 */
export class Float {
  readonly value: number

  constructor(value: number) {
    this.value = value
  }

  /** For `JSON.stringify` and error messages. */
  toJSON(): number {
    return this.value
  }
}

/**
 * A JSON value that keeps what Python's `json` keeps: a `number` with a whole value is an integer, any other `number` a float (NaN and the
 * infinities too), a `Float` a float with a whole value, and a `bigint` an integer that a `number` cannot hold.
 */
export type ExactJson =
  string | number | bigint | boolean | null | Float | ExactJson[] | { [key: string]: ExactJson }

/** Whether a JSON value is a float with a whole value. */
export function isFloat(value: unknown): value is Float {
  return value instanceof Float
}

/** Whether a JSON value is an object: not null, a list, or a number in disguise. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Float)
}

/** The number that a JSON value holds, as a double; null when it is none. */
export function toDouble(value: unknown): number | null {
  if (typeof value === 'number') return value
  if (value instanceof Float) return value.value
  return typeof value === 'bigint' ? Number(value) : null
}

/** Sets a key of a plain object; `__proto__` is a key like any other. */
export function setKey<T>(target: Record<string, T>, key: string, value: T): void {
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true })
  else target[key] = value
}
