import { Executor, type RequestContext, type RequestResult } from '@flowdeck/runtime'

/** The same as echo.py. */
export class Echo extends Executor {
  static override requests = {
    '/echo': 'echo',
    '/mark': 'mark',
    '/parameters': 'parameters',
    '/fewer': 'fewer',
    '/join': 'join',
    '/all': 'all',
    '/results': 'results',
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

  async join({ docs }: RequestContext): Promise<void> {
    const { name } = this.runtimeArgs
    // The last to arrive, whose fields a join takes last.
    if (name === 'late') await new Promise((resolve) => setTimeout(resolve, 500))
    for (const doc of docs)
      if (name === 'left') doc.weight = 1
      else if (name === 'right') doc.uri = 'right'
      else if (name === 'late') doc.modality = 'late'
  }

  all({ docs }: RequestContext): void {
    docs.push({ id: `shard-${this.runtimeArgs.shard_id}` })
  }

  results(): RequestResult {
    return { from: this.runtimeArgs.name }
  }

  fail(): void {
    throw new RangeError('too far')
  }
}
