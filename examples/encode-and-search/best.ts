import { Executor, type RequestContext } from '@flowdeck/runtime'

/** Keeps the best `limit` matches of every Document. */
export class Best extends Executor {
  static override requests = { '/search': 'best' }

  best({ docs, parameters }: RequestContext): void {
    const limit = Number(parameters['limit'] ?? 5)
    for (const doc of docs)
      doc.matches = (doc.matches ?? [])
        .toSorted((a, b) => (b.scores?.['cosine']?.value ?? 0) - (a.scores?.['cosine']?.value ?? 0))
        .slice(0, limit)
  }
}
