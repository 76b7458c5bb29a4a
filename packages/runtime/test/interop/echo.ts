import { Executor, type RequestContext, type RequestResult } from '@flowdeck/runtime'

/** The same as echo.py. */
export class Echo extends Executor {
  static override requests = {
    '/echo': 'echo',
    '/mark': 'mark',
    '/parameters': 'parameters',
    '/fewer': 'fewer',
    '/fail': 'fail',
  }

  echo(): void {}

  mark({ docs }: RequestContext): void {
    for (const doc of docs) doc.text = (doc.text ?? '') + this.runtimeArgs.name
  }

  parameters({ docs, parameters }: RequestContext): void {
    docs.push({ id: 'parameters', tags: parameters })
  }

  fewer({ docs }: RequestContext): RequestResult {
    return docs.slice(0, 1)
  }

  fail(): void {
    throw new RangeError('too far')
  }
}
