import type { RequestResponse } from '@flowdeck/shared'

/** What stays of a text and of a list when an answer is too large, in characters and in values. */
const KEPT_CHARS = 1000
const KEPT_VALUES = 20
/** Room for what says what was left out. */
const NOTE_BYTES = 200

type Doc = RequestResponse['docs'][number]

/**
 * Makes an answer fit `maxBytes` of JSON and says what it lost. First go the documents between Executors, then long values are
 * shortened, then documents are left out from the end. Status and routes always stay.
 */
export function fitResponse(response: RequestResponse, maxBytes: number): RequestResponse {
  const { passages: _, ...answer } = response
  const bytes = jsonBytes(answer)
  if (bytes <= maxBytes) return jsonBytes(response) <= maxBytes ? response : answer

  const base: RequestResponse = { ...answer, docs: [] }
  for (const parameters of [answer.parameters, shortened(answer.parameters), null]) {
    base.parameters = parameters
    if (jsonBytes(base) + NOTE_BYTES <= maxBytes) break
  }
  const docs = fittingDocs(answer.docs, maxBytes - jsonBytes(base) - NOTE_BYTES)
  return { ...base, docs, leftOut: { docs: answer.docs.length - docs.length, bytes } }
}

function fittingDocs(docs: readonly Doc[], maxBytes: number): Doc[] {
  const fitting: Doc[] = []
  let bytes = 0
  for (const doc of docs) {
    const short = shortened(doc)
    bytes += jsonBytes(short) + 1
    if (bytes > maxBytes) break
    fitting.push(short)
  }
  return fitting
}

/** A copy of a JSON value in which no text and no list is long; each says how much it had. */
function shortened<T>(value: T): T {
  return shorten(value) as T
}

function shorten(value: unknown): unknown {
  if (typeof value === 'string')
    return value.length > KEPT_CHARS
      ? `${value.slice(0, KEPT_CHARS)}… (${value.length.toLocaleString('en')} characters)`
      : value
  if (Array.isArray(value)) {
    const kept = value.slice(0, KEPT_VALUES).map(shorten)
    return value.length > KEPT_VALUES ? [...kept, `… (${value.length.toLocaleString('en')} values)`] : kept
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shorten(inner)]))
}

const jsonBytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value))
