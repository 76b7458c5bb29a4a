import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { Flow } from '../src/flow/Flow.ts'
import { isAlive } from '../src/pod/processes.ts'
import { findPods } from './findDescendants.ts'
import { askPython } from './interop/askPython.ts'
import { pythonEnvironment } from './pythonEnvironment.ts'
import { executorFile, folderWith, startTestFlow } from './startTestFlow.ts'

const python = await pythonEnvironment('v1')

const MY_YML = `jtype: Flow
executors:
  - name: foo
    uses: FooExecutor
    py_modules: exec.py
`
const EXEC_PY = `from jina import Executor, requests, Document, DocumentArray

class FooExecutor(Executor):
    def __init__(self, greeting='foo was here', **kwargs):
        super().__init__(**kwargs)
        self.greeting = greeting

    @requests(on='/bar')
    def foo(self, docs: DocumentArray, parameters, **kwargs):
        docs.append(Document(text=self.greeting))

    @requests(on='/fail')
    def fail(self, **kwargs):
        raise ValueError('too far')

    @requests(on='/exit')
    def exit(self, **kwargs):
        import os
        os._exit(7)
`
const pythonFile = (init: string, above = '') =>
  `from jina import Executor\n${above}\nclass FooExecutor(Executor):\n    def __init__(self, **kwargs):\n        super().__init__(**kwargs)\n        ${init}\n`

describe.skipIf(python === null)('a Python Executor', () => {
  const start = (yaml: string, files: Record<string, string>) => {
    vi.stubEnv('FLOWDECK_PYTHON', python ?? '')
    onTestFinished(() => void vi.unstubAllEnvs())
    return startTestFlow(yaml, files)
  }
  const texts = (docs: readonly { text?: string | undefined }[]) => docs.map(({ text }) => text)

  test('runs unchanged: the file and the Flow that Jina would run', async () => {
    const flow = await start(MY_YML, { 'exec.py': EXEC_PY })
    expect(texts(await flow.post('/bar', [{ text: 'hello' }]))).toEqual(['hello', 'foo was here'])
  })

  test.each(['Gzip', 'Deflate'])('understands requests that are compressed with %s', async (compression) => {
    const yaml = MY_YML.replace('executors:', `with: {compression: ${compression}}\nexecutors:`)
    const flow = await start(yaml, { 'exec.py': EXEC_PY })
    const long = 'x'.repeat(100_000)
    expect(texts(await flow.post('/bar', [{ text: long }]))).toEqual([long, 'foo was here'])
  })

  test('`is_flow_ready` and `profiling` of jina.Client, over all three protocols', async () => {
    const bound = EXEC_PY.replace("on='/bar'", "on='/'")
    const yaml = MY_YML.replace('executors:', 'with: {protocol: [grpc, http, websocket]}\nexecutors:')
    const flow = await start(yaml, { 'exec.py': bound })
    const ports = Object.fromEntries(flow.run.gateway.map(({ protocol, port }) => [protocol, port]))
    const answers = await askPython<{ ready: boolean; profile: Record<string, number> }[]>(
      python as string,
      'profile.py',
      ports,
    )
    expect(answers).toHaveLength(3)
    for (const { ready, profile } of answers) {
      expect(ready).toBe(true)
      expect(Object.keys(profile)).toEqual([
        'Roundtrip',
        'Client-server network',
        'Server',
        'Gateway-executors network',
        'foo',
      ])
      expect(profile['Server']).toBeGreaterThanOrEqual(1)
      expect(profile['foo']).toBeGreaterThanOrEqual(0)
    }
  })

  test('beside a TypeScript one, with replicas and uses_with', async () => {
    const flow = await start(
      `${MY_YML}    replicas: 2\n    uses_with: {greeting: hi from Python}\n  - name: shout\n    uses: shout.ts\n`,
      {
        'exec.py': EXEC_PY,
        'shout.ts': executorFile(
          `static override requests = { '/bar': 'bar' }
          bar({ docs }: RequestContext) { for (const doc of docs) doc.text = doc.text?.toUpperCase() ?? '' }`,
          'Shout',
        ),
      },
    )
    for (let i = 0; i < 4; i++)
      expect(texts(await flow.post('/bar', [{ text: 'a' }]))).toEqual(['A', 'HI FROM PYTHON'])
    expect(flow.run.pods.map(({ id }) => id)).toEqual(['foo/rep-0', 'foo/rep-1', 'shout/rep-0', 'gateway'])
  })

  test('what it throws comes back as a status that names it', async () => {
    const flow = await start(MY_YML, { 'exec.py': EXEC_PY })
    const seen: unknown[] = []
    await flow.post('/fail', [{}], { onError: ({ status }) => seen.push(status) })
    expect(seen).toMatchObject([
      { exception: { name: 'ValueError', args: ['too far'], executor: 'FooExecutor' } },
    ])
    expect(texts(await flow.post('/bar', [{ text: 'still here' }]))).toHaveLength(2)
  })

  test('a process that exits is started again', async () => {
    // Without retries: the Gateway would send what ends it to the new process, too.
    const flow = await start(MY_YML.replace('executors', 'with:\n  retries: 0\nexecutors'), {
      'exec.py': EXEC_PY,
    })
    const before = flow.run.pods[0]?.pid
    await expect(flow.post('/exit', [{}])).rejects.toThrow('foo')
    await vi.waitUntil(() => flow.run.pods[0]?.state === 'ready' && flow.run.pods[0].pid !== before, 30_000)
    expect(texts(await flow.post('/bar', [{ text: 'back' }]))).toHaveLength(2)
  })

  test('nothing is left of it after a stop', async () => {
    const flow = await start(MY_YML, { 'exec.py': EXEC_PY })
    const pids = flow.run.pods.map(({ pid }) => pid as number)
    await flow.close()
    expect(pids.filter(isAlive)).toEqual([])
  })

  test('what the file does while it is imported is done in each Pod, which looks like a process of its own', async () => {
    const flow = await start(`${MY_YML}    replicas: 2\n    env: {MINE: 'yes'}\n`, {
      'exec.py': `import os, random, sys
from jina import Executor, requests
MARK = random.random()
class FooExecutor(Executor):
    @requests(on='/bar')
    def foo(self, docs, **kwargs):
        for doc in docs:
            doc.tags = {'mark': MARK, 'leads': os.getpgrp() == os.getpid(), 'mine': os.environ.get('MINE'),
                        'argv': sys.argv[:2], 'main': __name__, 'cwd': os.path.exists('exec.py')}
`,
    })
    const [one] = await flow.post('/bar', [{}])
    const [two] = await flow.post('/bar', [{}])
    expect(one?.tags).toMatchObject({
      leads: true,
      mine: 'yes',
      argv: ['jina', 'executor'],
      main: 'exec',
      cwd: true,
    })
    expect(one?.tags?.['mark']).not.toBe(two?.tags?.['mark'])
  })

  test('an interpreter whose Jina cannot be imported is named, with the reason', async () => {
    const broken = folderWith({
      python3: `#!/bin/sh\nexport PYTHONPATH="$(dirname "$0")"\nexec ${python ?? ''} "$@"\n`,
      'jina.py': "raise ImportError('no pkg_resources')\n",
    })
    chmodSync(join(broken, 'python3'), 0o755)
    vi.stubEnv('FLOWDECK_PYTHON', join(broken, 'python3'))
    onTestFinished(() => void vi.unstubAllEnvs())
    await expect(startTestFlow(MY_YML, { 'exec.py': EXEC_PY })).rejects.toMatchObject({
      code: 'PYTHON_BROKEN',
      message: expect.stringContaining('cannot import jina: ImportError: no pkg_resources'),
    })
  })

  test('one that ignores SIGTERM is gone all the same [FI-22]', async () => {
    const flow = await start(MY_YML, {
      'exec.py': pythonFile(
        'import signal, asyncio; asyncio.get_event_loop().add_signal_handler(signal.SIGTERM, lambda: None)',
      ),
    })
    const pids = flow.run.pods.map(({ pid }) => pid as number)
    await flow.close({ graceMs: 300 })
    expect(pids.filter(isAlive)).toEqual([])
  })

  test.each([
    ['a syntax error', `from jina import Executor\nclass FooExecutor(Executor)\n    pass\n`, /exec\.py:2: /],
    [
      'a constructor that raises',
      pythonFile("raise ValueError('no model')"),
      /exec\.py:6: ValueError: no model/,
    ],
    [
      'a module that is missing',
      pythonFile('pass', 'import no_such_module'),
      /exec\.py:2: ModuleNotFoundError: No module named 'no_such_module'/,
    ],
    ['a module that exits', pythonFile('pass', 'import os; os._exit(3)'), /exited with code 3/],
    ['a class that is not there', 'from jina import Executor\nclass Other(Executor): pass\n', /FooExecutor/],
  ])('%s fails the start with its file and line, and nothing is left [FI-11]', async (_, source, message) => {
    await expect(start(MY_YML, { 'exec.py': source })).rejects.toThrow(message)
    expect(findPods()).toEqual([])
  })

  test('one that takes too long to import is ended at timeout_ready, and nothing is left [FI-14]', async () => {
    await expect(
      start(`${MY_YML}    timeout_ready: 4000\n`, { 'exec.py': pythonFile('import time; time.sleep(60)') }),
    ).rejects.toMatchObject({ code: 'POD_START_TIMEOUT' })
    expect(findPods()).toEqual([])
  })
})

test.skipIf(python === null)(
  'Python imports modules by their names from the folder of the Flow: package.module.Class, and py_modules without .py',
  async () => {
    vi.stubEnv('FLOWDECK_PYTHON', python ?? '')
    onTestFinished(() => void vi.unstubAllEnvs())
    const folder = folderWith({
      'exec.py': EXEC_PY,
      'flow.yml': `jtype: Flow
executors:
  - {name: a, uses: tools.deep.FooExecutor}
  - {name: b, uses: FooExecutor, py_modules: exec}
`,
    })
    mkdirSync(join(folder, 'tools'))
    writeFileSync(join(folder, 'tools/__init__.py'), '')
    writeFileSync(join(folder, 'tools/words.py'), "WORDS = 'from the package'\n")
    writeFileSync(
      join(folder, 'tools/deep.py'),
      EXEC_PY.replace('class FooExecutor', 'from .words import WORDS\n\nclass FooExecutor').replace(
        "greeting='foo was here'",
        'greeting=WORDS',
      ),
    )
    const running = await (await Flow.loadConfig(join(folder, 'flow.yml'))).start()
    onTestFinished(() => running.close({ graceMs: 500 }))
    expect((await running.post('/bar', [])).map(({ text }) => text)).toEqual([
      'from the package',
      'foo was here',
    ])
  },
)

test('without a Python that has Jina the start says what was looked at', async () => {
  vi.stubEnv('FLOWDECK_PYTHON', '/nowhere/python')
  onTestFinished(() => void vi.unstubAllEnvs())
  await expect(startTestFlow(MY_YML, { 'exec.py': EXEC_PY })).rejects.toThrow(
    'exec.py needs a Python with Jina and docarray v1, and none was found. Looked at: /nowhere/python (ENOENT',
  )
})
