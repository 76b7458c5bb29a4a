import { request } from 'node:http'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Client } from '../src/client/Client.ts'
import { textOf } from '../src/client/HttpCalls.ts'
import { tensorText } from '../src/data/tensorText.ts'
import { Float, type ExactJson } from '../src/json/Float.ts'
import { JsonSyntaxError, parseJson } from '../src/json/JsonReader.ts'
import { writeJson } from '../src/json/writeJson.ts'
import { askPython } from './interop/askPython.ts'
import { PROTOCOLS, startStack, type Stack } from './interop/stacks.ts'
import { pythonEnvironment } from './pythonEnvironment.ts'

const python = await pythonEnvironment('v1')
const ONE = (uses: string) =>
  `jtype: Flow\nwith:\n  protocol: [grpc, http, websocket]\nexecutors:\n  - {name: one, uses: ${uses}}\n`

type Canonical = string | boolean | null | Canonical[] | { [key: string]: Canonical }

/** As json_values.py tells values. */
function canonical(value: ExactJson): Canonical {
  if (value instanceof Float) return ['float', bits(value.value)]
  if (typeof value === 'bigint') return ['int', String(value)]
  if (typeof value === 'number')
    return Number.isInteger(value) ? ['int', String(value)] : ['float', bits(value)]
  if (Array.isArray(value)) return value.map(canonical)
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, canonical(item)]))
    : value
}

function bits(value: number): string {
  const buffer = Buffer.alloc(8)
  buffer.writeDoubleBE(value)
  return Number.isNaN(value) ? 'nan' : buffer.toString('hex')
}

/** JSON texts with all kinds of numbers, half of them broken at one place. */
function jsonTexts(): fc.Arbitrary<string> {
  const number = fc.oneof(
    fc.double().map((value) => String(value)),
    fc.double({ min: -1, max: 1, noNaN: true }).map((value) => String(value)),
    fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
    fc.integer().map(String),
    fc.integer().map((value) => `${value}.0`),
    fc
      .tuple(fc.integer(), fc.nat(10 ** 9), fc.integer({ min: -330, max: 310 }))
      .map(([a, b, e]) => `${a}.${b}e${e}`),
    fc
      .tuple(fc.nat(10 ** 9), fc.nat(20), fc.nat(10 ** 9))
      .map(([a, zeros, b]) => `${a}.${'0'.repeat(zeros)}${b}`),
    fc.constantFrom('NaN', 'Infinity', '-Infinity', '-0', '-0.0', '9007199254740993', '1E+2'),
  )
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 90 }).map((value) => JSON.stringify(value)),
    fc.constantFrom('"]"', '"\\ud83d\\ude00"', '"\\/\\b\\f"', '"__proto__"'),
  )
  const space = fc.constantFrom('', '', ' ', '\n\t')
  const { value } = fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      number,
      text,
      fc.constantFrom('true', 'false', 'null'),
      fc
        .tuple(fc.array(number, { maxLength: 40 }), space)
        .map(([items, gap]) => `[${items.join(`${gap},${gap}`)}]`),
      fc
        .tuple(fc.array(tie('value'), { maxLength: 6 }), space)
        .map(([items, gap]) => `[${gap}${items.join(',')}${gap}]`),
      fc
        .tuple(fc.array(fc.tuple(text, tie('value')), { maxLength: 6 }), space)
        .map(([items, gap]) => `{${gap}${items.map(([key, item]) => `${key}${gap}:${item}`).join(',')}}`),
    ),
  }))
  const broken = fc
    .tuple(
      value,
      fc.nat(200),
      fc.constantFrom('', '[', ']', '{', '}', '"', ',', ':', '0', 'e', '.', '-', '\\', 'x', '\n'),
      fc.nat(3),
    )
    .map(([whole, at, put, cut]) => {
      const place = at % (whole.length + 1)
      return whole.slice(0, place) + put + whole.slice(place + cut)
    })
  return fc.oneof(value, broken)
}

describe.skipIf(python === null)('JSON is read as Python reads it', () => {
  test('any text: the same types, digits and bits, or the same message at the same place [FI-36]', async () => {
    // Half a surrogate pair, also as left by a cut, is refused here: it cannot be sent on.
    const texts = fc
      .sample(jsonTexts(), 3000)
      .filter(
        (text) =>
          Buffer.from(text).toString() === text && !/\\u[dD](?!83d\\ude00)|\\ud83d(?!\\ude00)/.test(text),
      )
    const theirs = await askPython<({ value: Canonical } | { error: [string, number] })[]>(
      python as string,
      'json_values.py',
      texts,
    )
    for (const [i, text] of texts.entries()) {
      let ours: unknown
      try {
        const value = parseJson(text)
        ours = { value: canonical(value) }
        expect(canonical(parseJson(writeJson(value, 'python')))).toEqual(canonical(value))
      } catch (thrown) {
        if (!(thrown instanceof JsonSyntaxError)) throw thrown
        ours = { error: [thrown.message, thrown.offset] }
      }
      expect({ text, ...(ours as object) }).toEqual({ text, ...theirs[i] })
    }
  })
})

const ENDPOINTS = ['/float16', '/integers', '/texts', '/whole', '/nan', '/results', '/none', '/describe']

/** What stands in a body as the document's value, and what Jina makes of it. */
const DOCUMENTS = [
  [
    'tensor',
    '[0.0, 1.0]',
    '[0, 1.0]',
    '[1]',
    '[9007199254740993, -9223372036854775808]',
    '[18446744073709551615]',
  ],
  ['tensor', '[9223372036854775808, 1]', '[true, false]', '[true, 1]', '["a", "bc"]', '["a", 1.5, true]'],
  ['tensor', '[NaN, -Infinity]', '[1e400, 1e5]', '[-0.0]', '[-0]', '[[1.0, 2], [3, 4]]', '[]', '[[], []]'],
  ['tensor', '[18446744073709551616]', '[{}]', '5'],
  ['blob', '"aGk="', '"aG k="', '"/+8="', '"a"', '"ü"'],
  ['weight', '1', '"1.5"', 'true', '1e39', 'NaN', '[]'],
  [
    'text',
    '5',
    '1.5',
    '1.0',
    'true',
    '9007199254740993',
    '[]',
    '"","tensor":[1]',
    '"x","tensor":[1],"blob":"aGk="',
    '"x","blob":"aGk="',
  ],
  ...['id', 'uri', 'mime_type', 'modality', 'parent_id'].map((key) => [key, '5', '1.5', 'false', '{}']),
  ...['granularity', 'adjacency'].map((key) => [key, '1.5', '"2"', '"2.5"', '-1', '4294967296']),
  ['chunks', '[{"id":"c","text":"","tensor":[1.5]}]', '[{"id":"c","text":5}]', '[5]'],
  ['tags', '{"a":9007199254740993,"b":[2.0,{"c":-1}]}', '{"a":NaN}', '"x"'],
].flatMap(([key, ...values]) => values.map((value) => `{"id":"a","${key}":${value}}`))
const BROKEN = [
  '{',
  '{"data":[}',
  '{"data":[{"text":"a}]}',
  '{"data":[],}',
  "{'data':[]}",
  '{"data":[{"text":"a\nb"}]}',
  '{"a":01}',
  '{"a":1.}',
  '{"a":-}',
  '{} x',
  '1',
  '"x"',
  'NaN',
  '{"data":NaN}',
  '{"data":[1]}',
  '{"data":[null]}',
  '{"parameters":1}',
  '{"parameters":"x"}',
  '{"targetExecutor":[]}',
  '{"execEndpoint":[]}',
  '{"data":[{"text":"\\ud800"}]}',
]

describe.skipIf(python === null)('values in JSON arrive as through Jina alone', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await startStack(ONE, 'jsonEndpoints.py', python as string)
  }, 120_000)
  afterAll(() => stack?.close())

  // Each over a connection of its own: Jina's Gateway closes them when it answers 500.
  const post = (gateway: 'ours' | 'theirs', body: string | Buffer) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const call = request({
        host: '127.0.0.1',
        port: stack.ports[gateway].http,
        path: '/post',
        method: 'POST',
        agent: false,
        headers: { 'content-type': 'application/json' },
      })
      call.on('error', reject)
      call.on('response', (answer) => {
        textOf(answer).then((text) => resolve({ status: answer.statusCode ?? 0, text }), reject)
      })
      call.end(body)
    })
  const withoutTimes = (text: string) => {
    const { header, parameters, data } = parseJson(text) as { [key: string]: ExactJson }
    return canonical({
      data,
      parameters,
      failed: (header as { [key: string]: ExactJson })['status'] !== null,
    } as ExactJson)
  }

  test('Jina’s own client: the same over every protocol, through its Gateway and ours', async () => {
    const ports = PROTOCOLS.flatMap((protocol) =>
      (['theirs', 'ours'] as const).map((gateway) => [stack.ports[gateway][protocol], protocol] as const),
    )
    const answers = await askPython<unknown[]>(python as string, 'json_endpoints_client.py', {
      ports,
      endpoints: ENDPOINTS,
    })
    const [grpc, , http, oursOverHttp] = ports.map((_, i) =>
      answers.slice(i * ENDPOINTS.length, (i + 1) * ENDPOINTS.length),
    )
    for (const [i, endpoint] of ENDPOINTS.entries()) {
      const [theirs, ours] = [http?.[i], oursOverHttp?.[i]]
      // Jina answers NaN with 500.
      if (typeof theirs === 'string')
        expect({ endpoint, ours: typeof ours }).toEqual({ endpoint, ours: 'object' })
      else expect({ endpoint, ours }).toEqual({ endpoint, ours: theirs })
    }
    for (const at of [1, 4, 5])
      expect(answers.slice(at * ENDPOINTS.length, (at + 1) * ENDPOINTS.length)).toEqual(grpc)
  })

  test('bodies: the same answer where Jina has one, and never 500 [FI-36]', async () => {
    for (const doc of DOCUMENTS) {
      const body = `{"execEndpoint":"/describe","data":[${doc}],"parameters":{"f":1.0,"i":1,"deep":[0.0]}}`
      const [theirs, ours] = [await post('theirs', body), await post('ours', body)]
      const allowed = theirs.status === 200 ? [200] : [200, 422]
      expect({ doc, allowed: allowed.includes(ours.status), ours }).toMatchObject({ doc, allowed: true })
      if (theirs.status === 200)
        expect({ doc, ours: withoutTimes(ours.text) }).toEqual({ doc, ours: withoutTimes(theirs.text) })
    }
    for (const body of BROKEN) {
      const [theirs, ours] = [await post('theirs', body), await post('ours', body)]
      expect({ body, status: ours.status }).toEqual({
        body,
        status: theirs.status === 500 ? 422 : theirs.status,
      })
      const place = (text: string) => (JSON.parse(text) as { detail: { loc: unknown }[] }).detail[0]?.loc
      if (theirs.text.includes('json_invalid')) expect(place(ours.text)).toEqual(place(theirs.text))
    }
    expect((await post('ours', Buffer.from([0x7b, 0xff]))).status).toBe(400)
    expect((await post('theirs', Buffer.from([0x7b, 0xff]))).status).toBe(400)
  })

  test('answers: the JSON text has the types and digits that Jina writes', async () => {
    for (const endpoint of ['/integers', '/texts', '/whole', '/results', '/none']) {
      const body = `{"execEndpoint":"${endpoint}","data":[{"id":"a"}],"parameters":{"i":1}}`
      const [theirs, ours] = [await post('theirs', body), await post('ours', body)]
      expect({ endpoint, ours: withoutTimes(ours.text) }).toEqual({
        endpoint,
        ours: withoutTimes(theirs.text),
      })
    }
    const nan = await post('ours', '{"execEndpoint":"/nan","data":[{"id":"a"}]}')
    expect(nan.text).toContain('"tensor":[1.0,null,null,null]')
  })

  test('our own client gets over HTTP what it gets over gRPC', async () => {
    const values = async (protocol: 'grpc' | 'http', endpoint: string) => {
      const client = new Client({ protocol, port: stack.ports.ours[protocol] })
      const [doc] = await client.post(endpoint, [{ id: 'a', weight: NaN, tags: { one: 1, half: 0.5 } }])
      client.close()
      const { tensor, embedding, ...rest } = doc ?? { id: 'none' }
      return [rest, ...[tensor, embedding].map((array) => array && tensorText(array, 'python'))]
    }
    for (const endpoint of ['/float16', '/integers', '/texts', '/whole', '/nan'])
      expect([endpoint, await values('http', endpoint)]).toEqual([endpoint, await values('grpc', endpoint)])
  })
})
