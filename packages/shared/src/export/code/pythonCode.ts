import { addressFor } from './addresses.ts'
import type { CodeContext, WrittenRequest } from './requestCode.ts'
import { isEmpty } from './shellCode.ts'
import { WrittenNumber } from './writtenNumbers.ts'

/** A JSON value as Python writes it, indented by so many steps of four. */
export function pythonValue(value: unknown, indent = 0): string {
  if (value === null || value === undefined) return 'None'
  if (value === true) return 'True'
  if (value === false) return 'False'
  if (value instanceof WrittenNumber) return value.text
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

/** What a Python client needs installed and imported. */
export const PYTHON_HEAD: Record<CodeContext['docarray'], readonly string[]> = {
  v1: ['# pip install "jina<4" "docarray<0.30"', 'from jina import Client, Document, DocumentArray'],
  v2: [
    '# pip install "jina<4" "docarray>=0.40"',
    'from docarray import DocList',
    'from docarray.documents.legacy import LegacyDocument',
    'from jina import Client',
  ],
}

/** How Jina's client is made for a protocol. */
export function pythonClient(request: Pick<WrittenRequest, 'protocol'>, gateway: CodeContext['gateway']) {
  const { host, port, protocol, tls } = addressFor(request.protocol, gateway)
  return `Client(host=${pythonValue(host)}, port=${port}, protocol=${pythonValue(protocol)}${tls ? ', tls=True' : ''})`
}

/** With docarray v2 the fields of the documents decide their class; it is made from the request's own. */
export function pythonRequest(request: WrittenRequest, { gateway, docarray }: CodeContext): string {
  const { endpoint, docs, parameters, targetExecutor, requestSize, stream } = request
  const options = [
    ...(isEmpty(parameters) ? [] : [`    parameters=${pythonValue(parameters, 1)},`]),
    ...(targetExecutor === undefined ? [] : [`    target_executor=${pythonValue(targetExecutor)},`]),
    ...(requestSize === undefined || stream ? [] : [`    request_size=${requestSize},`]),
  ]
  if (stream) return pythonStream(request, { gateway, docarray }, options)
  const v1 = docarray === 'v1'
  const list = v1 ? 'DocumentArray' : 'DocList[MyDoc]'
  const make = (doc: Record<string, unknown>) =>
    v1 ? `Document.from_dict(${pythonValue(doc, 2)})` : `MyDoc(**${pythonValue(doc, 2)})`
  const inputs = docs.map((doc) => `        ${make(doc)},`)
  return [
    ...(v1 ? PYTHON_HEAD.v1 : typedHead(docs)),
    '',
    `client = ${pythonClient(request, gateway)}`,
    'docs = client.post(',
    `    ${pythonValue(endpoint)},`,
    ...(inputs.length > 0 ? [`    ${list}([`, ...inputs, '    ]),'] : [`    ${list}(),`]),
    ...options,
    ...(v1 ? [] : [`    return_type=${list},`]),
    ')',
    'for doc in docs:',
    v1 ? '    print(doc.id, doc.text, doc.tags)' : '    print(doc.json())',
    '',
  ].join('\n')
}

function typedHead(docs: readonly Record<string, unknown>[], more: readonly string[] = []): string[] {
  return [
    '# pip install "jina<4" "docarray>=0.40"',
    ...more,
    'from typing import Any, Dict, List, Optional',
    '',
    'from docarray import BaseDoc, DocList',
    'from jina import Client',
    '',
    '',
    'class MyDoc(BaseDoc):',
    '    # The fields of this request; name those that the endpoint declares.',
    ...fieldsOf(docs),
    '',
  ]
}

function fieldsOf(docs: readonly Record<string, unknown>[]): string[] {
  const fields = new Map<string, string>()
  for (const doc of docs)
    for (const [key, value] of Object.entries(doc)) if (key !== 'id') fields.set(key, typeOf(value))
  if (fields.size === 0) return ["    text: str = ''"]
  return [...fields].map(([key, type]) => `    ${key}: Optional[${type}] = None`)
}

function typeOf(value: unknown): string {
  if (typeof value === 'string') return 'str'
  if (typeof value === 'boolean') return 'bool'
  if (value instanceof WrittenNumber) return value.isInteger ? 'int' : 'float'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float'
  if (Array.isArray(value)) return 'List[Any]'
  return value === null ? 'Any' : 'Dict[str, Any]'
}

/** Jina's client streams only with docarray v2, one document per call. */
function pythonStream(
  request: WrittenRequest,
  { gateway, docarray }: CodeContext,
  options: readonly string[],
): string {
  if (docarray === 'v1')
    return "# Jina's Python client streams documents only with docarray v2.\n# Use curl or TypeScript for this endpoint.\n"
  const doc = request.docs[0] ?? {}
  return [
    ...typedHead([doc], ['import asyncio']),
    '',
    'async def main():',
    `    client = ${pythonClient(request, gateway).replace(/\)$/, ', asyncio=True)')}`,
    '    async for doc in client.stream_doc(',
    `        ${pythonValue(request.endpoint)},`,
    `        inputs=MyDoc(**${pythonValue(doc, 2)}),`,
    ...options.map((line) => `    ${line}`),
    '        return_type=MyDoc,',
    '    ):',
    '        print(doc.json())',
    '',
    '',
    'asyncio.run(main())',
    '',
  ].join('\n')
}
