import { expect, test } from 'vitest'
import { parsePython } from './readPythonExecutors.ts'

const SEED = `from jina import Executor, requests, Document, DocumentArray

class FooExecutor(Executor):
    """Appends a Document. It was
    the first of its kind.

    Long story."""
    def __init__(self, model: str = 'small', *, top_k: int, scale=1.5, **kwargs):
        super().__init__(**kwargs)

    @requests(on='/bar')
    def foo(self, docs: DocumentArray, **kwargs):
        docs.append(Document(text='foo was here'))
`

test('reads the class, its endpoints, its docstring and what uses_with may set', () => {
  expect(parsePython(SEED)).toEqual({
    executors: [
      {
        className: 'FooExecutor',
        endpoints: ['/bar'],
        description: 'Appends a Document.',
        parameters: [
          { name: 'model', type: 'str', default: "'small'" },
          { name: 'top_k', type: 'int', default: null },
          { name: 'scale', type: null, default: '1.5' },
        ],
      },
    ],
    gateways: [],
    docarray: 'v1',
  })
})

test.each([
  ['@requests', ['/default']],
  ['@requests()', ['/default']],
  ["@requests(on='/a')", ['/a']],
  ['@requests(on=["/a", \'/b\'])', ['/a', '/b']],
  ["@requests('/a')", ['/a']],
  ["@jina.requests(on=('/a', '/b'))", ['/a', '/b']],
  ["@requests(on='/a')\n  @requests(on='/b')", ['/a', '/b']],
  ["@requests(request_schema=A, on='/a')", ['/a']],
  ['@cached', []],
])('%s answers %j', (decorators, endpoints) => {
  const { executors } = parsePython(`class A(jina.Executor):\n  ${decorators}\n  async def f(self): pass\n`)
  expect(executors[0]?.endpoints).toEqual(endpoints)
})

test('a class that extends an Executor of the file answers what that one does, too', () => {
  const { executors } = parsePython(
    `${SEED}\n@tag\nclass Bar(FooExecutor):\n    @requests(on='/more')\n    def more(self): pass\nclass Other: pass\n`,
  )
  expect(executors.map(({ className, endpoints }) => [className, endpoints])).toEqual([
    ['FooExecutor', ['/bar']],
    ['Bar', ['/more', '/bar']],
  ])
  expect(executors[1]?.parameters).toEqual(executors[0]?.parameters)
})

test.each([
  ['from docarray import BaseDoc, DocList', 'v2'],
  ['from docarray import (\n  DocList,\n)', 'v2'],
  ['from jina import Document', 'v1'],
  ['from docarray import DocumentArray', 'v1'],
  ['from jina import Executor, requests', null],
])('%j needs docarray %s', (source, generation) => {
  expect(parsePython(source).docarray).toBe(generation)
})

test('reads Gateway classes and what their base serves, through classes of the file', () => {
  expect(
    parsePython(`class A(FastAPIBaseGateway):
    pass

class B(A): pass

class C(jina.Gateway): pass

class D(Executor): pass
`).gateways,
  ).toEqual([
    { className: 'A', protocol: 'http' },
    { className: 'B', protocol: 'http' },
    { className: 'C', protocol: null },
  ])
})

test('finds a class beside source that its grammar does not know', () => {
  const text =
    "def f():\n    yield\n\nclass A(Executor):\n  @requests(on='/a')\n  def a(self, docs): return 510 / 255.\n"
  expect(parsePython(text).executors).toMatchObject([{ className: 'A', endpoints: ['/a'] }])
})
