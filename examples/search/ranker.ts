import { Executor, type RequestContext } from '@flowdeck/runtime'
import { wordsOf } from './bm25.ts'

/** Puts matches first that hold more of the question's words close together; keeps the best `limit`. */
export class ProximityRanker extends Executor {
  static override requests = { '/search': 'rank' }

  rank({ docs, parameters }: RequestContext): void {
    const limit = Number(parameters['limit'] ?? 5)
    for (const doc of docs) {
      const query = new Set(wordsOf(doc.text ?? ''))
      doc.matches = (doc.matches ?? [])
        .map((match) => {
          const bm25 = match.scores?.['bm25']?.value ?? 0
          const value = bm25 * (1 + closeness(wordsOf(match.text ?? ''), query))
          return { ...match, scores: { ...match.scores, rank: { value, op_name: 'proximity' } } }
        })
        .sort((a, b) => b.scores.rank.value - a.scores.rank.value)
        .slice(0, limit)
    }
  }
}

/** From 0 to 1: how many of the question's words stand in the densest run of the sentence. */
function closeness(words: string[], query: ReadonlySet<string>): number {
  const hits = words.flatMap((word, i) => (query.has(word) ? [i] : []))
  const [first] = hits
  const last = hits.at(-1)
  if (first === undefined || last === undefined || query.size < 2) return 0
  return new Set(hits.map((i) => words[i])).size / Math.max(query.size, last - first + 1)
}
