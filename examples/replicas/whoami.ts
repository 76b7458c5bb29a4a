import { Executor, type JsonObject, type RequestContext } from '@flowdeck/runtime'

/** Says which replica and which process answered. */
export class WhoAmI extends Executor {
  static override requests = { '/who': 'who' }
  private readonly greeting: string

  constructor({ greeting = 'replica' }: JsonObject) {
    super()
    this.greeting = String(greeting)
  }

  who({ docs }: RequestContext): void {
    for (const doc of docs)
      doc.text = `${this.greeting} replica ${this.runtimeArgs.replica_id}, process ${process.pid}`
  }
}
