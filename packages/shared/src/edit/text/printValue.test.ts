import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ExactNumber } from '../../value/exactNumber.ts'
import type { YamlValue } from '../../value/yamlValue.ts'
import { parseYaml } from '../../yaml/parseYaml.ts'
import { rescalar, rescalarDeep } from '../../yaml/rescalar.ts'
import { printInline, printItem, printPair } from './printValue.ts'
import { yamlEqual } from './yamlEqual.ts'

describe('a text is written as plainly as Jina’s readings allow', () => {
  test.each([
    ['encoder', 'encoder'],
    ['./my dir/exec.ts:Class', './my dir/exec.ts:Class'],
    ['0.0.0.0', '0.0.0.0'],
    ['${{ ENV.TOKEN }}', '${{ ENV.TOKEN }}'],
    ['123', `"''''123''''"`],
    ['true', `"''''true''''"`],
    ['', `"''''''''"`],
    ['[1, 2]', `"''''[1, 2]''''"`],
    ['yes', '"yes"'],
    ['2024-01-01', '"2024-01-01"'],
    ['null', '"null"'],
    ['hi !there', String.raw`"hi \x21there"`],
    ['C:\\temp', 'C:\\temp'],
    ['say "hi": now', `'say "hi": now'`],
  ])('%j is %s', (value, printed) => {
    expect(printInline(value, false)).toBe(printed)
  })
})

test.each([
  [ExactNumber.float(1), '1.0'],
  [ExactNumber.float(-0), '-0.0'],
  [ExactNumber.integer(9007199254740993n), '9007199254740993'],
  [ExactNumber.float(1e17), '1.0e+17'],
  [1e-7, '1.0e-07'],
  [Number.NaN, '.nan'],
  [Number.NEGATIVE_INFINITY, '-.inf'],
])('the number %s keeps its type and digits', (number, printed) => {
  expect(printInline(number, false)).toBe(printed)
})

// Jina 3.x: `parse_arg` strips quotes only from texts of one line, so that nothing is read as one of these.
test.each(['0\n', '\n1', "'a'\n", '[1,\n2]', 'inf\n', '\r\n7'])(
  'the text %j, which Jina reads as something else however it is quoted, is refused',
  (value) => {
    expect(() => printInline(value, false)).toThrow('Remove the line ends')
  },
)

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: fc.constantFrom(...'\'"[]{},:#!&*?|>-%@`~ \n\t\r\\$0.eE+_xn'.split('')), maxLength: 8 }),
  fc.constantFrom(
    '1:30',
    '0x1f',
    '1_000',
    '.inf',
    'NaN',
    '0o7',
    '<<',
    '=',
    'off',
    '---',
    '...',
    '2024-01-01',
  ),
)
/** Of texts with a line end, those that Jina reads as something else cannot be written. */
const text = anyText.filter((word) => !word.includes('\n') || rescalar(word) === word)
const value = fc.letrec<{ value: YamlValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    text,
    fc.integer(),
    fc.double().map((number) => ExactNumber.float(number)),
    fc.bigInt().map((number) => ExactNumber.integer(number)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      text.filter((key) => key !== '__proto__'),
      tie('value'),
      { maxKeys: 3, noNullPrototype: true },
    ),
  ),
})).value

const read = (yaml: string) => rescalarDeep(parseYaml(yaml).value)

test('any value is read again as itself, in brackets, below a key and as an entry', () => {
  fc.assert(
    fc.property(value, (wanted) => {
      const inBrackets = `[${printInline(wanted, true)}]`
      expect(yamlEqual(read(inBrackets), [wanted]), inBrackets).toBe(true)
      const pair = printPair('key', wanted, 2).join('\n')
      expect(yamlEqual(read(pair), { key: wanted }), pair).toBe(true)
      const item = printItem(wanted, 0).join('\n')
      expect(yamlEqual(read(item), [wanted]), item).toBe(true)
    }),
    { numRuns: 500 },
  )
})
