import { Executor, type RequestContext } from '@flowdeck/runtime'

/** Turns the text of every Document into capitals. */
export class Shout extends Executor {
  static override requests = { '/bar': 'shout', '/shout': 'shout' }

  shout({ docs }: RequestContext): void {
    for (const doc of docs) doc.text = (doc.text ?? '').toUpperCase()
  }
}
