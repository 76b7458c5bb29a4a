import { expect, test } from 'vitest'
import {
  addResults,
  collectResults,
  hasOwnParameters,
  joinParameters,
  parametersBytesFor,
  readStruct,
  writeStruct,
} from './parameters.ts'
import type { StructEntries } from './structEntries.ts'

const parametersFor = (executor: string, parameters: Record<string, unknown>) =>
  readStruct(parametersBytesFor(executor, writeStruct(parameters)))

test.each([
  [{ a__k: 1, b__k: 2, k: 3 }, 'a', { k: 1 }],
  [{ a__k: 1, b__k: 2, k: 3 }, 'b', { k: 2 }],
  [{ a__k: 1, b__k: 2, k: 3 }, 'c', { k: 3 }],
  [{ __results__: {}, a__: 1, __a: 2 }, 'a', { __results__: {}, a__: 1, __a: 2 }],
  [{ my__exec__k: 1 }, 'myexec', { k: 1 }],
  [{ a: { k: 1 }, x: 2 }, 'a', { a: { k: 1 }, x: 2, k: 1 }],
])('of %j the Executor %s gets %j', (parameters, executor, expected) => {
  expect(parametersFor(executor, parameters)).toEqual(expected)
})

test('bytes without an address are passed on as they are', () => {
  const bytes = writeStruct({ limit: 3, __results__: {} })
  expect(parametersBytesFor('a', bytes)).toBe(bytes)
  expect(readStruct(parametersBytesFor('a', writeStruct({ a__limit: 1 })))).toEqual({ limit: 1 })
})

test('a key called __proto__ is a key', () => {
  const parameters = JSON.parse('{"__proto__x": 1, "a____proto__": 2}') as Record<string, number>
  expect(Object.getPrototypeOf(parametersFor('a', parameters))).toBe(Object.prototype)
})

test('results of several Executors are put under one key, beside what the caller gave', () => {
  const results: StructEntries = new Map()
  collectResults(writeStruct({ __results__: { 'a/rep-0': { n: 1 } } }), results)
  collectResults(writeStruct({ __results__: { 'b/rep-0': [2], 'a/rep-0': 'later' }, k: 1 }), results)
  expect(readStruct(addResults(writeStruct({ k: 7, __results__: { old: 1 } }), results))).toEqual({
    k: 7,
    __results__: { 'a/rep-0': 'later', 'b/rep-0': [2] },
  })
  const bytes = writeStruct({ k: 1 })
  expect(addResults(bytes, new Map())).toBe(bytes)
})

test.each([
  [{ a__k: 1 }, true],
  [{ __results__: {}, text: 'a__k' }, false],
])('whether %j is meant for one Executor: %j', (parameters, own) => {
  expect(hasOwnParameters(writeStruct(parameters))).toBe(own)
})

test('after a join there are results, though empty ones', () => {
  expect(readStruct(joinParameters(writeStruct({ k: 1 })))).toEqual({ k: 1, __results__: {} })
  const bytes = writeStruct({ __results__: { a: 1 } })
  expect(joinParameters(bytes)).toBe(bytes)
})

test('values are passed on byte by byte, however large they are', () => {
  const value = { deep: [[[{ x: null, y: Array(1000).fill('\u00fc') }]]], n: Number.NaN }
  expect(parametersFor('a', { a__value: value, other: [true] })).toEqual({ value, other: [true] })
})
