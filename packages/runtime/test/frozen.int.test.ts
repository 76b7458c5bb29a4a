import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { RunningFlow } from '../src/flow/RunningFlow.ts'
import { pythonEnvironment } from './pythonEnvironment.ts'
import { executorFile, startTestFlow } from './startTestFlow.ts'

const python = await pythonEnvironment('v1')

const WORKER = executorFile(`
  static override requests = { [\`/\${process.env['NAME']}\`]: 'work', [\`/\${process.env['NAME']}/stream\`]: 'stream' }
  async work({ docs, parameters }: RequestContext) {
    if (parameters['hang']) await new Promise((resolve) => setTimeout(resolve, 1e6))
    for (const doc of docs) doc.tags = { pid: process.pid }
  }
  async *stream({ doc, parameters }: RequestContext) {
    if (parameters['begin']) yield { ...doc, text: 'begun' }
    if (parameters['hang']) await new Promise((resolve) => setTimeout(resolve, 1e6))
    yield { ...doc, tags: { pid: process.pid } }
  }`)
const entry = (name: string, more: string) =>
  `  - {name: ${name}, uses: foo.ts, needs: gateway, env: {NAME: ${name}}, ${more}}\n`
const FLOW = `jtype: Flow\nexecutors:\n${entry('one', 'replicas: 1')}${entry('two', 'replicas: 2')}${entry('shard', 'shards: 2')}  - {name: join, needs: [one, two, shard]}\n`

const podOf = (flow: RunningFlow, id: string) => flow.run.pods.find((pod) => pod.id === id)
const failureOf = (call: PromiseLike<unknown>) =>
  Promise.resolve(call).then(
    () => null,
    (thrown: unknown) => thrown,
  )
async function read(
  docs: AsyncIterable<{ text?: string; tags?: unknown }>,
  seen: (doc: { text?: string; tags?: unknown }) => void = () => {},
) {
  const all = []
  for await (const doc of docs) {
    seen(doc)
    all.push(doc)
  }
  return all
}

test('calls and streams of a process that is stopped end or go elsewhere before it is killed, and it may come back [FI-05]', async () => {
  const flow = await startTestFlow(FLOW, { 'foo.ts': WORKER })
  const frozen = ['one/rep-0', 'two/rep-0', 'shard/shard-0/rep-0'].map((id) => podOf(flow, id)?.pid as number)
  const hang = { parameters: { hang: true } }
  const call = failureOf(flow.post('/one', [{}], hang))
  let begun = () => {}
  const started = new Promise<void>((resolve) => (begun = resolve))
  const stream = failureOf(
    read(flow.streamDoc('/one/stream', {}, { parameters: { begin: true, hang: true } }), begun),
  )
  await started
  for (const pid of frozen) process.kill(pid, 'SIGSTOP')
  // Half of them meet the stopped replica, and none of them has begun to answer.
  const elsewhere = [1, 2, 3, 4].map(() => read(flow.streamDoc('/two/stream', {})))
  const shards = failureOf(flow.post('/shard', [{}]))

  expect(await call).toMatchObject({
    code: 'DEPLOYMENT_UNAVAILABLE',
    message: expect.stringContaining('one at address'),
  })
  expect(await stream).toMatchObject({ code: 'DEPLOYMENT_UNAVAILABLE' })
  await shards
  for (const docs of await Promise.all(elsewhere))
    expect(docs).toMatchObject([{ tags: { pid: podOf(flow, 'two/rep-1')?.pid } }])
  expect(flow.run.pods.filter(({ restarts }) => restarts > 0)).toEqual([])
  // It is known by now: nothing waits for it.
  await expect(flow.post('/one', [{}])).rejects.toThrow('is stopped')
  expect(podOf(flow, 'one/rep-0')).toMatchObject({
    state: 'unhealthy',
    phase: 'its process is stopped (SIGSTOP)',
  })

  for (const pid of frozen) process.kill(pid, 'SIGCONT')
  await expect.poll(() => flow.run.state, { timeout: 20_000 }).toBe('ready')
  for (const path of ['/one', '/shard']) expect(await flow.post(path, [{}])).toHaveLength(1)
  await expect
    .poll(() => flow.post('/two', [{}]).then(([doc]) => doc?.tags?.['pid']), { timeout: 20_000 })
    .toBe(frozen[1])
})

const BUSY = executorFile(`
  static override requests = { '/busy': 'busy' }
  busy({ docs }: RequestContext) {
    while (!existsSync('go'));
    for (const doc of docs) doc.tags = { ...doc.tags, ts: true}
  }`).replace('import {', "import { existsSync } from 'node:fs'\nimport {")
/** A function of C that is called like one of Python keeps the lock of the interpreter. */
const BUSY_PY = `import ctypes
from jina import Executor, requests
class Snake(Executor):
    @requests(on='/busy')
    def busy(self, docs, **kwargs):
        ctypes.PyDLL(None).system(b'while [ ! -e go ]; do sleep 0.1; done')
        for doc in docs:
            doc.text = 'python'
    @requests(on='/folder')
    def folder(self, docs, **kwargs):
        import os
        for doc in docs:
            doc.text = os.getcwd()
`

test.skipIf(python === null)(
  'a process that is busy is unhealthy meanwhile, answers in the end, and is healthy again [FI-08]',
  async () => {
    vi.stubEnv('FLOWDECK_PYTHON', python ?? '')
    onTestFinished(() => void vi.unstubAllEnvs())
    const flow = await startTestFlow(
      `jtype: Flow\nexecutors:\n  - {name: ts, uses: busy.ts, needs: gateway}\n  - {name: snake, uses: Snake, py_modules: exec.py, needs: gateway}\n  - {name: join, needs: [ts, snake]}\n`,
      { 'busy.ts': BUSY, 'exec.py': BUSY_PY },
    )
    const [{ text: folder = '' } = {}] = await flow.post('/folder', [{}])
    const answer = Promise.resolve(flow.post('/busy', [{ id: 'a' }]))
    const states = () => ['ts/rep-0', 'snake/rep-0'].map((id) => podOf(flow, id)?.state)
    await expect.poll(states, { timeout: 30_000 }).toEqual(['unhealthy', 'unhealthy'])
    writeFileSync(join(folder, 'go'), '')
    expect(await answer).toMatchObject([{ text: 'python', tags: { ts: true } }])
    await expect.poll(states, { timeout: 20_000 }).toEqual(['ready', 'ready'])
    expect(flow.run.pods.filter(({ restarts }) => restarts > 0)).toEqual([])
  },
)
