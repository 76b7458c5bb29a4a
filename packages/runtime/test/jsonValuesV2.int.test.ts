import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseJson } from '../src/json/JsonReader.ts'
import { writeJson } from '../src/json/writeJson.ts'
import { startStack, type Stack } from './interop/stacks.ts'
import { pythonEnvironment } from './pythonEnvironment.ts'

const python = await pythonEnvironment('v2')

const NUMBERS =
  '9007199254740991 9007199254740993 -9007199254740993 2147483647 2147483648 -2147483649 9223372036854775807 18446744073709551615 -0.0 -0 1.0 1 1.5 NaN -Infinity 1e400 1e5 5e-324 true null "1" "x" [] {}'.split(
    ' ',
  )
const LISTS =
  '[0.0,1.0]|[0,1.0]|[[1,2],[3,4]]|[[1],[1,2]]|[]|[[],[]]|[null,1]|[true,false]|[true,1]|["a","bc"]|["a",1]|["a",1.5,true]|5|"x"|[{}]|{"a":1}|[9007199254740993,1]|[18446744073709551615,0]|null'.split(
    '|',
  )
const field = (keys: string, values: string[]) =>
  values.flatMap((value) => keys.split(' ').map((key) => `{"id":"a","${key}":${value}}`))

/** Documents as they stand in a body. */
const DOCUMENTS = [
  ...field('n f b text', NUMBERS),
  ...NUMBERS.map((value) => `{"id":"a","tags":{"x":${value},"deep":[[${value}],{"y":${value}}]}}`),
  ...NUMBERS.map((value) => `{"id":"a","t":[${value}]}`),
  ...field('t a ints floats part parts', LISTS),
  ...field('raw', ['"abc"', '"ü"', '""', '"\\u0000"', '5', 'null']),
  ...field('tags', ['null', '[]', '{"__proto__":1}', '{"a":null,"a":2}']),
  ...field('part', ['{"n":1.0}', '{"n":1.5}', '{"n":null}', '{"f":1}']),
  '{"id":"a","text":null,"n":null,"b":null,"raw":null,"parts":null}',
]
/** What arrays hold, and values of `tags`, that the Executor gives. */
const GIVEN =
  'float16 float32 float64 special special16 int64 uint64 int8 bool text bytes complex empty emptied scalar fortran strided big_endian date whole int neg big none deep nan inf huge raw tuple many nothing'.split(
    ' ',
  )
const PARAMETERS =
  '{"n":1}|{"n":1.0}|{"n":1.5}|{"n":"x"}|{"n":9007199254740993}|{"f":1}|{"f":NaN}|{"s":1.0}|{"l":[1,2.0]}|{"l":["a"]}|{"l":5}|{"d":{"a":[null,1.0,1]}}|{"d":5}|null|[]|5'.split(
    '|',
  )

describe.skipIf(python === null)('values in JSON with docarray v2 arrive as through Jina alone', () => {
  let stack: Stack
  beforeAll(async () => {
    const flow = (uses: string) =>
      `jtype: Flow\nwith: {protocol: [grpc, http, websocket]}\nexecutors:\n  - {name: one, uses: ${uses}}\n`
    stack = await startStack(flow, 'v2/values.py', python as string)
  }, 120_000)
  afterAll(() => stack?.close())

  const ask = async (gateway: 'ours' | 'theirs', path: string, body: string) => {
    const headers = { 'content-type': 'application/json', connection: 'close' }
    const url = `http://127.0.0.1:${stack.ports[gateway].http}${path}`
    const answer = await fetch(url, { method: 'POST', body, headers })
    return { status: answer.status, text: await answer.text() }
  }
  /** The documents of an answer, with the types and digits of their numbers; keys come in any order. */
  const documents = (text: string) => {
    const { data } = parseJson(text) as { data: { [key: string]: never }[] }
    return data.map((doc) =>
      Object.entries(doc)
        .map(([key, value]) => `${key}: ${writeJson(value, 'python')}`)
        .toSorted(),
    )
  }
  const compare = async (path: string, body: string) => {
    const [theirs, ours] = [await ask('theirs', path, body), await ask('ours', path, body)]
    if (theirs.status === 200 && ours.status === 200)
      return { body, ours: documents(ours.text), theirs: documents(theirs.text) }
    // Jina fails where a value fits no message of docarray, or cannot be described; a client is told what is wrong.
    const ends = theirs.status === 500 ? [200, 422] : [theirs.status]
    const status = ends.includes(ours.status) ? ours.status : theirs.status
    return { body, ours: ours.status, theirs: status }
  }

  test('documents: the same for the Executor, or 422 where Jina says so or fails [FI-36]', async () => {
    // Jina makes an array of five numbers that were in its memory of this one.
    const known = new Set(['t', 'a'].map((key) => `{"id":"a","${key}":5}`))
    for (const doc of DOCUMENTS.filter((one) => !known.has(one))) {
      const { ours, theirs, body } = await compare('/describe', `{"data":[${doc}]}`)
      expect({ body, answer: ours }).toEqual({ body, answer: theirs })
    }
  }, 120_000)

  test('parameters: the same for the Executor, or 422', async () => {
    for (const parameters of PARAMETERS) {
      for (const path of ['/options', '/loose']) {
        const { ours, theirs, body } = await compare(path, `{"data":[{"id":"a"}],"parameters":${parameters}}`)
        expect({ path, body, answer: ours }).toEqual({ path, body, answer: theirs })
      }
    }
  })

  test('answers: the same types, digits and shapes', async () => {
    for (const name of GIVEN) {
      const { ours, theirs, body } = await compare('/give', `{"data":[{"id":"a","text":"${name}"}]}`)
      expect({ body, answer: ours }).toEqual({ body, answer: theirs })
    }
  })

  test('an integer that no message of docarray v2 holds is refused with its place and all its digits', async () => {
    const body = '{"data":[{"id":"a","tags":{"x":{"y":[9007199254740993]}}}]}'
    const answer = await ask('ours', '/describe', body)
    expect(answer).toMatchObject({ status: 422 })
    expect(JSON.parse(answer.text)).toMatchObject({
      detail: [
        {
          loc: ['body', 'data', 0, 'tags', 'x', 'y', 0],
          msg: expect.stringContaining('9007199254740993') as string,
        },
      ],
    })
  })
})
