import { Executor, type RequestContext } from '@flowdeck/runtime'

export class FooExecutor extends Executor {
  static override requests = { '/bar': 'foo' }

  foo({ docs }: RequestContext): void {
    for (const doc of docs) doc.text = 'foo was here'
  }
}
