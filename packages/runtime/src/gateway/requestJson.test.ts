import { describe, expect, test } from 'vitest'
import { readDocuments } from '../data/documents.ts'
import { readStruct } from '../data/parameters.ts'
import { parseJson } from '../json/JsonReader.ts'
import { RpcError } from '../transport/rpcError.ts'
import { checkParameters } from './checkParameters.ts'
import { readJsonBody } from './readJsonBody.ts'
import { BodyError, requestFromJson } from './requestJson.ts'
import { typedRequest } from './typedJson.ts'

const failure = async (work: Promise<unknown>) => {
  try {
    await work
  } catch (thrown) {
    return thrown
  }
  throw new Error('nothing was thrown')
}
const detail = async (work: Promise<unknown>) => {
  const thrown = await failure(work)
  return thrown instanceof BodyError ? thrown.detail[0] : thrown
}

test.each([
  ['{"data":[{"blob":"!!!"}]}', ['body', 'data', 0, 'blob']],
  ['{"data":[{"blob":"aGk"}]}', ['body', 'data', 0, 'blob']],
  ['{"data":[{"blob":"_-8="}]}', ['body', 'data', 0, 'blob']],
  [
    '{"data":[{},{"tensor":{"shape":[3],"dtype":"<f4","base64":"AAAA"}}]}',
    ['body', 'data', 1, 'tensor', 'base64'],
  ],
  [
    '{"data":[{"tensor":{"shape":[1],"dtype":"nope","base64":"AAAA"}}]}',
    ['body', 'data', 0, 'tensor', 'dtype'],
  ],
  ['{"data":[{"granularity":"1.5"}]}', ['body', 'data', 0, 'granularity']],
  ['{"data":[{"weight":"1x"}]}', ['body', 'data', 0, 'weight']],
  ['{"data":[{"location":[1,null]}]}', ['body', 'data', 0, 'location', 1]],
  ['{"data":[{"chunks":[{"tags":1.0}]}]}', ['body', 'data', 0, 'chunks', 0, 'tags']],
  ['{"data":1.0}', ['body', 'data']],
  ['{"parameters":1.0}', ['body', 'parameters']],
  ['{"targetExecutor":1.0}', ['body', 'targetExecutor']],
  ['{"execEndpoint":[]}', ['body', 'execEndpoint']],
])('%s is refused with its place', async (body, loc) => {
  expect(await detail(requestFromJson(parseJson(body)))).toMatchObject({ loc })
})

test('numbers arrive as what they are, deep in tags and parameters too', async () => {
  const body =
    '{"data":[{"id":"a","weight":"1.5","offset":-1e39,"granularity":2.0,"blob":"aG\\nk=","tags":{"l":[1.0,{"n":NaN}],"big":9007199254740993}}],"parameters":{"deep":[{"f":0.0}],"inf":-Infinity}}'
  const envelope = await requestFromJson(parseJson(body))
  expect(readDocuments(envelope.data)).toEqual([
    {
      id: 'a',
      weight: 1.5,
      offset: -Infinity,
      granularity: 2,
      blob: Buffer.from('hi'),
      tags: { l: [1, { n: NaN }], big: 9007199254740992 },
    },
  ])
  expect(readStruct(envelope.parameters)).toEqual({ deep: [{ f: 0 }], inf: -Infinity })
})

test.each([
  ['{"data":[{"text":"a}]}', { loc: ['body', 17], type: 'json_invalid' }],
  ['{"data":[{"text":"\\ud800"}]}', { loc: ['body', 18], type: 'json_invalid' }],
  ['{"data":[],}', { loc: ['body', 11], type: 'json_invalid' }],
])('the body %s is refused with its place [FI-36]', async (text, found) => {
  expect(await detail(readJsonBody(Buffer.from(text), Infinity))).toMatchObject(found)
})

test.each([
  [[0x7b, 0xff], 1],
  [[0x22, 0xc3, 0x22], 1],
  [[0x61, 0xf0, 0x9f, 0x98], 1],
  [[0xed, 0xa0, 0x80], 0],
  [[...Buffer.from('ü😀'), 0x80, 0x61], 6],
])('the bytes %j are refused at byte %d, because they are not UTF-8 [FI-36]', async (bytes, at) => {
  const thrown = (await failure(readJsonBody(Buffer.from(bytes), Infinity))) as Error
  expect(thrown.message).toContain(`byte ${at} `)
})

test('a byte order mark is left out', async () => {
  expect(await readJsonBody(Buffer.from('\ufeff{"data":[]}'), Infinity)).toEqual({ data: [] })
})

test.each([
  ['in a list', (docs: unknown[]) => ({ data: docs })],
  ['in docs', (docs: unknown[]) => ({ data: { docs } })],
  ['within a document', (docs: unknown[]) => ({ data: [{ matches: [{ chunks: docs.slice(2) }] }] })],
])('documents over the limit are refused, %s', async (_, body) => {
  const read = async (count: number) => {
    const text = JSON.stringify(body(Array.from({ length: count }, () => ({}))))
    return await requestFromJson(await readJsonBody(Buffer.from(text), 10), { maxDocuments: 10 })
  }
  await read(10)
  const thrown = await failure(read(11))
  expect(thrown).toBeInstanceOf(RpcError)
  expect((thrown as Error).message).toContain('10 documents at most')
})

describe('a request of docarray v2', () => {
  const typed = (body: string, parameters = null) =>
    typedRequest(parseJson(body), { endpoint: '/a', shape: undefined, parameters, maxDocuments: 2 })

  test('takes its header in snake_case, as Jina writes it, and in camelCase', async () => {
    for (const header of [
      '{"request_id":"q","target_executor":"b"}',
      '{"requestId":"q","targetExecutor":"b"}',
    ])
      expect(await typed(`{"data":[],"header":${header}}`)).toMatchObject({ requestId: 'q', target: 'b' })
  })

  test.each([
    ['{"data":[],"header":1}', ['body', 'header']],
    ['{"data":[],"header":{"request_id":1.0}}', ['body', 'header', 'request_id']],
    ['{"data":[],"parameters":[]}', ['body', 'parameters']],
    ['{"data":[{"id":1}]}', ['body', 'data', 0, 'id']],
    ['{"data":[1.0]}', ['body', 'data', 0]],
  ])('%s is refused with its place', async (body, loc) => {
    expect(await detail(typed(body))).toMatchObject({ loc })
  })

  test('counts documents in documents', async () => {
    await typed('{"data":[{"id":"a","parts":[{"id":"b"}]}]}')
    expect(await failure(typed('{"data":[{"id":"a","parts":[{"id":"b"},{"id":"c"}]}]}'))).toBeInstanceOf(
      RpcError,
    )
  })
})

describe('parameters that an Executor declares', () => {
  const schema = {
    type: 'object',
    required: ['limit'],
    $defs: { Inner: { type: 'object', required: ['n'], properties: { n: { type: 'integer' } } } },
    properties: {
      limit: { type: 'integer' },
      scale: { type: 'number', default: 1 },
      name: { type: 'string' },
      flag: { type: 'boolean' },
      ids: { type: 'array', items: { type: 'integer' } },
      either: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
      inner: { $ref: '#/$defs/Inner' },
    },
  }
  const check = (json: string) => checkParameters(parseJson(json), schema)

  test('are converted, completed, and may be joined by others', () => {
    expect(
      check('{"limit":"5","flag":"yes","ids":[1,2.0],"either":null,"inner":{"n":true},"more":1}'),
    ).toEqual({
      limit: 5,
      scale: 1,
      flag: true,
      ids: [1, 2],
      either: null,
      inner: { n: 1 },
      more: 1,
    })
    expect(check('{"b__limit":1}')).toEqual({ b__limit: 1, scale: 1 })
  })

  test.each([
    ['{"limit":"x"}', ['limit'], 'int_parsing'],
    ['{"limit":1.5}', ['limit'], 'int_from_float'],
    ['{"limit":null}', ['limit'], 'int_type'],
    ['{"limit":NaN}', ['limit'], 'finite_number'],
    ['{"limit":1,"scale":"x"}', ['scale'], 'float_parsing'],
    ['{"limit":1,"name":1}', ['name'], 'string_type'],
    ['{"limit":1,"flag":2}', ['flag'], 'bool_parsing'],
    ['{"limit":1,"ids":[1,"x"]}', ['ids', 1], 'int_parsing'],
    ['{"limit":1,"ids":1}', ['ids'], 'list_type'],
    ['{"limit":1,"either":"x"}', ['either'], 'int_parsing'],
    ['{"limit":1,"inner":{}}', ['inner', 'n'], 'missing'],
    ['{}', ['limit'], 'missing'],
    ['null', [], 'model_attributes_type'],
    ['[]', [], 'model_attributes_type'],
  ])('%s is refused with its place, as pydantic does', (json, loc, type) => {
    let thrown: unknown
    try {
      check(json)
    } catch (error) {
      thrown = error
    }
    expect((thrown as BodyError).detail).toMatchObject([{ loc: ['body', 'parameters', ...loc], type }])
  })
})
