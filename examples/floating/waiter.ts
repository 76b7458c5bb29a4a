import { Executor, type RequestContext } from '@flowdeck/runtime'

/** Confirms an order. */
export class Waiter extends Executor {
  static override requests = { '/order': 'confirm' }

  confirm({ docs }: RequestContext): void {
    for (const doc of docs) doc.text = `Coming: ${doc.text ?? 'nothing'}`
  }
}
