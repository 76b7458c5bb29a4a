import { expect, test } from 'vitest'
import { parametersBytesFor, parametersFor, readStruct, writeStruct } from './parameters.ts'

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

test('bytes that address nobody are passed on as they are', () => {
  const bytes = writeStruct({ limit: 3, __results__: {} })
  expect(parametersBytesFor('a', bytes)).toBe(bytes)
  expect(readStruct(parametersBytesFor('a', writeStruct({ a__limit: 1 })))).toEqual({ limit: 1 })
})

test('a key called __proto__ is a key', () => {
  const parameters = JSON.parse('{"__proto__x": 1, "a____proto__": 2}') as Record<string, number>
  expect(Object.getPrototypeOf(parametersFor('a', parameters))).toBe(Object.prototype)
})
