import { expect, test } from 'vitest'
import type { JsonObject } from '../data/document.ts'
import { checkSchemas, describeMismatch } from './checkSchemas.ts'
import { wordsOf } from '../words/sentence.ts'
import { readEndpointSchemas } from './endpointSchemas.ts'

const model = (properties: JsonObject): JsonObject => ({ title: 'A', type: 'object', properties })
const executor = (endpoints: Record<string, [input: JsonObject, output: JsonObject]>) =>
  readEndpointSchemas(
    Object.fromEntries(
      Object.entries(endpoints).map(([endpoint, [input, output]]) => [
        endpoint,
        {
          input: { name: 'A', model: model(input) },
          output: { name: 'A', model: model(output) },
          is_generator: false,
        },
      ]),
    ),
  )
const text = { text: { type: 'string' } }
const check = (a: ReturnType<typeof executor>, b: ReturnType<typeof executor>) =>
  checkSchemas(
    { 'start-gateway': ['a'], a: ['b'], b: ['end-gateway'] },
    new Map([
      ['a', a],
      ['b', b],
    ]),
  ).map((mismatch) => wordsOf(describeMismatch(mismatch)))

test('the same properties fit', () => {
  expect(check(executor({ '/x': [text, text] }), executor({ '/x': [text, {}] }))).toEqual([])
})

test('what is missing, too much or of another type is named', () => {
  const upstream = executor({ '/x': [text, { ...text, more: { type: 'string' }, n: { type: 'integer' } }] })
  const downstream = executor({ '/x': [{ ...text, n: { anyOf: [] }, wanted: { $ref: '#/$defs/B' } }, text] })
  expect(check(upstream, downstream)).toEqual([
    'what "a" puts out at /x is not what "b" takes: "wanted" is wanted and not there; "more" is there and not wanted; "n" is integer and should be optional',
  ])
})

test('the same mismatch at several endpoints is one', () => {
  const none = executor({ '/x': [text, {}], '/y': [text, {}] })
  expect(check(none, executor({ '/x': [text, text], '/y': [text, text] }))).toEqual([
    'what "a" puts out at /x, /y is not what "b" takes: "text" is wanted and not there',
  ])
})

test('an endpoint that the next one lacks is a mismatch, unless that one has a default', () => {
  expect(check(executor({ '/x': [text, text] }), executor({ '/y': [text, text] }))).toEqual([
    'what "a" puts out at /x is not what "b" takes: "b" has no endpoint /x, and no /default for it',
  ])
  expect(check(executor({ '/x': [text, text] }), executor({ '/default': [{}, text] }))).toEqual([])
  expect(check(executor({ '/default': [text, text] }), executor({ '/y': [{}, text] }))).toEqual([])
})

test('the classes of docarray v1 and Executors that tell nothing fit everything', () => {
  const v1 = {
    '/x': {
      input: { name: 'PydanticDocument', model: { definitions: { PydanticDocument: {} } } },
      output: {},
    },
  }
  const told = readEndpointSchemas(v1)
  expect(told.get('/x')).toMatchObject({ input: null })
  expect(check(told, executor({ '/y': [text, text] }))).toEqual([])
  expect(check(readEndpointSchemas({}), executor({ '/x': [text, text] }))).toEqual([])
})

test('a Gateway gives its schemas without names', () => {
  const read = readEndpointSchemas({
    '/x': { input: model(text), output: model({}), is_generator: true },
    _jina_dry_run_: {},
  })
  expect([...read]).toEqual([
    ['/x', { input: model(text), output: model({}), parameters: null, generator: true, single: false }],
  ])
})
