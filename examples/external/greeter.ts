import { Executor, type RequestContext } from '@flowdeck/runtime'

/** Greets whoever a Document names. */
export class Greeter extends Executor {
  static override requests = { '/greet': 'greet' }

  greet({ docs }: RequestContext): void {
    for (const doc of docs) doc.text = `Hello, ${doc.text ?? 'you'}`
  }
}
