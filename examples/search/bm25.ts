import { Executor, type Document, type JsonObject, type RequestContext } from '@flowdeck/runtime'

interface Entry {
  id: string
  text: string
  counts: Map<string, number>
  length: number
}

/** Words of a text, lower case, with a plain plural and past tense taken off. */
export function wordsOf(text: string): string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).map((word) =>
    word.length > 4 ? word.replace(/(?:ing|ed|es|s)$/, '') : word,
  )
}

/** Keeps sentences in memory and finds them again by Okapi BM25. */
export class Bm25Index extends Executor {
  static override requests = { '/index': 'index', '/search': 'search', '/status': 'status' }
  private readonly k1: number
  private readonly b: number
  private readonly entries = new Map<string, Entry>()
  private readonly frequency = new Map<string, number>()
  private totalLength = 0

  constructor({ k1 = 1.2, b = 0.75 }: JsonObject) {
    super()
    this.k1 = Number(k1)
    this.b = Number(b)
  }

  index({ docs }: RequestContext): JsonObject {
    for (const doc of docs) this.add(doc)
    process.stdout.write(`INFO ${this.entries.size} sentences in the index\n`)
    return { indexed: docs.length, total: this.entries.size }
  }

  search({ docs, parameters }: RequestContext): void {
    const limit = Number(parameters['limit'] ?? 20)
    for (const doc of docs) {
      const query = new Set(wordsOf(doc.text ?? ''))
      doc.matches = [...this.entries.values()]
        .map((entry) => ({ entry, score: this.score(entry, query) }))
        .filter(({ score }) => score > 0)
        .sort((a, b) => b.score - a.score)
        .slice(0, limit)
        .map(({ entry, score }) => ({ id: entry.id, text: entry.text, scores: { bm25: { value: score } } }))
    }
  }

  status(): JsonObject {
    return { sentences: this.entries.size, words: this.frequency.size }
  }

  private add({ id, text = '' }: Document): void {
    if (this.entries.has(id)) return
    const words = wordsOf(text)
    const counts = new Map<string, number>()
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
    for (const word of counts.keys()) this.frequency.set(word, (this.frequency.get(word) ?? 0) + 1)
    this.entries.set(id, { id, text, counts, length: words.length })
    this.totalLength += words.length
  }

  private score({ counts, length }: Entry, query: ReadonlySet<string>): number {
    const average = this.totalLength / Math.max(1, this.entries.size)
    let score = 0
    for (const word of query) {
      const count = counts.get(word)
      if (count === undefined) continue
      const having = this.frequency.get(word) ?? 0
      const rarity = Math.log(1 + (this.entries.size - having + 0.5) / (having + 0.5))
      score +=
        (rarity * count * (this.k1 + 1)) / (count + this.k1 * (1 - this.b + (this.b * length) / average))
    }
    return score
  }
}
