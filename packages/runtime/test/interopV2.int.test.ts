import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Client } from '../src/client/Client.ts'
import { Flow } from '../src/flow/Flow.ts'
import { describeWays } from './interop/describeWays.ts'
import { askOurs, startTheirs, type TypedAnswer } from './interop/v2/ask.ts'
import { TYPED_CASES, TYPED_GRAPH_CASES, type TypedCase } from './interop/v2/cases.ts'
import { pythonEnvironment } from './pythonEnvironment.ts'

const python = await pythonEnvironment('v2')

describeWays<TypedCase, TypedAnswer>({
  generation: 'v2',
  python,
  uses: { python: 'v2/echo.py', typescript: 'v2/echo.ts' },
  questions: { chain: TYPED_CASES, graph: TYPED_GRAPH_CASES },
  askOurs,
  startTheirs,
  unknown: {
    path: '/mark',
    body: { data: [{ id: 'a', text: '>', unheard: { of: [1] } }], unheard: true },
  },
  failed: { failed: true },
})

describe.skipIf(python === null)('Python Executors with docarray v2', () => {
  const start = async (text: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'flowdeck-v2-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    for (const name of ['nested.py', 'echo.py', 'echo.ts'])
      cpSync(join(import.meta.dirname, 'interop/v2', name), join(folder, name))
    writeFileSync(
      join(folder, 'v1.py'),
      'from jina import DocumentArray, Executor\n\n\nclass Old(Executor):\n    pass\n',
    )
    writeFileSync(join(folder, 'flow.yml'), text)
    const flow = await Flow.loadConfig(join(folder, 'flow.yml'))
    const running = await flow.start({ env: { ...process.env, FLOWDECK_PYTHON: python as string } })
    onTestFinished(() => running.close())
    return running
  }

  test('documents within documents pass through a chain, which Jina’s own Gateway does not start with', async () => {
    const flow = await start(
      'jtype: Flow\nwith: {protocol: [grpc, http]}\nexecutors:\n  - {name: a, uses: nested.py}\n  - {name: b, uses: nested.py}\n',
    )
    const whole = { id: 'w', part: { id: 'p', q: 'x' }, parts: [{ id: '1', q: 'y' }] }
    for (const protocol of ['grpc', 'http'] as const) {
      const client = new Client({ protocol, port: flow.portOf(protocol) })
      expect(await client.post('/nested', [whole])).toEqual([
        {
          id: 'w',
          part: { id: 'p', q: 'x++' },
          parts: [
            { id: '1', q: 'y' },
            { id: 'new', q: 'more' },
            { id: 'new', q: 'more' },
          ],
        },
      ])
      client.close()
    }
  })

  test('a TypeScript Executor with the same class stands in a chain with a Python one', async () => {
    const flow = await start(
      'jtype: Flow\nexecutors:\n  - {name: py, uses: echo.py}\n  - {name: ts, uses: echo.ts}\n',
    )
    const docs = await flow.post('/mark', [{ id: 'a', text: '>' }])
    expect(docs[0]).toMatchObject({ id: 'a', text: '>pyts' })
  })

  test('classes that do not fit end the start, with both Executors, the endpoint and the fields', async () => {
    const starting = start(
      'jtype: Flow\nexecutors:\n  - {name: a, uses: nested.py}\n  - {name: b, uses: echo.py}\n',
    )
    await expect(starting).rejects.toThrow('"b" has no endpoint /nested, and no /default for it')
  })

  test('an Executor of docarray v1 in the same Flow is named before anything runs', async () => {
    const starting = start(
      'jtype: Flow\nexecutors:\n  - {name: a, uses: v1.py}\n  - {name: b, uses: echo.py}\n',
    )
    await expect(starting).rejects.toThrow(
      'v1.py is written for docarray v1 (Document, DocumentArray), and echo.py of "b" for v2',
    )
  })
})
