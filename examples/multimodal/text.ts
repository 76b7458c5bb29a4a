import { Executor, type RequestContext } from '@flowdeck/runtime'
import { GOODS } from './goods.ts'

const wordsOf = (text: string) => text.toLowerCase().split(/\W+/).filter(Boolean)

/** Writes the words of every Document into its tags. */
export class TextEncoder extends Executor {
  static override requests = { '/search': 'encode' }

  encode({ docs }: RequestContext): void {
    for (const doc of docs) doc.tags = { ...doc.tags, words: wordsOf(doc.text ?? '') }
  }
}

/** Finds goods by common words. */
export class TextIndex extends Executor {
  static override requests = { '/search': 'search' }

  search({ docs }: RequestContext): void {
    for (const doc of docs) {
      const words = wordsOf(doc.text ?? '')
      doc.matches = GOODS.map(({ id, text }) => {
        const own = wordsOf(text)
        const value = words.filter((word) => own.includes(word)).length / Math.max(1, words.length)
        return { id, text, scores: { words: { value } } }
      })
    }
  }
}
