import { Executor, type RequestContext } from '@flowdeck/runtime'

/** Orders what all shards found: short sentences first. */
export class Sort extends Executor {
  static override requests = { '/search': 'sort' }

  sort({ docs }: RequestContext): void {
    for (const doc of docs)
      doc.matches = (doc.matches ?? []).toSorted(
        (a, b) => (b.scores?.['short']?.value ?? 0) - (a.scores?.['short']?.value ?? 0),
      )
  }
}
