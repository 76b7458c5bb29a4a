import type { RequestResponse } from '@flowdeck/shared'

/** A number that JavaScript cannot hold, or that JSON cannot, by its text: `9007199254740993`, `NaN`. */
export class Digits {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

const known = new WeakMap<RequestResponse, RequestResponse>()

/** An answer with `Digits` where the server sent a number apart; the very same answer when there are none. */
export function withDigits(response: RequestResponse): RequestResponse {
  if (!response.exact) return response
  let exact = known.get(response)
  if (!exact) {
    const { exact: numbers, ...rest } = response
    exact = numbers.reduce<RequestResponse>(
      (value, { path, text }) => put(value, path, new Digits(text)),
      rest,
    )
    known.set(response, exact)
  }
  return exact
}

/** A copy in which another value stands at a place; a place that is not there (values are left out of large answers) is left alone. */
function put<T>(value: T, [key, ...rest]: readonly (string | number)[], number: Digits): T {
  if (key === undefined) return number as T
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return value
  const inner = put((value as Record<string | number, unknown>)[key], rest, number)
  if (Array.isArray(value)) return value.with(Number(key), inner) as T
  return { ...value, [key]: inner }
}

/** Around the text of a number while it is a string; no answer holds it. */
const [OPEN, CLOSE] = ['\uE0F0', '\uE0F1']
const MARKED = new RegExp(`"${OPEN}([^"]*)${CLOSE}"`, 'g')

/** JSON with every digit; NaN and the infinities as Python writes them. */
export function printJson(value: unknown, indent?: number): string {
  const text = JSON.stringify(
    value,
    (_, item: unknown) => (item instanceof Digits ? `${OPEN}${item.text}${CLOSE}` : item),
    indent,
  )
  return text.replaceAll(MARKED, '$1')
}
