import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { rmSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunningFlow } from '../src/flow/RunningFlow.ts'
import { Client } from '../src/client/Client.ts'
import { Flow } from '../src/flow/Flow.ts'
import { pythonEnvironment } from './pythonEnvironment.ts'

/** What a method may raise beside what everybody raises, and how Python says it. */
const RAISED = [
  ['StopIteration', "StopIteration('no more')"],
  ['StopAsyncIteration', "StopAsyncIteration('no more')"],
  ['GeneratorExit', "GeneratorExit('no more')"],
  ['KeyboardInterrupt', "KeyboardInterrupt('no more')"],
  ['SystemExit', "SystemExit('no more')"],
  ['CancelledError', "CancelledError('no more')"],
  ['Own', "Own('no more')"],
  ['OwnStop', "OwnStop('no more')"],
  ['ValueError', "ValueError('no more')"],
  ['Unprintable', 'Unprintable'],
  ['UnprintableBase', 'UnprintableBase'],
  ['HalfACharacter', 'HalfACharacter'],
  ['Picky', 'Picky'],
  ['Grouped', 'Grouped'],
] as const

const COMMON = `
import asyncio
from asyncio import CancelledError
from jina import Executor, requests
from jina.serve.executors.decorators import dynamic_batching

class Own(BaseException):
    pass

class OwnStop(StopIteration):
    pass

class Unprintable(Exception):
    def __str__(self):
        raise RuntimeError('unprintable')
    __repr__ = __str__

class UnprintableBase(BaseException):
    def __str__(self):
        raise SystemExit('unprintable')
    __repr__ = __str__

class HalfACharacter(Exception):
    def __init__(self, text):
        super().__init__(text + '\\ud800')

class Picky(BaseException):
    def __init__(self, text, *, needed='x'):
        if type(self) is not Picky or text != 'no more':
            raise TypeError('picky')
        self.lock = __import__('threading').Lock()

class Grouped(BaseExceptionGroup):
    def __new__(cls, text):
        return super().__new__(cls, text, [KeyboardInterrupt('inner'), ValueError('other')])

KINDS = [Unprintable, UnprintableBase, HalfACharacter, Picky, Grouped, StopIteration, StopAsyncIteration, GeneratorExit, KeyboardInterrupt, SystemExit, CancelledError, Own, OwnStop, ValueError]

def fail(docs):
    name = docs[0].text
    if name:
        raise next(kind for kind in KINDS if kind.__name__ == name)('no more')

def weigh(doc):
    if doc.text == 'weigh':
        raise StopIteration('no more')
    return 0

class Raising(Executor):
    @requests(on='/plain')
    def plain(self, docs: Docs, **kwargs) -> Docs:
        if len(docs):
            fail(docs)

    @requests(on='/async')
    async def later(self, docs: Docs, **kwargs) -> Docs:
        await asyncio.sleep(0)
        if len(docs):
            fail(docs)

    @requests(on='/batched')
    @dynamic_batching(preferred_batch_size=1, timeout=100)
    def batched(self, docs: Docs, **kwargs) -> Docs:
        fail(docs)

    @requests(on='/waiting')
    @dynamic_batching(preferred_batch_size=100, timeout=100)
    async def waiting(self, docs: Docs, **kwargs) -> Docs:
        fail(docs)

    @requests(on='/weighed')
    @dynamic_batching(preferred_batch_size=100, timeout=100, use_custom_metric=True, custom_metric=weigh)
    def weighed(self, docs: Docs, **kwargs) -> Docs:
        fail(docs)
`
const V1 = `from jina import DocumentArray as Docs\n${COMMON}`
const V2 = `from docarray import BaseDoc, DocList

class Doc(BaseDoc):
    text: str = ''

class Other(BaseDoc):
    other: int = 0

Docs = DocList[Doc]
${COMMON}
    @requests(on='/single')
    def single(self, doc: Doc, **kwargs) -> Doc:
        fail([doc])

    @requests(on='/stream')
    async def stream(self, doc: Doc, **kwargs) -> Doc:
        yield Doc(text='first')
        fail([doc])

    @requests(on='/others')
    @dynamic_batching(preferred_batch_size=1, timeout=100)
    def others(self, docs: Docs, **kwargs) -> Docs:
        return DocList[Other]([Other() for _ in docs])
`
const ENDPOINTS = {
  v1: ['/plain', '/async', '/batched', '/waiting', '/weighed'],
  v2: ['/plain', '/batched', '/single'],
}
/** Python itself turns what ends an iteration into this one when an `async def` raises it. */
const BY_PYTHON = /coroutine raised StopIteration/

describe.each(['v1', 'v2'] as const)(
  'a Python Executor with docarray %s answers every request',
  async (generation) => {
    const python = await pythonEnvironment(generation)
    describe.skipIf(python === null)('and', () => {
      let flow: RunningFlow
      const folder = mkdtempSync(join(tmpdir(), 'flowdeck-answers-'))
      beforeAll(async () => {
        writeFileSync(join(folder, 'raising.py'), generation === 'v1' ? V1 : V2)
        writeFileSync(
          join(folder, 'flow.yml'),
          'jtype: Flow\nwith: {retries: 0}\nexecutors:\n  - {name: foo, uses: Raising, py_modules: raising.py}\n',
        )
        const env = { ...process.env, FLOWDECK_PYTHON: python as string }
        flow = await (await Flow.loadConfig(join(folder, 'flow.yml'))).start({ env })
      }, 60_000)
      afterAll(async () => {
        await flow.close()
        rmSync(folder, { recursive: true, force: true })
      })

      test.each(
        ENDPOINTS[generation].flatMap((endpoint) => RAISED.map((raised) => [endpoint, ...raised] as const)),
      )(
        '%s: a method that raises %s is answered with it, and the next request as ever',
        async (endpoint, name, said) => {
          const error = await flow.post(endpoint, [{ text: name }]).then(() => '', String)
          if (!BY_PYTHON.test(error)) expect(error).toContain(said)
          expect(await flow.post(endpoint, [{ id: 'a' }])).toMatchObject([{ id: 'a' }])
          expect(flow.run.pods.every(({ restarts }) => restarts === 0)).toBe(true)
        },
      )

      test.each(ENDPOINTS[generation])(
        '%s: a request without documents is answered with none',
        async (endpoint) => {
          expect(await flow.post(endpoint, [])).toEqual([])
        },
      )

      if (generation === 'v1')
        test('a metric that raises, or weighs nothing, harms no other request of the batch', async () => {
          const answers = await Promise.allSettled(
            ['', 'weigh', ''].map((text) => flow.post('/weighed', [{ text }])),
          )
          expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
        })
      else {
        test('documents of another class from a batched method are an error', async () => {
          await expect(flow.post('/others', [{ id: 'a' }])).rejects.toThrow('Other')
        })

        test.each(RAISED)(
          'a stream that raises %s ends with an error after its first document',
          async (name) => {
            const client = new Client({ port: flow.portOf('grpc') })
            onTestFinished(() => client.close())
            const got: unknown[] = []
            const asked = (async () => {
              for await (const doc of client.streamDoc('/stream', { text: name }))
                got.push((doc as { text?: string }).text)
            })()
            await expect(asked).rejects.toThrow()
            expect(got).toEqual(['first'])
            expect(flow.run.pods.every(({ restarts }) => restarts === 0)).toBe(true)
          },
        )
      }
    })
  },
)
