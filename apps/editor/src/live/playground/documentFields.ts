import { formatDigits } from '../../i18n/format.ts'
import { Digits } from './exactAnswer.ts'

/** One document of an answer, sorted into what a card shows. */
export interface DocumentView {
  id: string | null
  text: string | null
  /** Short facts: `image/png`, `blob 12.3 KB`, `embedding 512`. */
  facts: string[]
  tags: Record<string, unknown> | null
  scores: { name: string; value: number | Digits; description: string | null }[]
  matches: Record<string, unknown>[]
  chunks: Record<string, unknown>[]
  /** What has no place of its own. */
  rest: Record<string, unknown>
}

const OWN = new Set([
  'id',
  'text',
  'tags',
  'scores',
  'matches',
  'chunks',
  'blob',
  'tensor',
  'embedding',
  'uri',
  'mime_type',
  'modality',
])

/** Reads the JSON form of a document, ours or Jina's (where absent fields are null); odd values end up in `rest`. */
export function viewDocument(doc: Record<string, unknown>): DocumentView {
  const text = (key: string) => (typeof doc[key] === 'string' && doc[key] !== '' ? doc[key] : null)
  const facts: string[] = []
  for (const key of ['uri', 'mime_type', 'modality']) {
    const value = text(key)
    if (value !== null) facts.push(value)
  }
  const blob = text('blob')
  if (blob !== null) facts.push(`blob ${bytes(Math.floor((blob.replace(/=+$/, '').length * 3) / 4))}`)
  for (const key of ['tensor', 'embedding']) {
    const shape = shapeOf(doc[key])
    if (shape) facts.push(`${key} ${shape.join(' × ')}`)
  }
  const rest = Object.fromEntries(
    Object.entries(doc).filter(([key, value]) => !OWN.has(key) && value !== null && !isEmpty(value)),
  )
  return {
    id: text('id'),
    text: text('text'),
    facts,
    tags: record(doc['tags']),
    scores: scoresOf(doc['scores']),
    matches: documents(doc['matches']),
    chunks: documents(doc['chunks']),
    rest,
  }
}

function scoresOf(value: unknown): DocumentView['scores'] {
  return Object.entries(record(value) ?? {}).flatMap(([name, score]) => {
    const number = isNumber(score) ? score : record(score)?.['value']
    const description = record(score)?.['description']
    return isNumber(number)
      ? [
          {
            name,
            value: number,
            description: typeof description === 'string' && description ? description : null,
          },
        ]
      : []
  })
}

const isNumber = (value: unknown): value is number | Digits =>
  typeof value === 'number' || value instanceof Digits

/** The shape of a tensor as lists, or as `{shape, …}`. */
function shapeOf(value: unknown): number[] | null {
  const shape = record(value)?.['shape']
  if (Array.isArray(shape)) return shape.map(Number)
  const sizes: number[] = []
  let level: unknown = value
  while (Array.isArray(level)) {
    sizes.push(level.length)
    level = level[0] as unknown
  }
  return sizes.length > 0 ? sizes : null
}

function record(value: unknown): Record<string, unknown> | null {
  const is =
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
  return is ? (value as Record<string, unknown>) : null
}

function documents(value: unknown): Record<string, unknown>[] {
  const items: unknown[] = Array.isArray(value) ? value : []
  return items.map(record).filter((item) => item !== null)
}

function isEmpty(value: unknown): boolean {
  return value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
}

export function bytes(count: number): string {
  if (count < 1000) return `${count} B`
  if (count < 1_000_000) return `${formatDigits(count / 1000, 1)} KB`
  return `${formatDigits(count / 1_000_000, 1)} MB`
}
