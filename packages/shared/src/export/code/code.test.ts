import { describe, expect, test } from 'vitest'
import { parseFlow } from '../../read/parseFlow.ts'
import type { FlowSpec } from '../../model/flowModel.ts'
import { writtenAddresses } from './addresses.ts'
import { clientCode, functionNames, type ClientInput } from './clientCode.ts'
import { pythonValue } from './pythonCode.ts'
import {
  CODE_LANGUAGES,
  forShell,
  requestCode,
  type CodeLanguage,
  type WrittenRequest,
} from './requestCode.ts'

const gateway = [
  { protocol: 'grpc' as const, host: '0.0.0.0', port: 5100 },
  { protocol: 'http' as const, host: '127.0.0.1', port: 5101 },
]
const request: WrittenRequest = {
  protocol: 'grpc',
  endpoint: '/search',
  docs: [{ text: 'it\'s "here"' }],
  parameters: { limit: 3, exact: true },
  targetExecutor: 'encoder',
}
const v1 = (language: CodeLanguage, over: Partial<WrittenRequest> = {}, servers = gateway) =>
  requestCode(language, { ...request, ...over }, { gateway: servers, docarray: 'v1' })
const v2 = (language: CodeLanguage, over: Partial<WrittenRequest> = {}) =>
  requestCode(language, { ...request, ...over }, { gateway, docarray: 'v2' })

describe('a request as code', () => {
  test('curl posts to the HTTP port, whatever protocol was used, and quotes for a shell', () => {
    const text = v1('curl')
    expect(text).toContain('http://127.0.0.1:5101/post')
    expect(text).toContain(String.raw`it'\''s`)
    expect(text).toContain('"targetExecutor": "encoder"')
  })

  test('with docarray v2 curl goes to the route of the endpoint', () => {
    expect(v2('curl')).toContain('-X POST http://127.0.0.1:5101/search')
    expect(v2('curl')).toContain('"header": {')
    expect(v2('curl')).not.toContain('execEndpoint')
  })

  test('curl and JavaScript say what is missing when the Gateway has no HTTP', () => {
    expect(v1('curl', {}, gateway.slice(0, 1))).toMatch(/^# curl needs HTTP.*\n# /)
    expect(v1('JavaScript', {}, gateway.slice(0, 1))).toMatch(/^\/\/ .*HTTP.*\n\/\/ /)
    expect(v1('grpcurl', {}, gateway.slice(1))).toMatch(/^# grpcurl needs gRPC/)
  })

  test('a Gateway with TLS is reached with TLS', () => {
    const tls = gateway.map((server) => ({ ...server, tls: true }))
    expect(v1('curl', {}, tls)).toContain('https://127.0.0.1:5101')
    expect(v1('grpcurl', {}, tls)).not.toContain('-plaintext')
    expect(v1('TypeScript', {}, tls)).toContain('tls: true')
    expect(v1('Python', {}, tls)).toContain('tls=True')
  })

  test('grpcurl names the message as its JSON has it, per generation of docarray', () => {
    expect(v1('grpcurl')).toContain('127.0.0.1:5100 jina.JinaRPC/Call')
    expect(v1('grpcurl')).toMatch(/"docs": \{\s+"docs": \[\s+\{\s+"text"/)
    expect(
      v2('grpcurl', { docs: [{ n: 1, on: true, list: ['a'], deep: { x: 0.5 }, none: null }] }),
    ).toContain(
      JSON.stringify(
        {
          data: {
            n: { integer: 1 },
            on: { boolean: true },
            list: { list: { data: [{ text: 'a' }] } },
            deep: { dict: { data: { x: { float: 0.5 } } } },
            none: {},
          },
        },
        null,
        2,
      ).replaceAll('\n', '\n        '),
    )
    expect(v1('grpcurl', { docs: [{ embedding: [1, 2] }] })).toMatch(/^# grpcurl cannot write tensors/)
  })

  test('TypeScript uses the port of the chosen protocol, never 0.0.0.0', () => {
    expect(v1('TypeScript')).toContain(`new Client({ host: '127.0.0.1', port: 5100, protocol: 'grpc' })`)
    expect(v1('TypeScript')).toContain('"limit": 3')
  })

  test('TypeScript converts documents whose JSON form is not what the client takes', () => {
    expect(v1('TypeScript', { docs: [{ blob: 'aGk=' }] })).toContain('documentFromJson(doc)')
    expect(v2('TypeScript', { docs: [{ embedding: [1] }] })).not.toContain('documentFromJson')
  })

  test('Python names its own literals', () => {
    expect(v1('Python')).toContain('parameters={"limit": 3, "exact": True},')
    expect(v1('Python')).toContain('target_executor="encoder"')
  })

  test('Python with docarray v2 declares the fields that are sent', () => {
    const text = v2('Python', { docs: [{ text: 'a', price: 1.5 }, { n: 1 }] })
    expect(text).toContain(
      '    text: Optional[str] = None\n    price: Optional[float] = None\n    n: Optional[int] = None',
    )
    expect(text).toContain('return_type=DocList[MyDoc]')
  })

  test('an endpoint that streams is asked for one document after the other', () => {
    const over = { stream: true, docs: [{ text: 'a b' }] }
    expect(v1('curl', over)).toContain('-N -X GET http://127.0.0.1:5101/search')
    expect(v1('TypeScript', over)).toContain('client.streamDoc')
    expect(v1('JavaScript', over)).toContain('/search?text=a%20b')
    expect(v1('grpcurl', over)).toContain('JinaSingleDocumentRequestRPC/stream_doc')
    expect(v1('Python', over)).toMatch(/^# Jina's Python client streams/)
    expect(v2('Python', over)).toContain('async for doc in client.stream_doc(')
  })

  test('writes long Python values over several lines', () => {
    expect(pythonValue({ a: null, b: 'x'.repeat(80) })).toBe(
      `{\n    "a": None,\n    "b": "${'x'.repeat(80)}",\n}`,
    )
  })
})

describe('a request with numbers that JavaScript has not', () => {
  const docs = '[{"tags":{"id":9007199254740993,"one":1.0,"zero":-0,"far":1e400}}]'
  const over = {
    docs: JSON.parse(docs) as WrittenRequest['docs'],
    parameters: { n: 9007199254740992 },
    exact: { docs, parameters: '{"n":9007199254740993}' },
  }

  test.each(CODE_LANGUAGES)('is sent by %s with all its digits', (language) => {
    for (const text of [v1(language, over), v2(language, over)]) {
      expect(text.match(/9007199254740993/g)).toHaveLength(2)
      expect(text).not.toContain('9007199254740992')
      expect(text).toMatch(/one"?: ?(?:\{\s*"float": )?1\.0\b/)
      expect(text).toMatch(/zero"?: ?(?:\{\s*"float": )?-0\.0\b/)
      expect(text).toContain('1e400')
    }
  })

  test('JavaScript sends a text, and TypeScript reads one', () => {
    expect(v1('JavaScript', over)).toContain(`body: '{"execEndpoint":"/search",`)
    expect(v1('TypeScript', over)).toContain('import { Client, documentFromJson, parseExactJson } from')
    expect(v1('TypeScript', over)).toContain(`"parameters": await parseExactJson('{"n":9007199254740993}')`)
  })

  test('with docarray v2 fields are integers or floats as they are written', () => {
    const fields = { docs: [{ a: 1, b: 1 }], exact: { docs: '[{"a":1,"b":1.0}]' } }
    expect(v2('Python', fields)).toContain('    a: Optional[int] = None\n    b: Optional[float] = None')
    expect(v2('grpcurl', fields)).toMatch(/"b": \{\s+"float": 1\.0/)
  })
})

test('for a shell, programs go to their interpreter and nothing in them ends the text early', () => {
  expect(forShell('curl', 'curl x\n')).toBe('curl x\n')
  expect(forShell('Python', 'print(1)\n')).toBe("python3 - <<'EOF'\nprint(1)\nEOF\n")
  expect(forShell('JavaScript', 'a\nEOF\nb\n')).toBe("node --input-type=module - <<'EOF_'\na\nEOF\nb\nEOF_\n")
  expect(forShell('TypeScript', 'x\n')).toContain('npx flowdeck run "$PWD/request.ts"')
})

describe('a client of a Flow', () => {
  const input: ClientInput = {
    name: 'shop\nsearch',
    gateway,
    docarray: 'v1',
    fixedPorts: true,
    endpoints: [
      { endpoint: '/index', executors: ['encoder', 'indexer'] },
      { endpoint: '/', executors: [] },
      { endpoint: '/live', executors: ['count'], stream: true },
    ],
  }

  test('has a function per endpoint and calls the first', () => {
    const text = clientCode('TypeScript', input)
    expect(text).toContain('export const index =')
    expect(text).toContain("client.post('/index', docs, { parameters })")
    expect(text).toContain("client.streamDoc('/live', doc, { parameters })")
    expect(text).toContain("await index([{ text: 'hello' }])")
    expect(text.split('\n')[0]).toBe('// A client of the Flow shop search.')
  })

  test('in Python knows both generations of docarray', () => {
    const old = clientCode('Python', input)
    expect(old).toContain('from jina import Client, Document, DocumentArray')
    expect(old).toContain('def index(docs, **parameters):')
    expect(old).toContain('only with docarray v2')
    const now = clientCode('Python', { ...input, docarray: 'v2' })
    expect(now).toContain('return_type=DocList[LegacyDocument]')
    expect(now).toContain('async def live(doc, **parameters):')
  })

  test('as curl has a command per endpoint', () => {
    const text = clientCode('curl', input)
    expect(text.match(/^curl /gm)).toHaveLength(3)
    expect(text).toContain('# /index, answered by encoder, indexer')
  })

  test('without known endpoints asks the root, and says when no port is fixed', () => {
    const text = clientCode('TypeScript', { ...input, endpoints: [], fixedPorts: false })
    expect(text).toContain("client.post('/', docs")
    expect(text).toContain('names no port')
  })

  test('names are those of functions, each once', () => {
    expect(functionNames(['/', '/a-b', '/aB', '/delete', '/2x', '/日本'], 'camel')).toEqual([
      'root',
      'aB',
      'aB_2',
      'call_delete',
      'call_2x',
      'root_2',
    ])
    expect(functionNames(['/findSimilar'], 'snake')).toEqual(['find_similar'])
  })
})

test('the file alone gives addresses: its ports, else usual ones that are not fixed', () => {
  const of = (text: string) => writtenAddresses((parseFlow(`jtype: Flow\n${text}`).spec as FlowSpec).gateway)
  expect(of('with:\n  protocol: [grpc, http]\n  port: [1234, 1235]\n')).toMatchObject({
    fixed: true,
    addresses: [
      { protocol: 'grpc', port: 1234, tls: false },
      { protocol: 'http', port: 1235 },
    ],
  })
  expect(of('with:\n  protocol: http\n')).toMatchObject({ fixed: false, addresses: [{ port: 51_000 }] })
})
