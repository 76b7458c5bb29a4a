import { Executor, type RequestContext } from '@flowdeck/runtime'

/** Logs how many Documents passed. */
export class Audit extends Executor {
  static override requests = { '/analyse': 'log' }

  log({ docs, endpoint }: RequestContext): void {
    process.stdout.write(`INFO ${docs.length} documents on ${endpoint}\n`)
  }
}
