import { Executor, type RequestContext } from '@flowdeck/runtime'

/** Appends "foo was here" to the text of every Document. */
export class FooExecutor extends Executor {
  static override requests = { '/bar': 'foo' }

  foo({ docs }: RequestContext): void {
    for (const doc of docs) doc.text = `${doc.text ? `${doc.text} ` : ''}foo was here`
  }
}
