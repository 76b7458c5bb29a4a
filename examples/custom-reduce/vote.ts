import { Executor, type Document, type RequestContext } from '@flowdeck/runtime'

/** Counts what the branches say of each Document; the majority wins. */
export class Vote extends Executor {
  static override requests = { '/judge': 'vote' }

  vote({ docsMatrix }: RequestContext): Document[] {
    return (docsMatrix[0] ?? []).map((doc, at) => {
      const verdicts = docsMatrix.map((branch) => String(branch[at]?.tags?.['verdict'] ?? ''))
      const good = verdicts.filter((verdict) => verdict === 'good').length
      return {
        ...doc,
        tags: {
          ...doc.tags,
          verdict: good * 2 > verdicts.length ? 'good' : 'bad',
          votes: `${good} of ${verdicts.length}`,
        },
      }
    })
  }
}
