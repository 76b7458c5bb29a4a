import type { FlowRun } from '@flowdeck/shared'
import { shellWord } from '../run/shellLine.ts'
import type { RequestDraft } from '../state/sentRequest.ts'

export const SNIPPET_LANGUAGES = ['curl', 'TypeScript', 'Python'] as const
export type SnippetLanguage = (typeof SNIPPET_LANGUAGES)[number]

type Addresses = FlowRun['gateway']

/** The same request as a person would write it outside the editor, ready to paste. */
export function snippet(language: SnippetLanguage, request: RequestDraft, gateway: Addresses): string {
  if (language === 'curl') return curl(request, gateway)
  return language === 'TypeScript' ? typescript(request, gateway) : python(request, gateway)
}

function curl(request: RequestDraft, gateway: Addresses): string {
  const http = gateway.find(({ protocol }) => protocol === 'http')
  if (!http)
    return '# curl needs HTTP, and this Gateway does not speak it.\n# Add `http` to the protocol of the Gateway and start the Flow again.\n'
  const body = {
    execEndpoint: request.endpoint,
    ...(request.targetExecutor === undefined ? {} : { targetExecutor: request.targetExecutor }),
    ...(isEmpty(request.parameters) ? {} : { parameters: request.parameters }),
    data: request.docs,
  }
  const lines = [
    `curl -sS -X POST http://${address(http)}/post`,
    `-H 'Content-Type: application/json'`,
    `-d ${shellWord(JSON.stringify(body, null, 2))}`,
  ]
  return `${lines.join(' \\\n  ')}\n`
}

function typescript(request: RequestDraft, gateway: Addresses): string {
  const options = {
    ...(isEmpty(request.parameters) ? {} : { parameters: request.parameters }),
    ...(request.targetExecutor === undefined ? {} : { targetExecutor: request.targetExecutor }),
    ...(request.requestSize === undefined ? {} : { requestSize: request.requestSize }),
  }
  const used = addressFor(request, gateway)
  const rich = request.docs.some((doc) => RICH.some((key) => key in doc))
  const docs = JSON.stringify(request.docs, null, 2)
  return [
    `import { Client${rich ? ', documentFromJson' : ''} } from '@flowdeck/runtime'`,
    '',
    `const client = new Client({ host: ${quote(used.host)}, port: ${used.port}, protocol: ${quote(request.protocol)} })`,
    `const docs = await client.post(${quote(request.endpoint)}, ${rich ? `${docs}.map((doc) => documentFromJson(doc))` : docs}${
      isEmpty(options) ? '' : `, ${JSON.stringify(options, null, 2)}`
    })`,
    'console.log(docs)',
    'client.close()',
    '',
  ].join('\n')
}

/** Fields whose JSON form is not what the client takes: bytes and tensors. */
const RICH = ['blob', 'tensor', 'embedding', 'chunks', 'matches']

function python(request: RequestDraft, gateway: Addresses): string {
  const used = addressFor(request, gateway)
  const options = [
    ...(isEmpty(request.parameters) ? [] : [`    parameters=${pythonValue(request.parameters, 1)},`]),
    ...(request.targetExecutor === undefined
      ? []
      : [`    target_executor=${pythonValue(request.targetExecutor)},`]),
    ...(request.requestSize === undefined ? [] : [`    request_size=${request.requestSize},`]),
  ]
  const docs = request.docs.map((doc) => `        Document.from_dict(${pythonValue(doc, 2)}),`)
  return [
    '# pip install "jina<4" "docarray<0.30"',
    'from jina import Client, Document, DocumentArray',
    '',
    `client = Client(host=${pythonValue(used.host)}, port=${used.port}, protocol=${pythonValue(request.protocol)})`,
    'docs = client.post(',
    `    ${pythonValue(request.endpoint)},`,
    ...(docs.length > 0 ? ['    DocumentArray([', ...docs, '    ]),'] : ['    DocumentArray(),']),
    ...options,
    ')',
    'for doc in docs:',
    '    print(doc.id, doc.text, doc.tags)',
    '',
  ].join('\n')
}

/** A JSON value as Python writes it. */
export function pythonValue(value: unknown, indent = 0): string {
  if (value === null || value === undefined) return 'None'
  if (value === true) return 'True'
  if (value === false) return 'False'
  if (typeof value !== 'object') return JSON.stringify(value)
  const inner = '    '.repeat(indent + 1)
  const entries = Array.isArray(value)
    ? value.map((item) => pythonValue(item, indent + 1))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${pythonValue(item, indent + 1)}`)
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  const flat = `${open}${entries.join(', ')}${close}`
  if (flat.length <= 72 && !flat.includes('\n')) return flat
  return `${open}\n${entries.map((entry) => `${inner}${entry},\n`).join('')}${'    '.repeat(indent)}${close}`
}

function addressFor(request: RequestDraft, gateway: Addresses): { host: string; port: number } {
  const found = gateway.find(({ protocol }) => protocol === request.protocol)
  return { host: hostOf(found?.host), port: found?.port ?? 51_000 }
}

const address = (at: { host: string; port: number }) => `${hostOf(at.host)}:${at.port}`
/** "Every interface" is where a server listens, not where a client goes. */
const hostOf = (host: string | undefined) =>
  host === undefined || host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
const quote = (text: string) =>
  `'${JSON.stringify(text)
    .slice(1, -1)
    .replaceAll("'", String.raw`\'`)
    .replaceAll(String.raw`\"`, '"')}'`
const isEmpty = (object: object) => Object.keys(object).length === 0
