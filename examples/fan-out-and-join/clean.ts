import { Executor, type RequestContext } from '@flowdeck/runtime'

/** Trims texts and joins runs of white space. */
export class Clean extends Executor {
  static override requests = { '/analyse': 'clean' }

  clean({ docs }: RequestContext): void {
    for (const doc of docs) doc.text = (doc.text ?? '').trim().replace(/\s+/g, ' ')
  }
}
