import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Float, type ExactJson } from './Float.ts'
import { JsonReader, JsonSyntaxError, TooManyItems, parseJson } from './JsonReader.ts'
import { writeJson } from './writeJson.ts'

test.each<[string, ExactJson]>([
  ['1', 1],
  ['1.0', new Float(1)],
  ['-0', 0],
  ['-0.0', new Float(-0)],
  ['1e5', new Float(100_000)],
  ['0.1', 0.1],
  ['9007199254740991', 9007199254740991],
  ['9007199254740993', 9007199254740993n],
  ['-9223372036854775808', -9223372036854775808n],
  ['9007199254740993.0', new Float(9007199254740992)],
  ['1e400', Infinity],
  ['NaN', NaN],
  ['-Infinity', -Infinity],
  ['[Infinity, "NaN"]', [Infinity, 'NaN']],
  ['{"a": 1, "a": 2}', { a: 2 }],
  ['"\\ud83d\\ude00\\u00e9\\/"', '😀é/'],
  [
    ` [${'0.5,'.repeat(40)}1, 2.0, 9007199254740993] `,
    [...Array<number>(40).fill(0.5), 1, new Float(2), 9007199254740993n],
  ],
])('%s is read without loss', (text, value) => {
  expect(parseJson(text)).toEqual(value)
})

// Messages and places are those of Python's json.
test.each([
  ['{', 'Expecting property name enclosed in double quotes', 1],
  ['{"data":[}', 'Expecting value', 9],
  ['{"text":"a}', 'Unterminated string starting at', 8],
  ['["😀", x]', 'Expecting value', 6],
  ['{"a":01}', "Expecting ',' delimiter", 6],
  ['{"a" 1}', "Expecting ':' delimiter", 5],
  ['{"a":1} x', 'Extra data', 8],
  ['"a\nb"', 'Invalid control character at', 2],
  ['"\\x"', 'Invalid \\escape', 1],
  ['"\\u12"', 'Invalid \\uXXXX escape', 2],
  ['[1,]', 'Expecting value', 3],
  ['', 'Expecting value', 0],
  ['"\\ud800"', 'Half a surrogate pair, which is no character', 1],
  ['['.repeat(300), 'Nested deeper than 256 levels', 256],
  ['1'.repeat(5000), 'An integer of more than 4300 digits', 0],
])('%s is refused with its place [FI-36]', (text, message, offset) => {
  expect(() => parseJson(text)).toThrow(new JsonSyntaxError(message, offset))
  try {
    parseJson(text)
  } catch (thrown) {
    expect((thrown as JsonSyntaxError).offset).toBe(offset)
  }
})

test('what JSON.parse reads is read alike, and what it refuses is refused or is Python’s own', () => {
  fc.assert(
    fc.property(
      fc.json({ maxDepth: 4 }),
      fc.integer({ min: 0, max: 50 }),
      fc.string({ maxLength: 2 }),
      (json, at, put) => {
        for (const text of [json, json.slice(0, at) + put + json.slice(at)]) {
          let expected: unknown
          try {
            expected = JSON.parse(text)
          } catch {
            continue
          }
          expect(JSON.parse(JSON.stringify(parseJson(text), asNumbers))).toEqual(
            JSON.parse(JSON.stringify(expected)),
          )
        }
      },
    ),
    { numRuns: 300 },
  )
})

function asNumbers(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value
}

test('what is written is read again with the same types', () => {
  const leaf = fc.oneof(
    fc.double(),
    fc.maxSafeInteger(),
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n }),
    fc.integer().map((value) => new Float(value)),
    fc.string({ unit: 'grapheme' }),
    fc.boolean(),
    fc.constant(null),
  )
  const { value } = fc.letrec<{ value: ExactJson }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      leaf as fc.Arbitrary<ExactJson>,
      fc.array(tie('value')),
      fc.dictionary(fc.string(), tie('value'), { noNullPrototype: true }),
    ),
  }))
  fc.assert(
    fc.property(value, (exact) => {
      const whole = (n: number) => (Number.isInteger(n) && !Number.isSafeInteger(n)) || Object.is(n, -0)
      fc.pre(!(typeof exact === 'number' && whole(exact)))
      const text = writeJson(exact, 'python')
      expect(writeJson(parseJson(text), 'python')).toBe(text)
    }),
    { numRuns: 300 },
  )
})

test('reading goes on where it stopped at a deadline', () => {
  const text = JSON.stringify(
    Array.from({ length: 5000 }, (_, i) => ({ id: String(i), list: [i, [i + 0.5]] })),
  )
  const reader = new JsonReader(text)
  let slices = 1
  while (!reader.read(0)) slices++
  expect(slices).toBeGreaterThan(10)
  expect(reader.value).toEqual(JSON.parse(text))
})

test.each(['{"data":[', '{"data":{"docs":[', '{"a":[1],"data":['])(
  '%s… ends at the limit of documents',
  (start) => {
    const read = (count: number) => new JsonReader(start + Array(count).fill('{}').join(','), 3).read()
    expect(() => read(4)).toThrow(TooManyItems)
    expect(() => read(3)).toThrow(JsonSyntaxError)
  },
)
