import { Executor, type RequestContext } from '@flowdeck/runtime'

/** Tells questions from remarks, in the tags. */
export class Sort extends Executor {
  static override requests = { '/reply': 'sort' }

  sort({ docs }: RequestContext): void {
    for (const doc of docs)
      doc.tags = { ...doc.tags, kind: (doc.text ?? '').trim().endsWith('?') ? 'question' : 'remark' }
  }
}
