import { expect, it } from 'vitest'
import { parseJson, parseJsonObject } from './parseJson.ts'

const where = (text: string) => {
  const parsed = parseJson(text)
  return 'problem' in parsed ? [parsed.problem.line, parsed.problem.column] : null
}

it.each(['1', '-0.5e+3', '"a\\u00e9\\n"', ' { "a" : [ 1 , true , null , { } , [ ] ] } ', '[]'])(
  'reads %j as JSON.parse does',
  (text) => {
    expect(parseJson(text)).toMatchObject({ value: JSON.parse(text) })
  },
)

it.each([
  ['', [1, 1]],
  ['{\n  "a": 1,\n}', [3, 1]],
  ['{"a" 1}', [1, 6]],
  ["{'a': 1}", [1, 2]],
  ['[1 2]', [1, 4]],
  ['{"a": 01}', [1, 8]],
  ['{"a": "b', [1, 7]],
  ['{} {}', [1, 4]],
  ['{"a": nul}', [1, 7]],
  ['["\\q"]', [1, 3]],
])('says where %j goes wrong', (text, expected) => {
  expect(() => JSON.parse(text) as unknown).toThrow()
  expect(where(text)).toEqual(expected)
})

it('refuses nesting that could exhaust the stack', () => {
  expect(parseJson('['.repeat(100_000))).toMatchObject({
    problem: { message: expect.stringContaining('64') },
  })
})

it('takes blank parameters as none', () => {
  expect(parseJsonObject('  \n')).toMatchObject({ value: {} })
})

it('wants an object and says what it found', () => {
  expect(parseJsonObject('\n [1]')).toMatchObject({
    problem: { line: 2, column: 2, message: 'expected an object in { }, found a list' },
  })
})
