import { Executor, type RequestContext } from '@flowdeck/runtime'

/** The same as look.py, for docarray v1. */
export class Look extends Executor {
  static override requests = { '/put': 'put', '/look': 'look', '/fail': 'fail' }

  async put({ docs }: RequestContext): Promise<void> {
    const { name } = this.runtimeArgs
    if (name === 'slow') await new Promise((resolve) => setTimeout(resolve, 300))
    for (const doc of docs) doc.text = `${doc.text ?? ''}${name};`
    docs.push({ id: `new-${name}`, text: name }, { id: 'shared', text: name })
  }

  async look(context: RequestContext): Promise<void> {
    const { docs, docsMatrix, docsMap, parameters } = context
    const { name } = this.runtimeArgs
    if (['foo', 'slow', 'parts'].includes(name)) return await this.put(context)
    const texts = (some: RequestContext['docs']) =>
      some.filter(({ id }) => !id.startsWith('seen')).map(({ id, text = '' }) => [id, text])
    const seen = {
      docs: texts(docs),
      matrix: docsMatrix.map(texts),
      map: Object.fromEntries([...docsMap].map(([from, part]) => [from, texts(part)])),
      parameters,
    }
    docs.push({ id: `seen-${name}`, text: JSON.stringify(seen) })
  }

  fail(): void {
    const { name } = this.runtimeArgs
    if (['foo', 'slow'].includes(name)) throw new RangeError(`${name} went too far`)
  }
}

/** Binds nothing that is asked. */
export class Lookless extends Executor {
  static override requests = { '/elsewhere': 'elsewhere' }
  elsewhere(): void {}
}
