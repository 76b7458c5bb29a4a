import { Executor, ndArray, type RequestContext } from '@flowdeck/runtime'

/** Writes the number of characters and words into the weight and a small embedding. */
export class Length extends Executor {
  static override requests = { '/analyse': 'measure' }

  measure({ docs }: RequestContext): void {
    for (const doc of docs) {
      const text = doc.text ?? ''
      doc.weight = text.length
      doc.embedding = ndArray([text.length, text.split(' ').filter(Boolean).length])
    }
  }
}

const WORDS: Record<string, string[]> = {
  en: ['the', 'and', 'is', 'of', 'to', 'was', 'here'],
  de: ['der', 'die', 'und', 'ist', 'nicht', 'war'],
  fr: ['le', 'la', 'et', 'est', 'les', 'des'],
}

/** Guesses the language from frequent short words and writes it into the tags. */
export class Language extends Executor {
  static override requests = { '/analyse': 'guess' }

  guess({ docs }: RequestContext): void {
    for (const doc of docs) {
      const words = (doc.text ?? '').toLowerCase().split(/\W+/)
      const hits = Object.entries(WORDS).map(([language, own]) => ({
        language,
        hits: words.filter((word) => own.includes(word)).length,
      }))
      const best = hits.reduce((a, b) => (b.hits > a.hits ? b : a))
      doc.tags = { ...doc.tags, language: best.hits > 0 ? best.language : 'unknown' }
    }
  }
}
