import { Executor, type RequestContext, type RequestResult, type Requests } from '@flowdeck/runtime'
import { bytes, doc, parameters, tensor, z } from '@flowdeck/runtime/docs'

const Full = doc('Full', {
  text: z.string().default(''),
  count: z.int().default(0),
  weight: z.number().default(0),
  on: z.boolean().default(false),
  raw: bytes().nullable().default(null),
  nothing: z.string().nullable().default(null),
  embedding: tensor(2).nullable().default(null),
  grid: tensor().nullable().default(null),
  url: z.string().nullable().default(null),
  numbers: z.array(z.number()).default([]),
  words: z.array(z.string()).default([]),
  tags: z.record(z.string(), z.any()).default({}),
})
type Full = z.infer<typeof Full>
const Options = parameters('Options', { limit: z.int().default(3), word: z.string().default('x') })

/** The same as echo.py. */
export class Echo extends Executor {
  static override requests: Requests<Echo> = {
    '/echo': { method: 'echo', input: Full, output: Full },
    '/mark': { method: 'mark', input: Full, output: Full },
    '/single': { method: 'one', input: Full, output: Full, parameters: Options, single: true },
    '/fewer': { method: 'fewer', input: Full, output: Full },
    '/join': { method: 'join', input: Full, output: Full },
    '/all': { method: 'all', input: Full, output: Full },
    '/fail': { method: 'fail', input: Full, output: Full },
    '/stream': { method: 'stream', input: Full, output: Full },
  }

  echo(): void {}

  mark({ docs }: RequestContext<Full>): void {
    for (const doc of docs) doc.text += this.runtimeArgs.name
  }

  one({ doc, parameters: { limit, word } }: RequestContext<Full, z.infer<typeof Options>>): object {
    return { text: doc.text + word.repeat(limit), count: doc.count + 1 }
  }

  fewer({ docs }: RequestContext<Full>): RequestResult {
    return docs.slice(0, 1)
  }

  async join({ docs }: RequestContext<Full>): Promise<void> {
    const { name } = this.runtimeArgs
    // The last to arrive, whose fields a join takes last.
    if (name === 'late') await new Promise((resolve) => setTimeout(resolve, 500))
    for (const doc of docs)
      if (name === 'left') doc.weight = 1
      else if (name === 'right') doc.words = ['right']
      else if (name === 'late') doc.count = 7
  }

  all({ docs }: RequestContext<Full>): RequestResult {
    return [...docs, { id: `shard-${this.runtimeArgs.shard_id}` }]
  }

  fail(): void {
    throw new RangeError('too far')
  }

  async *stream({ doc }: RequestContext<Full>): AsyncGenerator<object> {
    for (let i = 0; i < 3; i++) yield { id: `${doc.id}${i}`, text: `${doc.text}${i}` }
  }
}
