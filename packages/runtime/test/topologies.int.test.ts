import type { JsonObject } from '@flowdeck/shared'
import { expect, test } from 'vitest'
import { executorFile, startTestFlow } from './startTestFlow.ts'

/** Appends its own name to the text, so that the answer tells the way. */
const TRACE = executorFile(`
  static override requests = { '/trace': 'trace', '/other': 'trace' }
  trace({ docs, parameters }: RequestContext) {
    const { name } = this.runtimeArgs
    for (const doc of docs) {
      doc.text = (doc.text ?? '') + name
      doc.tags = { ...doc.tags, [name]: true }
    }
    return undefined
  }`)
const files = { 'trace.ts': TRACE }
const entry = (name: string, more = '') => `  - name: ${name}\n    uses: trace.ts\n${more}`

test('a chain passes documents on in order, with a route per Executor', async () => {
  const flow = await startTestFlow(`jtype: Flow\nexecutors:\n${entry('a')}${entry('b')}${entry('c')}`, files)
  const responses = []
  for await (const response of flow.post('/trace', [{ text: '>' }])) responses.push(response)
  expect(responses).toHaveLength(1)
  expect(responses[0]?.docs[0]?.text).toBe('>abc')
  expect(responses[0]?.routes.map((route) => route.executor)).toEqual(['gateway', 'a', 'b', 'c'])
  expect(responses[0]?.routes.every((route) => route.startTime && route.endTime)).toBe(true)
})

test('branches see the same documents and a join merges what they found', async () => {
  const flow = await startTestFlow(
    `jtype: Flow\nexecutors:\n${entry('a')}${entry('b', '    needs: a\n')}${entry('c', '    needs: a\n')}  - name: j\n    needs: [b, c]\n`,
    files,
  )
  const docs = await flow.post('/trace', [{ id: '1', text: '>' }, { id: '2' }])
  expect(docs.map((doc) => doc.id)).toEqual(['1', '2'])
  expect(['>ab', '>ac']).toContain(docs[0]?.text)
  // Whole fields of the first arrival win, as in docarray.
  expect(Object.keys(docs[0]?.tags ?? {})).toHaveLength(2)
})

test.each([
  ['COLLECT', 7, ['a', 'tap', '_aux_tap', 'b', 'gather_inspect']],
  ['HANG', undefined, ['a', 'tap', '_aux_tap', 'b']],
  ['REMOVE', undefined, ['a', 'b']],
])('with inspect: %s, what an inspection found reaches the client: %s', async (mode, weight, running) => {
  const flow = await startTestFlow(
    `jtype: Flow\nwith: {inspect: ${mode}}\nexecutors:\n${entry('a')}  - name: tap\n    method: inspect\n    uses: weigh.ts\n${entry('b')}`,
    {
      ...files,
      'weigh.ts': executorFile(`
  static override requests = { '/trace': 'weigh' }
  weigh({ docs }: RequestContext) { for (const doc of docs) if (doc.text === '>a') doc.weight = 7 }`),
    },
  )
  const deployments = flow.run.pods.flatMap(({ role, deployment }) => (role === 'worker' ? [deployment] : []))
  expect(deployments).toEqual(running)
  const [answer] = await flow.post('/trace', [{ text: '>' }])
  expect(answer?.weight).toBe(weight)
  expect(answer?.tags).toEqual(
    mode === 'COLLECT' ? expect.objectContaining({ a: true }) : { a: true, b: true },
  )
})

test('`when` keeps documents from a branch; the answer has those of all branches in their first order', async () => {
  const flow = await startTestFlow(
    `jtype: Flow\nexecutors:\n${entry('all', '    needs: gateway\n')}${entry('cheap', '    needs: all\n    when: {tags__price: {$lt: 10}}\n')}${entry('dear', '    needs: all\n    when: {tags__price: {$gte: 10}}\n')}  - name: j\n    needs: [cheap, dear]\n`,
    files,
  )
  const prices = [20, 5, 30, 1, undefined]
  const docs = await flow.post(
    '/trace',
    prices.map((price, i) => ({
      id: String(i),
      text: '>',
      ...(price === undefined ? {} : { tags: { price } }),
    })),
  )
  // The last one has no price: no branch takes it, so that it is gone (Jina 3.x).
  expect(docs.map(({ id, text }) => [id, text])).toEqual([
    ['0', '>alldear'],
    ['1', '>allcheap'],
    ['2', '>alldear'],
    ['3', '>allcheap'],
  ])
})

test('an Executor whose condition lets nothing through is called with no documents, and the answer is empty', async () => {
  const flow = await startTestFlow(
    `jtype: Flow\nexecutors:\n${entry('a', '    when: {text: {$eq: never}}\n')}`,
    files,
  )
  for await (const response of flow.post('/trace', [{ text: '>' }])) {
    expect(response.docs).toEqual([])
    expect(response.routes.map(({ executor, endTime }) => [executor, endTime !== null])).toEqual([
      ['gateway', true],
      ['a', true],
    ])
  }
})

test('target_executor is a pattern matched from the start; others pass documents on', async () => {
  const flow = await startTestFlow(
    `jtype: Flow\nexecutors:\n${entry('foo')}${entry('foo_bar')}${entry('bar')}`,
    files,
  )
  const [doc] = await flow.post('/trace', [{ text: '>' }], { targetExecutor: 'foo' })
  expect(doc?.text).toBe('>foofoo_bar')
  await expect(flow.post('/trace', [], { targetExecutor: '(' })).rejects.toThrow('no regular expression')
  await expect(flow.post('/trace', [], { targetExecutor: 'f(?=oo)' })).rejects.toThrow(
    'the lookaround (?=…) at character 2 is not supported',
  )
  await expect(flow.post('/trace', [], { targetExecutor: 'f'.repeat(1001) })).rejects.toThrow(
    'at most 1000 are allowed',
  )
  // Each would hold the Gateway for years with a matcher that goes back and tries again.
  for (const targetExecutor of [`${'(o*)*'.repeat(90)}x`, `(?i)(F|f|O|o|.)+${'(x|y)?'.repeat(40)}\\Z!`])
    expect((await flow.post('/trace', [{ text: '>' }], { targetExecutor }))[0]?.text).toBe('>')
  for (const [targetExecutor, text] of [
    ['(?i)FOO\\Z', '>foo'],
    ['(?P<name>fo+)$', '>foo'],
    ['\\Afoo_[[b]', '>foo_bar'],
  ] as const)
    expect((await flow.post('/trace', [{ text: '>' }], { targetExecutor }))[0]?.text).toBe(text)
})

test('an endpoint that no Executor has leaves documents as they are', async () => {
  const flow = await startTestFlow(`jtype: Flow\nexecutors:\n${entry('a')}`, files)
  for await (const response of flow.post('/nowhere', [{ text: '>' }])) {
    expect(response.docs[0]?.text).toBe('>')
    expect(response.routes.map((route) => [route.executor, route.endTime !== null])).toEqual([
      ['gateway', true],
      ['a', false],
    ])
  }
})

test('a floating Executor runs, but the answer does not wait for it', async () => {
  const flow = await startTestFlow(
    `jtype: Flow\nexecutors:\n${entry('a')}  - name: slow\n    uses: slow.ts\n    floating: true\n`,
    {
      ...files,
      'slow.ts': executorFile(`
  static override requests = { '/trace': 'wait' }
  async wait() { await new Promise(() => {}) }`),
    },
  )
  const [doc] = await flow.post('/trace', [{ text: '>' }])
  expect(doc?.text).toBe('>a')
})

test('parameters reach the Executor they name; a returned object comes back as a result', async () => {
  const flow = await startTestFlow(
    'jtype: Flow\nexecutors:\n  - name: a\n    uses: say.ts\n  - name: b\n    uses: say.ts\n',
    {
      'say.ts': executorFile(`
  static override requests = { '/say': 'say' }
  say({ parameters }: RequestContext) { return { got: parameters } }`),
    },
  )
  for await (const response of flow.post('/say', [{}], { parameters: { a__x: 1, b__x: 2, y: 3 } })) {
    expect(response.parameters).toEqual({
      a__x: 1,
      b__x: 2,
      y: 3,
      __results__: { 'a/rep-0': { got: { x: 1, y: 3 } }, 'b/rep-0': { got: { x: 2, y: 3 } } },
    })
  }
})

test('replicas take turns', async () => {
  const flow = await startTestFlow(
    'jtype: Flow\nexecutors:\n  - name: w\n    uses: pid.ts\n    replicas: 3\n',
    {
      'pid.ts': executorFile(`
  static override requests = { '/pid': 'pid' }
  pid({ docs }: RequestContext) { for (const doc of docs) doc.tags = { pid: process.pid } }`),
    },
  )
  const pids = []
  for (let i = 0; i < 6; i++) pids.push((await flow.post('/pid', [{}]))[0]?.tags?.['pid'])
  expect(new Set(pids).size).toBe(3)
  expect(pids.slice(0, 3)).toEqual(pids.slice(3))
})

test('an empty Flow answers with what it was sent', async () => {
  const flow = await startTestFlow('jtype: Flow\nexecutors: []\n')
  const [doc] = await flow.post('/x', [{ text: 'same' }])
  expect(doc?.text).toBe('same')
})

test('timeout_send ends a call that takes too long, others are answered; 0 means no limit [FI-07]', async () => {
  const slow = executorFile(`
  static override requests = { '/slow': 'slow' }
  async slow({ parameters }: RequestContext) { if (parameters['hang']) await new Promise(() => {}) }`)
  const limited = await startTestFlow(
    'jtype: Flow\nwith:\n  timeout_send: 50\n  retries: 0\nexecutors:\n  - name: s\n    uses: slow.ts\n',
    { 'slow.ts': slow },
  )
  await expect(limited.post('/slow', [{}], { parameters: { hang: true } })).rejects.toMatchObject({
    code: 'REQUEST_TIMEOUT',
    message: expect.stringContaining('deployment s'),
  })
  expect(await limited.post('/slow', [{ text: 'x' }])).toHaveLength(1)
  const unlimited = await startTestFlow(
    'jtype: Flow\nwith:\n  timeout_send: 0\nexecutors:\n  - name: s\n    uses: slow.ts\n',
    { 'slow.ts': slow },
  )
  expect(await unlimited.post('/slow', [{ text: 'x' }])).toHaveLength(1)
})

test('cors: true lets pages of any origin in, without credentials; it is off otherwise', async () => {
  const flow = await startTestFlow('jtype: Flow\nwith:\n  protocol: http\n  cors: true\nexecutors: []\n')
  const url = `http://127.0.0.1:${flow.port}/post`
  const asked = await fetch(url, { method: 'OPTIONS', headers: { origin: 'http://page.example' } })
  expect(asked.status).toBe(200)
  expect(asked.headers.get('access-control-allow-origin')).toBe('*')
  expect(asked.headers.get('access-control-allow-credentials')).toBeNull()
})

const SHARD = executorFile(`
  static override requests = { '/search': 'who', '/index': 'who', '/all': 'who', '/once': 'who', '/fail': 'fail' }
  who({ docs }: RequestContext) {
    const { shard_id, replica_id, shards } = this.runtimeArgs
    for (const doc of docs) doc.tags = { ...doc.tags, ['shard' + shard_id]: replica_id, shards }
    docs.push({ id: 'from ' + shard_id })
  }
  fail() { if (this.runtimeArgs.shard_id === 1) process.exit(1) }`)
const SHARDS =
  'jtype: Flow\nexecutors:\n  - name: foo\n    uses: foo.ts\n    shards: 3\n    polling: {/all: ALL}\n'
const shardsOf = (tags: JsonObject | undefined) =>
  Object.keys(tags ?? {})
    .filter((key) => /^shard\d/.test(key))
    .toSorted()

test.each(['/search', '/all'])('%s asks every shard, and the answers are one', async (endpoint) => {
  const flow = await startTestFlow(SHARDS, { 'foo.ts': SHARD })
  const docs = await flow.post(endpoint, [{ id: 'a' }, { id: 'b' }])
  expect(docs.map(({ id }) => id)).toEqual(['a', 'b', 'from 0', 'from 1', 'from 2'])
  // Whole fields of the first shard win (docarray v1).
  expect(shardsOf(docs[0]?.tags)).toEqual(['shard0'])
  expect(flow.run.pods.map(({ id }) => id)).toEqual([
    'foo/shard-0/rep-0',
    'foo/shard-1/rep-0',
    'foo/shard-2/rep-0',
    'foo/head',
    'gateway',
  ])
})

test('/index and what else has no rule go to one shard, in turn', async () => {
  const flow = await startTestFlow(SHARDS, { 'foo.ts': SHARD })
  const seen: string[] = []
  for (const endpoint of ['/index', '/once', '/index', '/once']) {
    const [doc] = await flow.post(endpoint, [{}])
    seen.push(...shardsOf(doc?.tags))
  }
  expect(seen).toEqual(['shard0', 'shard1', 'shard2', 'shard0'])
})

test('`uses_before` sees a request before the shards, `uses_after` all their answers', async () => {
  const flow = await startTestFlow(`${SHARDS}    uses_before: before.ts\n    uses_after: after.ts\n`, {
    'foo.ts': SHARD,
    'before.ts': executorFile(
      `static override requests = { '/default': 'mark' }
      mark({ docs }: RequestContext) { for (const doc of docs) doc.text = 'before' }`,
      'Before',
    ),
    'after.ts': executorFile(
      `static override requests = { '/default': 'count' }
      count({ docsMatrix }: RequestContext) {
        return [{ id: 'n', text: docsMatrix[0]?.[0]?.text ?? '', tags: { answers: docsMatrix.length } }]
      }`,
      'After',
    ),
  })
  expect(await flow.post('/search', [{}])).toMatchObject([{ text: 'before', tags: { answers: 3 } }])
  expect(await flow.post('/once', [{}])).toMatchObject([{ text: 'before', tags: { answers: 1 } }])
})

test('a shard that fails leaves the answers of the others', async () => {
  const flow = await startTestFlow(
    SHARDS.replace('{/all: ALL}', 'ALL').replace('executors:', 'with:\n  retries: 0\nexecutors:'),
    { 'foo.ts': SHARD },
  )
  expect(await flow.post('/fail', [{ id: 'a' }])).toMatchObject([{ id: 'a' }])
})

test('dynamic batching gathers requests for one call, from the class or from the YAML', async () => {
  const flow = await startTestFlow(
    'jtype: Flow\nexecutors:\n  - name: foo\n    uses: foo.ts\n    uses_dynamic_batching: {/yaml: {preferred_batch_size: 3, timeout: 60000}}\n',
    {
      'foo.ts': executorFile(`
        static override requests = { '/own': 'size', '/yaml': 'size', '/alone': 'size' }
        static override batching = { '/own': { preferred_batch_size: 2, timeout: 60000 } }
        size({ docs, parameters }: RequestContext) {
          if (parameters['fail']) throw new Error('boom')
          for (const doc of docs) doc.tags = { size: docs.length }
        }`),
    },
  )
  const sizes = async (endpoint: string, count: number) =>
    (await Promise.all(Array.from({ length: count }, () => flow.post(endpoint, [{}]))))
      .flat()
      .map(({ tags }) => tags?.['size'])
  expect(await sizes('/own', 4)).toEqual([2, 2, 2, 2])
  expect(await sizes('/yaml', 3)).toEqual([3, 3, 3])
  expect(await sizes('/alone', 2)).toEqual([1, 1])
  const failed = await Promise.allSettled(
    [1, 2].map(() => flow.post('/own', [{}], { parameters: { fail: true } })),
  )
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
})
