import { setTimeout as wait } from 'node:timers/promises'
import { Executor, type JsonObject, type RequestContext } from '@flowdeck/runtime'

/** Writes every order into the log, slowly. */
export class Ledger extends Executor {
  static override requests = { '/order': 'write' }
  private readonly seconds: number

  constructor({ seconds = 2 }: JsonObject) {
    super()
    this.seconds = Number(seconds)
  }

  async write({ docs }: RequestContext): Promise<void> {
    const texts = docs.map((doc) => doc.text ?? '')
    await wait(this.seconds * 1000)
    process.stdout.write(`INFO written down: ${texts.join('; ')}\n`)
  }
}
