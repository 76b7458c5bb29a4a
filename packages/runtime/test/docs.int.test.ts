import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { Client } from '../src/client/Client.ts'
import { Flow } from '../src/flow/Flow.ts'
import { preparePlan } from '../src/flow/preparePlan.ts'
import { folderWith, startTestFlow } from './startTestFlow.ts'

/** Typed documents, and one endpoint that answers document by document. */
const TYPED = `import { Executor, type RequestContext, type Requests } from '@flowdeck/runtime'
import { doc, parameters, tensor, z } from '@flowdeck/runtime/docs'
const Word = doc('Word', { text: z.string(), vector: tensor(2).nullable().default(null) })
const Options = parameters('Options', { times: z.int().max(3).default(1) })
export class Typed extends Executor {
  static override requests: Requests<Typed> = {
    '/repeat': { method: 'repeat', input: Word, parameters: Options, single: true },
    '/spell': { method: 'spell', input: Word },
    '/wrong': { method: 'wrong', input: Word },
  }
  closed = false
  repeat({ doc, parameters }: RequestContext<z.infer<typeof Word>, z.infer<typeof Options>>) {
    return { text: doc.text.repeat(parameters.times), vector: new Float32Array([doc.text.length, 1]) }
  }
  async *spell({ doc, signal }: RequestContext<z.infer<typeof Word>>) {
    try {
      for (const text of doc.text) yield { text }
      if (doc.text === 'endless') while (!signal.aborted) yield { text: '…' }
      if (doc.text === 'bad') throw new RangeError('too far')
    } finally {
      process.stdout.write('the generator ended\\n')
    }
  }
  wrong() { return [{ id: 'x', text: 5 }] }
}
`
const PLAIN = `import { Executor, type RequestContext } from '@flowdeck/runtime'
export class Plain extends Executor {
  static override requests = { '/spell': 'spell', '/all': 'all' }
  async *spell({ doc, parameters }: RequestContext) {
    for (const letter of doc.text ?? '') yield { text: letter + (parameters['mark'] ?? '') }
  }
  all(): void {}
}
`
const flow = (uses: string) =>
  `jtype: Flow\nwith: {protocol: [grpc, http, websocket]}\nexecutors:\n  - {name: a, uses: ${uses}}\n`
const start = (uses: string) => startTestFlow(flow(uses), { 'typed.ts': TYPED, 'plain.ts': PLAIN })

async function textsOf(docs: AsyncIterable<unknown>): Promise<unknown[]> {
  const texts: unknown[] = []
  for await (const doc of docs) texts.push((doc as { text: unknown }).text)
  return texts
}

test('typed documents and parameters are checked, filled with their defaults, and sent as their class says', async () => {
  const running = await start('typed.ts')
  for (const protocol of ['grpc', 'http', 'websocket'] as const) {
    const client = new Client({ protocol, port: running.portOf(protocol) })
    expect(await client.docarray()).toBe('v2')
    const [doc] = await client.post('/repeat', [{ id: 'a', text: 'ab' }], { parameters: { times: 2 } })
    expect(doc).toMatchObject({ id: 'a', text: 'abab' })
    await expect(client.post('/repeat', [{ text: 'a' }], { parameters: { times: 9 } })).rejects.toThrow(
      'Options does not fit: parameters.times',
    )
    await expect(client.post('/wrong', [{ text: 'a' }])).rejects.toThrow('Word does not fit: result[0].text')
    client.close()
  }
  const url = `http://127.0.0.1:${running.portOf('http')}`
  const answer = await fetch(`${url}/repeat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ data: { id: 'one', text: 'x', vector: [1, 2] }, parameters: { times: 3 } }),
  })
  expect(await answer.json()).toEqual({
    data: [{ id: 'one', text: 'xxx', vector: [1, 1] }],
    parameters: { times: 3 },
    header: { request_id: 'one', target_executor: '' },
  })
  const wrong = await fetch(`${url}/repeat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ data: [{ vector: [1] }] }),
  })
  expect(wrong.status).toBe(422)
  expect(await wrong.json()).toMatchObject({ detail: [{ loc: ['body', 'data', 0, 'text'] }] })
})

test.each(['typed.ts', 'plain.ts'])(
  '%s: a generator answers document by document, over gRPC and as events',
  async (uses) => {
    const running = await start(uses)
    for (const protocol of ['grpc', 'http'] as const) {
      const client = new Client({ protocol, port: running.portOf(protocol) })
      expect(await textsOf(client.streamDoc('/spell', { text: 'abc' }))).toEqual(['a', 'b', 'c'])
      client.close()
    }
    // Asked for all at once, it answers all at once.
    expect((await running.post('/spell', [{ text: 'ab' }])).map(({ text }) => text)).toEqual(['a', 'b'])
    const { endpoints } = await running.endpoints()
    expect(endpoints.find(({ endpoint }) => endpoint === '/spell')).toMatchObject({ stream: true })
  },
)

test('parameters reach a generator; an endpoint that is none says so', async () => {
  const running = await start('plain.ts')
  expect(await textsOf(running.streamDoc('/spell', { text: 'ab' }, { parameters: { mark: '!' } }))).toEqual([
    'a!',
    'b!',
  ])
  await expect(textsOf(running.streamDoc('/all', { text: 'ab' }))).rejects.toThrow(
    'endpoint must be generator',
  )
  const socket = new Client({ protocol: 'websocket', port: running.portOf('websocket') })
  await expect(textsOf(socket.streamDoc('/spell', { text: 'ab' }))).rejects.toThrow(
    'use a Client with protocol grpc or http',
  )
  socket.close()
})

test('a generator that throws ends the stream with its exception, after what it gave', async () => {
  const running = await start('typed.ts')
  for (const protocol of ['grpc', 'http'] as const) {
    const client = new Client({ protocol, port: running.portOf(protocol) })
    const texts: unknown[] = []
    const read = async () => {
      for await (const doc of client.streamDoc('/spell', { text: 'bad' })) texts.push(doc.text)
    }
    await expect(read()).rejects.toThrow('too far')
    expect(texts).toEqual(['b', 'a', 'd'])
    client.close()
  }
})

test('who leaves a stream ends the generator', async () => {
  const running = await start('typed.ts')
  for (const protocol of ['grpc', 'http'] as const) {
    const client = new Client({ protocol, port: running.portOf(protocol) })
    for await (const doc of client.streamDoc('/spell', { text: 'endless' })) if (doc.text === '…') break
    client.close()
  }
  // It waits for requests under way: a generator that went on would keep it.
  await running.close({ graceMs: 20_000 })
})

test('events are what Python’s client reads: CRLF, `event: update`, `event: end`', async () => {
  const running = await start('typed.ts')
  const response = await fetch(`http://127.0.0.1:${running.portOf('http')}/spell?text=ab&id=q`)
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  const text = await response.text()
  expect(text.split('\r\n\r\n').map((event) => event.slice(0, 13))).toEqual([
    'event: update',
    'event: update',
    'event: end',
    '',
  ])
  expect(text.startsWith('event: update\r\ndata: {')).toBe(true)
})

test('Executors that do not fit end the start; from then on preflight says so before it, until the source is changed', async () => {
  const other = TYPED.replace('text: z.string(),', 'text: z.string(), more: z.string(),').replace(
    /Typed/g,
    'Other',
  )
  const text = 'jtype: Flow\nexecutors:\n  - {name: a, uses: typed.ts}\n  - {name: b, uses: other.ts}\n'
  const folder = folderWith({ 'typed.ts': TYPED, 'other.ts': other, 'flow.yml': text })
  const flowPath = join(folder, 'flow.yml')
  const expected =
    'what "a" puts out at /repeat, /spell, /wrong is not what "b" takes: "more" is wanted and not there'
  const warnings = async () =>
    (await preparePlan({ text, flowPath, flowId: 'f', revision: 'r' })).preflight.problems

  expect(await warnings()).toEqual([])
  await expect((await Flow.loadConfig(flowPath)).start()).rejects.toThrow(expected)
  await vi.waitFor(async () => expect(await warnings()).toHaveLength(1), 5000)
  expect(await warnings()).toMatchObject([
    {
      code: 'SCHEMA_MISMATCH',
      severity: 'warning',
      executor: 'b',
      line: 4,
      message: expect.stringContaining(expected),
    },
  ])
  writeFileSync(join(folder, 'other.ts'), TYPED)
  expect(await warnings()).toEqual([])
})
