import { addressFor, httpBase } from './addresses.ts'
import type { CodeContext, WrittenRequest } from './requestCode.ts'
import { httpRequest, isEmpty, streamRequest, withoutHttp } from './shellCode.ts'
import { hasWrittenNumber, writeJson } from './writtenNumbers.ts'

/** A text as a literal of JavaScript, in single quotes. */
export const quoted = (text: string) =>
  `'${JSON.stringify(text)
    .slice(1, -1)
    .replaceAll("'", String.raw`\'`)
    .replaceAll(String.raw`\"`, '"')}'`

/** A call with `fetch`: runs in a browser (with `cors: true`) and in Node, and needs no package. */
export function javascriptRequest(request: WrittenRequest, { gateway, docarray }: CodeContext): string {
  const base = httpBase(gateway)
  if (base === null) return withoutHttp('JavaScript without packages', '//')
  if (request.stream)
    return [
      '// fetch sends no body with GET, which is how Jina streams: the document goes into the address.',
      ...(request.docs.length > 0 ? request.docs : [{}]).map((doc) => {
        const { path } = streamRequest(request.endpoint, doc)
        const query = Object.entries(doc).map(
          ([key, value]) => `${inUrl(key)}=${inUrl(typeof value === 'string' ? value : writeJson(value))}`,
        )
        return `console.log(await (await fetch(${quoted(`${base}${path}?${query.join('&')}`)})).text())`
      }),
      '',
    ].join('\n')
  const { path, body } = httpRequest(request, docarray)
  return [
    `const response = await fetch(${quoted(`${base}${path}`)}, {`,
    "  method: 'POST',",
    "  headers: { 'Content-Type': 'application/json' },",
    ...(hasWrittenNumber(body)
      ? ['  // A text: numbers of JavaScript would lose digits.', `  body: ${quoted(writeJson(body))},`]
      : [`  body: JSON.stringify(${JSON.stringify(body, null, 2).replaceAll('\n', '\n  ')}),`]),
    '})',
    'const { data } = await response.json()',
    'console.log(JSON.stringify(data, null, 2))',
    '',
  ].join('\n')
}

/** Half a surrogate pair has no place in an address. */
const inUrl = (text: string) => encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\ufffd'))

/** Fields whose JSON form is not what the client takes: bytes and tensors. */
const RICH = ['blob', 'tensor', 'embedding', 'chunks', 'matches']

/** How the client of `@flowdeck/runtime` is made for a protocol. */
export function typescriptClient(request: Pick<WrittenRequest, 'protocol'>, gateway: CodeContext['gateway']) {
  const { host, port, protocol, tls } = addressFor(request.protocol, gateway)
  return `new Client({ host: ${quoted(host)}, port: ${port}, protocol: ${quoted(protocol)}${tls ? ', tls: true' : ''} })`
}

export function typescriptRequest(request: WrittenRequest, { gateway, docarray }: CodeContext): string {
  const { endpoint, parameters, targetExecutor, requestSize } = request
  const isExact = { docs: hasWrittenNumber(request.docs), parameters: hasWrittenNumber(parameters) }
  // Numbers of JavaScript would lose digits.
  const exact = (value: unknown) => `await parseExactJson(${quoted(writeJson(value))})`
  const given = isExact.parameters
    ? exact(parameters)
    : JSON.stringify(parameters, null, 2).replaceAll('\n', '\n  ')
  const options = [
    ...(isEmpty(parameters) ? [] : [`"parameters": ${given}`]),
    ...(targetExecutor === undefined ? [] : [`"targetExecutor": ${JSON.stringify(targetExecutor)}`]),
    ...(requestSize === undefined ? [] : [`"requestSize": ${requestSize}`]),
  ]
  const rich =
    docarray === 'v1' && (isExact.docs || request.docs.some((doc) => RICH.some((key) => key in doc)))
  const docs = isExact.docs ? `(${exact(request.docs)})` : JSON.stringify(request.docs, null, 2)
  const more = options.length === 0 ? '' : `, {\n  ${options.join(',\n  ')}\n}`
  const input = rich ? `${docs}.map((doc) => documentFromJson(doc))` : docs
  const names = [
    'Client',
    ...(rich ? ['documentFromJson'] : []),
    ...(isExact.docs || isExact.parameters ? ['parseExactJson'] : []),
  ]
  const call = request.stream
    ? [
        `for (const input of ${input})`,
        `  for await (const doc of client.streamDoc(${quoted(endpoint)}, input${isEmpty(parameters) ? '' : `, { "parameters": ${isExact.parameters ? given : JSON.stringify(parameters)} }`})) console.log(doc)`,
      ]
    : [`const docs = await client.post(${quoted(endpoint)}, ${input}${more})`, 'console.log(docs)']
  return [
    `import { ${names.join(', ')} } from '@flowdeck/runtime'`,
    '',
    `const client = ${typescriptClient(request, gateway)}`,
    ...call,
    'client.close()',
    '',
  ].join('\n')
}
