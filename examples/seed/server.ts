import { Executor, Flow, type RequestContext } from '@flowdeck/runtime'

class Foo extends Executor {
  static override requests = { '/bar': 'foo' }

  foo({ docs }: RequestContext): void {
    for (const doc of docs) doc.text = 'foo was here'
  }
}

await using flow = await new Flow({ port: 12345 }).add({ uses: Foo }).start()
console.log(`listening on port ${flow.port}; stop with Ctrl+C`)
await flow.block()
