import { Executor, type Document, type RequestContext } from '@flowdeck/runtime'

/** Adds up what both branches think of each thing, and puts the best first. */
export class Merge extends Executor {
  static override requests = { '/search': 'merge' }

  merge({ docsMatrix }: RequestContext): Document[] {
    const [first = [], ...others] = docsMatrix
    return first.map((doc, at) => {
      const found = new Map<string, { match: Document; value: number }>()
      for (const match of [doc, ...others.flatMap((branch) => branch[at] ?? [])].flatMap(
        (d) => d.matches ?? [],
      )) {
        const value = Object.values(match.scores ?? {}).reduce((sum, score) => sum + (score.value ?? 0), 0)
        const known = found.get(match.id)
        found.set(match.id, { match, value: value + (known?.value ?? 0) })
      }
      const matches = [...found.values()]
        .toSorted((a, b) => b.value - a.value)
        .slice(0, 3)
        .map(({ match: { id, text }, value }) => ({ id, text, scores: { both: { value } } }))
      return { id: doc.id, text: doc.text, tags: doc.tags, matches } as Document
    })
  }
}
