import type { CodeContext } from './requestCode.ts'
import { httpBase } from './addresses.ts'
import { quoted, typescriptClient } from './javascriptCode.ts'
import { PYTHON_HEAD, pythonClient, pythonValue } from './pythonCode.ts'
import { curlRequest, withoutHttp } from './shellCode.ts'

export type ClientLanguage = 'curl' | 'Python' | 'TypeScript'

export interface ClientInput extends CodeContext {
  /** What the Flow is called, for the first line. */
  name: string
  /** Endpoints that the Flow answers; `/` stands in when none is known. */
  endpoints: readonly { endpoint: string; executors: readonly string[]; stream?: boolean | undefined }[]
  /** False while nobody fixed the ports: the code then says so. */
  fixedPorts: boolean
}

/** A client of a Flow: a function per endpoint and a first call; for curl a command per endpoint. */
export function clientCode(language: ClientLanguage, input: ClientInput): string {
  const endpoints =
    input.endpoints.length > 0 ? input.endpoints : [{ endpoint: '/', executors: [], stream: false }]
  const all = { ...input, endpoints }
  if (language === 'curl') return curlClient(all)
  return language === 'Python' ? pythonFile(all) : typescriptFile(all)
}

const SAMPLE = { text: 'hello' }

function head({ name, fixedPorts }: ClientInput, comment: string): string[] {
  return [
    `${comment} A client of the Flow ${oneLine(name)}.`,
    ...(fixedPorts
      ? []
      : [
          `${comment} Its file names no port, so every start takes a free one: put the port of yours here, or write \`port\` in the Flow.`,
        ]),
  ]
}

const oneLine = (text: string) => text.replaceAll(/[\r\n\u2028\u2029]+/g, ' ')

function answeredBy({ endpoint, executors }: ClientInput['endpoints'][number]): string {
  return oneLine(executors.length > 0 ? `${endpoint}, answered by ${executors.join(', ')}` : endpoint)
}

function curlClient(input: ClientInput): string {
  if (httpBase(input.gateway) === null) return withoutHttp('curl')
  const commands = input.endpoints.map(
    (at) =>
      `# ${answeredBy(at)}\n${curlRequest(
        {
          protocol: 'http',
          endpoint: at.endpoint,
          docs: [SAMPLE],
          parameters: {},
          ...(at.stream ? { stream: true } : {}),
        },
        input,
      )}`,
  )
  return [...head(input, '#'), '', ...commands].join('\n')
}

/** One name per endpoint, as functions of a language are called; a second of the same name gets a number. */
export function functionNames(endpoints: readonly string[], style: 'camel' | 'snake'): string[] {
  const taken = new Set<string>()
  return endpoints.map((endpoint) => {
    const words = endpoint
      .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
      .split(/[^A-Za-z\d]+/)
      .filter((word) => word !== '')
      .map((word) => word.toLowerCase())
    const joined =
      style === 'snake'
        ? words.join('_')
        : words.map((word, i) => (i === 0 ? word : `${word[0]?.toUpperCase()}${word.slice(1)}`)).join('')
    const plain = joined === '' ? 'root' : joined
    const stem = /^\d/.test(plain) || RESERVED.has(plain) ? `call_${plain}` : plain
    let name = stem
    for (let n = 2; taken.has(name); n++) name = `${stem}_${n}`
    taken.add(name)
    return name
  })
}

/** Words of either language, and names that the files themselves use. */
const RESERVED = new Set(
  'and as assert async await break case catch class client const continue debugger def default del delete do docs doc elif else enum except export extends false finally for from function global if implements import in interface is lambda let new nonlocal none not null or package pass private protected public raise return static super switch this throw true try typeof var void while with yield'.split(
    ' ',
  ),
)

function typescriptFile(input: ClientInput): string {
  const names = functionNames(
    input.endpoints.map(({ endpoint }) => endpoint),
    'camel',
  )
  const functions = input.endpoints.map((at, i) =>
    at.stream
      ? [
          `/** ${comment(answeredBy(at))}, document by document. */`,
          `export const ${names[i]} = (doc: DocumentInput, parameters: JsonObject = {}) =>`,
          `  client.streamDoc(${quoted(at.endpoint)}, doc, { parameters })`,
        ]
      : [
          `/** ${comment(answeredBy(at))}. */`,
          `export const ${names[i]} = (docs: DocumentInput[], parameters: JsonObject = {}) =>`,
          `  client.post(${quoted(at.endpoint)}, docs, { parameters })`,
        ],
  )
  const first = names[0] as string
  return [
    ...head(input, '//'),
    "import { Client, type DocumentInput, type JsonObject } from '@flowdeck/runtime'",
    '',
    `const client = ${typescriptClient({ protocol: input.gateway[0]?.protocol ?? 'grpc' }, input.gateway)}`,
    '',
    ...functions.flatMap((lines) => [...lines, '']),
    input.endpoints[0]?.stream
      ? `for await (const doc of ${first}(${sample()})) console.log(doc)`
      : `for (const doc of await ${first}([${sample()}])) console.log(doc)`,
    'client.close()',
    '',
  ].join('\n')
}

const sample = () => `{ text: ${quoted(SAMPLE.text)} }`
const comment = (text: string) => text.replaceAll('*/', '* /')

function pythonFile(input: ClientInput): string {
  const v1 = input.docarray === 'v1'
  const names = functionNames(
    input.endpoints.map(({ endpoint }) => endpoint),
    'snake',
  )
  const list = v1 ? 'DocumentArray' : 'DocList[LegacyDocument]'
  const returns = v1 ? '' : `, return_type=${list}`
  const made = pythonClient({ protocol: input.gateway[0]?.protocol ?? 'grpc' }, input.gateway)
  const functions = input.endpoints.map((at, i) => {
    const about = `    # ${answeredBy(at)}`
    if (!at.stream)
      return [
        `def ${names[i]}(docs, **parameters):`,
        about,
        `    return client.post(${pythonValue(at.endpoint)}, docs, parameters=parameters${returns})`,
      ]
    if (v1)
      return [
        `# ${answeredBy(at)}: it answers document by document, and Jina's Python client reads such answers only with docarray v2.`,
      ]
    return [
      `async def ${names[i]}(doc, **parameters):`,
      `${about}, document by document`,
      `    streaming = ${made.replace(/\)$/, ', asyncio=True)')}`,
      `    async for made in streaming.stream_doc(${pythonValue(at.endpoint)}, inputs=doc, parameters=parameters, return_type=LegacyDocument):`,
      '        yield made',
    ]
  })
  const called = input.endpoints.findIndex(({ stream }) => !stream)
  return [
    ...head(input, '#'),
    ...PYTHON_HEAD[input.docarray],
    '',
    `client = ${made}`,
    ...functions.flatMap((lines) => ['', '', ...lines]),
    '',
    '',
    ...(called < 0
      ? []
      : [
          "if __name__ == '__main__':",
          `    docs = ${list}([${v1 ? 'Document' : 'LegacyDocument'}(text=${pythonValue(SAMPLE.text)})])`,
          `    for doc in ${names[called]}(docs):`,
          '        print(doc.id, doc.text, doc.tags)',
          '',
        ]),
  ].join('\n')
}
