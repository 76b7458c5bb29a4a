import { parseWithNumbers } from '../../value/exactJson.ts'
import type { WrittenRequest } from './requestCode.ts'

/** A number of a request with the digits that are sent. */
export class WrittenNumber {
  readonly text: string

  constructor(text: string) {
    // A minus sign of zero is one of a float: JSON and Python have no other.
    this.text = text === '-0' ? '-0.0' : text
  }

  get isInteger(): boolean {
    return /^-?\d+$/.test(this.text)
  }
}

/** A request whose documents and parameters have the numbers that are sent, not the nearest that JavaScript has. */
export function withWrittenNumbers(request: WrittenRequest): WrittenRequest {
  const { exact } = request
  if (!exact) return request
  const read = (text: string) => parseWithNumbers(text, (token) => new WrittenNumber(token))
  return {
    ...request,
    ...(exact.docs === undefined ? {} : { docs: read(exact.docs) as WrittenRequest['docs'] }),
    ...(exact.parameters === undefined
      ? {}
      : { parameters: read(exact.parameters) as WrittenRequest['parameters'] }),
  }
}

/** Whether a number of a value has digits that code of JavaScript would change. */
export function hasWrittenNumber(value: unknown): boolean {
  if (value instanceof WrittenNumber) return true
  return typeof value === 'object' && value !== null && Object.values(value).some(hasWrittenNumber)
}

/** What `JSON.stringify(value, null, step)` writes, with written numbers as they are. */
export function writeJson(value: unknown, step = 0, indent = ''): string {
  if (value instanceof WrittenNumber) return value.text
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const inner = indent + ' '.repeat(step)
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  const colon = step > 0 ? ': ' : ':'
  const items = Array.isArray(value)
    ? value.map((item) => writeJson(item, step, inner))
    : Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => `${JSON.stringify(key)}${colon}${writeJson(item, step, inner)}`)
  if (items.length === 0) return `${open}${close}`
  return step > 0
    ? `${open}\n${items.map((item) => inner + item).join(',\n')}\n${indent}${close}`
    : `${open}${items.join(',')}${close}`
}
