import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { Flow } from '../src/flow/Flow.ts'
import { isAlive } from '../src/pod/processes.ts'
import { pythonEnvironment } from './pythonEnvironment.ts'
import { executorFile, folderWith, startTestFlow } from './startTestFlow.ts'

const python = await pythonEnvironment('v1')

const FOO_TS = executorFile(
  `static override requests = { '/bar': 'bar' }
  bar({ docs }: RequestContext) { for (const doc of docs) doc.text = (doc.text ?? '') + ' foo' }`,
)
const GATEWAY_PY = `from jina import Document, DocumentArray
from jina.serve.runtimes.gateway.http import FastAPIBaseGateway

class MyGateway(FastAPIBaseGateway):
    def __init__(self, greeting='none', **kwargs):
        super().__init__(**kwargs)
        self.greeting = greeting

    @property
    def app(self):
        from fastapi import FastAPI
        app = FastAPI(title=self.title or 'mine')

        @app.get('/arguments')
        def arguments():
            return {'greeting': self.greeting, 'title': self.title, 'description': self.description,
                    'cors': self.cors, 'no_crud': self.no_crud_endpoints,
                    'keep_alive': self.uvicorn_kwargs.get('timeout_keep_alive')}

        @app.get('/ask')
        async def ask(text: str):
            async for docs in self.streamer.stream_docs(
                docs=DocumentArray([Document(text=text)]), exec_endpoint='/bar'
            ):
                return {'text': docs[0].text}

        return app
`
const flowWith = (gateway: string, more = '') => `jtype: Flow
gateway:
${gateway
  .split('\n')
  .map((line) => `  ${line}`)
  .join('\n')}
executors:
  - name: foo
    uses: foo.ts
${more}`
const MINE = `uses: MyGateway
py_modules: gateway.py
protocol: http
uses_with: {greeting: hello}
title: Mine
description: of my own
cors: true
no_crud_endpoints: true
uvicorn_kwargs: {timeout_keep_alive: 7}`

describe.skipIf(python === null)("a Gateway class of the user's own", () => {
  const start = (yaml: string, files: Record<string, string> = {}) => {
    vi.stubEnv('FLOWDECK_PYTHON', python ?? '')
    onTestFinished(() => void vi.unstubAllEnvs())
    return startTestFlow(yaml, { 'foo.ts': FOO_TS, ...files })
  }
  const ask = async (port: number, path: string): Promise<unknown> =>
    await (await fetch(`http://127.0.0.1:${port}${path}`)).json()

  test('serves its own routes in front of Executors in both languages', async () => {
    const flow = await start(flowWith(MINE, '  - {name: bar, uses: Bar, py_modules: bar.py}\n'), {
      'gateway.py': GATEWAY_PY,
      'bar.py': `from jina import DocumentArray, Executor, requests
class Bar(Executor):
    @requests(on='/bar')
    def bar(self, docs: DocumentArray, **kwargs):
        for doc in docs:
            doc.text += ' bar'
`,
    })
    expect(await ask(flow.port, '/ask?text=hi')).toEqual({ text: 'hi foo bar' })
  })

  test('is given every argument that is written for the Gateway', async () => {
    const flow = await start(flowWith(MINE), { 'gateway.py': GATEWAY_PY })
    expect(await ask(flow.port, '/arguments')).toEqual({
      greeting: 'hello',
      title: 'Mine',
      description: 'of my own',
      cors: true,
      no_crud: true,
      keep_alive: 7,
    })
  })

  test('comes from a folder with config.yml, whose arguments count', async () => {
    const folder = folderWith({ 'foo.ts': FOO_TS, 'flow.yml': flowWith('uses: mine\nprotocol: http') })
    mkdirSync(join(folder, 'mine'))
    writeFileSync(join(folder, 'mine', 'gateway.py'), GATEWAY_PY)
    writeFileSync(
      join(folder, 'mine', 'config.yml'),
      'jtype: MyGateway\npy_modules: gateway.py\nwith: {greeting: from the config}\n',
    )
    vi.stubEnv('FLOWDECK_PYTHON', python ?? '')
    onTestFinished(() => void vi.unstubAllEnvs())
    const flow = await (await Flow.loadConfig(join(folder, 'flow.yml'))).start()
    onTestFinished(() => flow.close({ graceMs: 500 }))
    expect(await ask(flow.port, '/arguments')).toMatchObject({ greeting: 'from the config' })
  })

  test("Jina's own class over three protocols answers our Client", async () => {
    const flow = await start(flowWith('uses: CompositeGateway\nprotocol: [grpc, http, websocket]'))
    expect((await flow.post('/bar', [{ text: 'hi' }]))[0]?.text).toBe('hi foo')
    expect(await flow.isFlowReady()).toBe(true)
  })

  test('nothing is left of it after a stop', async () => {
    const flow = await start(flowWith(MINE), { 'gateway.py': GATEWAY_PY })
    const pids = flow.run.pods.map(({ pid }) => pid as number)
    await flow.close()
    expect(pids.filter(isAlive)).toEqual([])
  })

  test.each([
    [
      'a syntax error',
      MINE,
      { 'gateway.py': 'class MyGateway(Gateway)\n    pass\n' },
      /gateway\.py:1: Python [\d.]+ cannot read this file: /,
    ],
    [
      'a constructor that raises',
      MINE,
      {
        'gateway.py': GATEWAY_PY.replace('self.greeting = greeting', "raise ValueError('no greeting')"),
      },
      /gateway\.py:\d+: ValueError: no greeting/,
    ],
    [
      'another protocol than its base class serves',
      MINE.replace('protocol: http', 'protocol: grpc'),
      { 'gateway.py': GATEWAY_PY },
      /MyGateway serves http, but the Gateway is asked for grpc: write "protocol: http"/,
    ],
    ['a TypeScript file', 'uses: gateway.ts', { 'gateway.ts': FOO_TS }, /Gateway classes are Python's/],
    ['a class without a file', 'uses: MyGateway', {}, /set py_modules to the Python file that has it/],
    ['an image', 'uses: docker://mine', {}, /images \(docker:\/\/mine\) are not started/],
  ])('%s is said at the start', async (_, gateway, files, message) => {
    await expect(start(flowWith(gateway), files)).rejects.toThrow(message)
  })
})
