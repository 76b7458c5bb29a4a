import { Executor, type RequestContext } from '@flowdeck/runtime'

/** Counts the words of every Document into its tags. */
export class CountWords extends Executor {
  static override requests = { '/default': 'count' }

  count({ docs }: RequestContext): { counted: number } {
    for (const doc of docs) {
      const words = (doc.text ?? '').split(/\s+/).filter(Boolean).length
      doc.tags = { ...doc.tags, words }
    }
    return { counted: docs.length }
  }
}
