import { Executor, type RequestContext } from '@flowdeck/runtime'

/** The same as in measured.py. */
export class Part extends Executor {
  static override requests = { '/echo': 'echo', '/fail': 'fail' }

  echo({ docs }: RequestContext): void {
    this.monitor('shouting_seconds', 'Time to shout', () => {
      for (const doc of docs) doc.text = `${doc.text ?? ''}!`
    })
  }

  fail(): void {
    this.monitor('failing_seconds', 'Time to fail', () => {
      throw new RangeError('too far')
    })
  }
}

/** The same as in measured.py. */
export class Last extends Executor {
  static override requests = { '/default': 'rest', '/batch': 'batch' }
  static override batching = { '/batch': { preferred_batch_size: 2, timeout: 200 } }

  rest(): void {}

  batch(): void {}
}
