import { DOCUMENT_KEYS } from '@flowdeck/shared'
import { sentNumber, type NumberKind } from './sentNumber.ts'
import {
  findHalfCharacters,
  repairText,
  WrittenNumber,
  WrittenObject,
  type WrittenJson,
} from './writtenJson.ts'
import { t } from '../../i18n/t.ts'

/** A place whose value is not sent as it is written. */
export interface Change {
  /** `tags.price`, with the number of its document before it. */
  where: string
  message: string
}

/** What is written where bytes in base64 have to stand. */
export interface BadBase64 {
  where: string
  offset: number
}

export interface Changes {
  changes: Change[]
  badBase64: BadBase64[]
}

/** What each of these fields of docarray v1 holds; all others hold text. */
const FIELDS: Record<string, Place> = {
  tags: 'struct',
  _metadata: 'struct',
  tensor: 'tensor',
  embedding: 'tensor',
  weight: 'float32',
  offset: 'float32',
  location: 'float32',
  scores: 'scores',
  evaluations: 'scores',
  chunks: 'docs',
  matches: 'docs',
  blob: 'base64',
  granularity: 'text',
  adjacency: 'text',
}
type Place =
  'docs' | 'doc' | 'struct' | 'tensor' | 'tensorObject' | 'float32' | 'scores' | 'score' | 'base64' | 'text'

const KEYS: Partial<Record<Place, { keys: readonly string[]; what: () => string }>> = {
  doc: { keys: DOCUMENT_KEYS, what: () => t('It is not a field of a document, and is not sent.') },
  tensorObject: {
    keys: ['shape', 'dtype', 'base64'],
    what: () => t('It is not a field of a tensor, and is not sent.'),
  },
  score: {
    keys: ['value', 'op_name', 'description', 'ref_id'],
    what: () => t('It is not a field of a score, and is not sent.'),
  },
}
const CONTENTS = ['text', 'blob', 'tensor']

/** Says where documents cannot be sent as they are written. Classes of docarray v2 have fields of their own, which are not known here. */
export function describeDocuments(docs: readonly WrittenJson[], docarray: 'v1' | 'v2'): Changes {
  const reader = new ChangeReader()
  docs.forEach((doc, i) => {
    reader.prefix = docs.length === 1 ? '' : `${t('Document {{number}}', { number: i + 1 })}, `
    reader.read(doc, docarray === 'v1' ? 'doc' : 'struct', '')
  })
  return reader
}

/** Says which parameters cannot be sent as they are written. */
export function describeParameters(written: WrittenJson): Changes {
  const reader = new ChangeReader()
  reader.read(written, 'struct', '')
  return reader
}

class ChangeReader implements Changes {
  readonly changes: Change[] = []
  readonly badBase64: BadBase64[] = []
  prefix = ''

  read(value: WrittenJson, place: Place, path: string, offset = 0): void {
    if (typeof value === 'string') this.readText(value, { place, path, offset })
    else if (value instanceof WrittenNumber)
      this.readNumber(value, place === 'float32' ? 'float32' : 'float64', path)
    else if (value instanceof WrittenObject)
      this.readObject(value, place === 'tensor' ? 'tensorObject' : place, path)
    else if (Array.isArray(value)) {
      if (place === 'tensor') this.readTensor(value, path)
      else value.forEach((item, i) => this.read(item, place === 'docs' ? 'doc' : place, `${path}[${i}]`))
    }
  }

  private note(path: string, message: string): void {
    this.changes.push({ where: `${this.prefix}${path}`, message })
  }

  private noteSent(path: string, written: string, sent: string): void {
    this.note(path, t('{{written}} is sent as {{sent}}.', { written, sent }))
  }

  private readText(
    text: string,
    { place, path, offset }: { place: Place; path: string; offset: number },
  ): void {
    if (place === 'base64' && !isBase64(text)) this.badBase64.push({ where: `${this.prefix}${path}`, offset })
    for (const half of findHalfCharacters(text)) this.noteSent(path, half, '�')
  }

  private readNumber({ text }: WrittenNumber, kind: NumberKind, path: string): void {
    const sent = sentNumber(text, kind)
    if (sent !== null) this.noteSent(path, text, sent)
  }

  private readObject({ entries }: WrittenObject, place: Place, path: string): void {
    const known = KEYS[place]
    const last = new Map(entries.map((entry) => [entry.key, entry]))
    for (const [key, entry] of last) {
      const at = `${path}${path === '' ? '' : '.'}${repairText(key)}`
      for (const half of findHalfCharacters(key)) this.noteSent(at, half, '�')
      if (entries.filter((other) => other.key === key).length > 1)
        this.note(at, t('It is there more than once; the last value is sent.'))
      if (known && !known.keys.includes(key)) this.note(at, known.what())
      else if (place !== 'doc' || !this.isOvershadowed(key, last, at))
        this.read(entry.value, innerPlace(place, key), at, entry.offset)
    }
  }

  /** A document holds one of text, blob and tensor: the first that is there. */
  private isOvershadowed(
    key: string,
    entries: ReadonlyMap<string, { value: WrittenJson }>,
    at: string,
  ): boolean {
    const [first] = CONTENTS.filter((content) => (entries.get(content)?.value ?? null) !== null)
    if (!CONTENTS.includes(key) || first === undefined || first === key) return false
    if (entries.get(key)?.value === null) return true
    this.note(
      at,
      t('It is not sent: a document holds either text, a blob or a tensor, and "{{first}}" is there.', {
        first,
      }),
    )
    return true
  }

  /** Lists of integers are integers of 64 bits, others are floats. */
  private readTensor(list: WrittenJson[], path: string): void {
    const items: { value: WrittenJson; at: string }[] = []
    const collect = (value: WrittenJson, at: string): void => {
      if (Array.isArray(value)) value.forEach((item, i) => collect(item, `${at}[${i}]`))
      else items.push({ value, at })
    }
    collect(list, path)
    const numbers = items.flatMap(({ value, at }) =>
      value instanceof WrittenNumber ? [{ text: value.text, at }] : [],
    )
    const hasTexts = items.some(({ value }) => typeof value === 'string')
    const whole = numbers.every(({ text }) => /^-?\d+$/.test(text) && text !== '-0')
    const exact = whole && fitInteger(numbers.map(({ text }) => BigInt(text)))
    for (const { value, at } of items) {
      if (typeof value === 'string') this.readText(value, { place: 'text', path: at, offset: 0 })
      else if (value === null && !hasTexts) this.noteSent(at, 'null', 'NaN')
      else if (value instanceof WrittenNumber && !exact) this.readNumber(value, 'float64', at)
    }
  }
}

function innerPlace(place: Place, key: string): Place {
  if (place === 'doc') return FIELDS[key] ?? 'text'
  if (place === 'scores') return 'score'
  if (place === 'score') return key === 'value' ? 'float32' : 'text'
  if (place === 'tensorObject') return key === 'base64' ? 'base64' : 'text'
  return place
}

/** Either all fit signed integers of 64 bits, or all are too large for those and fit unsigned ones. */
function fitInteger(numbers: readonly bigint[]): boolean {
  const most = 2n ** 63n
  return (
    numbers.every((number) => number >= -most && number < most) ||
    numbers.every((number) => number >= most && number < 2n * most)
  )
}

/** As the server reads it: spaces and line breaks are left out, padding is needed. */
function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text) && text.replaceAll(/\s+/g, '').length % 4 === 0
}
