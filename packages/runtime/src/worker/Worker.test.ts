import { describe, expect, test } from 'vitest'
import { writeDocuments, readDocuments, readOne, writeOne } from '../data/documents.ts'
import { emptyEnvelope, readEnvelope, writeEnvelope } from '../data/envelope.ts'
import { readRoute, readStatus } from '../data/status.ts'
import { endpointMap } from '../executor/endpointMap.ts'
import { Executor, type RequestContext } from '../executor/Executor.ts'
import { Cancellation } from '../transport/Cancellation.ts'
import { METHOD } from '../transport/methods.ts'
import { Health } from '../transport/standardServices.ts'
import type { CallContext } from '../transport/transport.ts'
import { Batching, batchingOptions } from './Batching.ts'
import { Worker } from './Worker.ts'

const unreadable = Object.create(null) as object
const hostile = Object.defineProperty(new Error('x'), 'message', {
  get: () => {
    throw new Error('no')
  },
})
const THROWN: [string, unknown, string][] = [
  ['an error', new RangeError('too far'), 'RangeError("too far")'],
  ['a text', 'no', 'Error("no")'],
  ['undefined', undefined, 'Error("undefined")'],
  ['null', null, 'Error("null")'],
  ['an object without a text', unreadable, 'Error("a value was thrown that cannot be shown")'],
  ['an error whose message throws', hostile, 'Error("a value was thrown that cannot be shown")'],
  [
    'an error with other things for texts',
    Object.assign(new Error('x'), { name: 5, stack: 7 }),
    'Error("x")',
  ],
]

class Throwing extends Executor {
  static override requests = {
    '/plain': 'fail',
    '/batched': 'pass',
    '/single': { method: 'one', single: true },
    '/stream': 'stream',
    '/giver': 'giver',
  }
  static override batching = { '/batched': { preferred_batch_size: 4, timeout: 1000 } }
  thrown: unknown
  fail({ docs }: RequestContext): void {
    if (docs.length > 0) throw this.thrown
  }
  pass(): void {}
  one({ doc }: RequestContext): object {
    return doc
  }
  async *stream({ doc }: RequestContext): AsyncGenerator<object> {
    yield doc
    await Promise.resolve()
    throw this.thrown
  }
  giver({ docs, docsMap }: RequestContext): void {
    for (const doc of docs) doc.text = [...docsMap.keys()].join()
  }
}

function start(thrown: unknown) {
  const endpoints = endpointMap(Throwing, {})
  const executor = Object.assign(Object.create(Throwing.prototype) as Throwing, { thrown })
  const methods = new Map([...endpoints].map(([endpoint, { method }]) => [endpoint, method]))
  return new Worker({
    executor,
    endpoints,
    batching: new Batching(batchingOptions(methods, Throwing.batching, {})),
    docarray: 'v1',
    podName: 'foo/rep-0',
    metasName: 'Throwing',
    health: new Health(),
  })
}

const contextOf = (): CallContext => ({ metadata: {}, trailers: {}, signal: new Cancellation() })

async function ask(worker: Worker, endpoint: string, data: Buffer | null) {
  const message = writeEnvelope({ ...emptyEnvelope('1'), endpoint, data })
  return readEnvelope((await worker.handlers.unary[METHOD.single]?.(message, contextOf())) as Buffer)
}

describe('a method that throws', () => {
  test.each(THROWN)('%s is answered with it', async (_, thrown, said) => {
    const worker = start(thrown)
    const { status } = await ask(worker, '/plain', writeDocuments([{ id: 'a' }]))
    expect(readStatus(status as Buffer).description).toBe(said)
    const message = writeEnvelope({
      ...emptyEnvelope('1'),
      endpoint: '/stream',
      data: writeOne({ id: 'a' }, { generation: 'v1' }),
    })
    const answers: Buffer[] = []
    const one = (async function* () {
      yield await Promise.resolve(message)
    })()
    for await (const answer of worker.handlers.stream[METHOD.streamDoc]?.(one, contextOf()) ?? [])
      answers.push(answer)
    expect(readOne(readEnvelope(answers[0] as Buffer).data as Buffer)).toEqual({ id: 'a' })
    expect(readStatus(readEnvelope(answers[1] as Buffer).status as Buffer).description).toBe(said)
  })
})

test.each(['/plain', '/batched', '/single', '/stream', '/nowhere'])(
  '%s answers a request without documents',
  async (endpoint) => {
    const worker = start(null)
    for (const data of [null, Buffer.alloc(0), writeDocuments([])]) {
      const { data: made, status } = await ask(worker, endpoint, data)
      expect({ docs: readDocuments(made), status }).toEqual({ docs: [], status: null })
    }
  },
)

test('an answer tells who gave the documents, and the next Executor sees it', async () => {
  const worker = start(null)
  const first = await ask(worker, '/single', writeDocuments([{ id: 'a' }]))
  expect(first.routes.map((route) => readRoute(route).executor)).toEqual(['foo'])
  const again = writeEnvelope({ ...first, endpoint: '/giver' })
  const { data } = readEnvelope((await worker.handlers.unary[METHOD.single]?.(again, contextOf())) as Buffer)
  expect(readDocuments(data)).toEqual([{ id: 'a', text: 'foo' }])
})
