import { expect, test } from 'vitest'
import { parseJson } from './parseJson.ts'
import { losesByParsing, printWritten } from './writtenJson.ts'

function written(text: string) {
  const read = parseJson(text)
  if ('problem' in read) throw new Error(read.problem.message)
  return read.written
}

test.each(['1.0', '-0', '1e5', '9007199254740993', '1e400', '[{"a": 0.10}]', String.raw`"\ud83d"`])(
  '%s would be changed by JavaScript',
  (text) => {
    expect(losesByParsing(written(text))).toBe(true)
  },
)

test.each(['1', '-1.5', '"1.0"', '[{"a": 0.1}, null, true]', '"😀"', String.raw`"\ud83d\ude00"`])(
  '%s would not be changed by JavaScript',
  (text) => {
    expect(losesByParsing(written(text))).toBe(false)
  },
)

test('is printed with all its digits, whole characters and the last of two equal keys', () => {
  const text = String.raw`{"a": [1.0, -0, 9007199254740993, 1e400], "b": {}, "c": "\ud83d\n", "b": []}`
  expect(printWritten(written(text))).toBe(`{
  "a": [
    1.0,
    -0.0,
    9007199254740993,
    1e400
  ],
  "b": {},
  "c": "�\\n",
  "b": []
}`)
})
