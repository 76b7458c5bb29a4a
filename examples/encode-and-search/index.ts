import { Executor, toNumbers, type Document, type RequestContext } from '@flowdeck/runtime'
import { encode } from './encoder.ts'

const KNOWN = [
  'The wind fills the sails of the boat',
  'A sailor mends his torn sail by lamplight',
  'Bread is baked in a hot oven',
  'The baker opens the shop before sunrise',
  'Snow covers the mountain until May',
  'Skiers wait for snow in the mountains',
]

/** Keeps vectors in memory and finds the nearest ones; it knows a few sentences from the start. */
export class VectorIndex extends Executor {
  static override requests = { '/index': 'index', '/search': 'search' }
  private readonly entries: { id: string; text: string; vector: number[] }[] = []

  index({ docs }: RequestContext): { indexed: number } {
    for (const doc of docs) this.entries.push({ id: doc.id, text: doc.text ?? '', vector: vectorOf(doc) })
    return { indexed: docs.length }
  }

  search({ docs }: RequestContext): void {
    for (const doc of docs) {
      const query = vectorOf(doc)
      if (this.entries.length === 0)
        for (const [at, text] of KNOWN.entries())
          this.entries.push({ id: `known-${at}`, text, vector: encode(text, query.length) })
      doc.matches = this.entries.map(({ id, text, vector }) => ({
        id,
        text,
        scores: { cosine: { value: vector.reduce((sum, value, at) => sum + value * (query[at] ?? 0), 0) } },
      }))
    }
  }
}

const vectorOf = (doc: Document): number[] => (doc.embedding ? toNumbers(doc.embedding) : [])
