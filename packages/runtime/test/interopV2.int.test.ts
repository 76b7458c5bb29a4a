import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { GatewayProtocol } from '@flowdeck/shared'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { Client } from '../src/client/Client.ts'
import { Flow } from '../src/flow/Flow.ts'
import { PROTOCOLS, startStack, type Stack } from './interop/stacks.ts'
import { askOurs, askTheirs, type TypedAnswer, type TypedAsk } from './interop/v2/ask.ts'
import { TYPED_CASES } from './interop/v2/cases.ts'
import { pythonEnvironment } from './pythonEnvironment.ts'

const python = await pythonEnvironment('v2')

/** Every way through: whose client, whose Gateway, Executors in which language, over what. */
const WAYS = (['python', 'typescript'] as const).flatMap((executors) =>
  (['theirs', 'ours'] as const).flatMap((gateway) =>
    (['theirs', 'ours'] as const).flatMap((client) =>
      PROTOCOLS.map((protocol) => ({ client, gateway, executors, protocol })),
    ),
  ),
)
const keyOf = (way: (typeof WAYS)[number]) => Object.values(way).join(' ')

describe.skipIf(python === null)('with docarray v2 every way through answers as Jina alone does', () => {
  const stacks: Stack[] = []
  const answers = new Map<string, TypedAnswer[]>()

  beforeAll(async () => {
    const asks: Record<string, TypedAsk> = { ours: askOurs, theirs: askTheirs(python as string) }
    for (const [executors, uses] of [
      ['python', 'v2/echo.py'],
      ['typescript', 'v2/echo.ts'],
    ] as const) {
      const stack = await startStack(uses, python as string)
      stacks.push(stack)
      for (const way of WAYS.filter((candidate) => candidate.executors === executors))
        answers.set(
          keyOf(way),
          await (asks[way.client] as TypedAsk)(
            stack.ports[way.gateway][way.protocol],
            way.protocol,
            TYPED_CASES,
          ),
        )
    }
  }, 120_000)
  afterAll(async () => {
    for (const stack of stacks) await stack.close()
  })

  const expected = (protocol: GatewayProtocol) =>
    answers.get(
      keyOf({ client: 'theirs', gateway: 'theirs', executors: 'python', protocol }),
    ) as TypedAnswer[]

  test.each(WAYS)('client $client, Gateway $gateway, Executors in $executors, $protocol', (way) => {
    const got = answers.get(keyOf(way)) as TypedAnswer[]
    for (const [i, { name, endpoint }] of TYPED_CASES.entries()) {
      const answer = endpoint === '/fail' ? { failed: true } : expected(way.protocol)[i]
      expect({ name, answer: got[i] }).toEqual({ name, answer })
    }
  })
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
