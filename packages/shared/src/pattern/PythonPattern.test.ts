import { describe, expect, test } from 'vitest'
import { PythonPattern } from './PythonPattern.ts'

const search = (pattern: string, text: string) => new PythonPattern(pattern).search(text)
const match = (pattern: string, text: string) => new PythonPattern(pattern).match(text)

// What `re.search` of Python 3.11 answers.
test.each<[string, string, boolean]>([
  ['', '', true],
  ['b', 'abc', true],
  ['(?i)STRASSE|ß', 'Straße', true],
  ['(?i)k', '\u212A', true],
  ['(?i:A)b', 'ab', true],
  ['(?i:A)B', 'ab', false],
  ['(?i)a(?-i:B)', 'AB', true],
  ['(?i)a(?-i:B)', 'Ab', false],
  ['(?ai)é', 'É', false],
  ['(?P<x>a)(?P<y>b)', 'ab', true],
  ['\\Aa', 'ba', false],
  ['a\\Z', 'a\n', false],
  ['a$', 'a\n', true],
  ['a$\\n', 'a\n', true],
  ['a$', 'a\nb', false],
  ['(?m)a$', 'a\nb', true],
  ['(?m)^b', 'a\nb', true],
  ['^b', 'a\nb', false],
  ['a.b', 'a\nb', false],
  ['(?s)a.b', 'a\nb', true],
  ['^.$', '😀', true],
  ['\\bäpfel\\b', 'drei äpfel!', true],
  ['(?a)\\bpfel', 'äpfel', true],
  ['\\bpfel', 'äpfel', false],
  ['a\\Bb', 'ab', true],
  ['\\B', '', false],
  ['\\b', '', false],
  ['^\\d+$', '٣4', true],
  ['(?a)^\\d+$', '٣', false],
  ['^\\w+$', 'naïve_二', true],
  ['^\\s$', '\u00A0', true],
  ['^[\\W\\d]+$', '1-2', true],
  ['[]a]', ']', true],
  ['[^]a]', ']', false],
  ['[a\\-z]', '-', true],
  ['^[a-]$', '-', true],
  ['[[:alpha:]]', 'a', false],
  ['[[:alpha:]]', ':]', true],
  ['(?i)[^a]', 'A', false],
  ['[\\b]', '\b', true],
  ['\\x41\\u0042\\U00000043\\103\\0', 'ABCC\0', true],
  ['^a{2}$', 'aa', true],
  ['^a{,2}$', 'aaa', false],
  ['^a{2,}$', 'aaa', true],
  ['^a{,}$', 'aaa', true],
  ['^a{}$', 'a{}', true],
  ['^a{x}$', 'a{x}', true],
  ['^{1$', '{1', true],
  ['^(a*)*$', 'aab', false],
  ['^(?:)*$', '', true],
  ['a*?b', 'ab', true],
  ['(?x) a b # c\n c', 'abc', true],
  ['(?x)a\\ [ ]b', 'a  b', true],
  ['a(?#c)*b', 'aab', true],
  ['^(|a)b$', 'b', true],
  ['(?i)(?m)^B', 'a\nb', true],
])('search of %j in %j is %j', (pattern, text, expected) => {
  expect(search(pattern, text)).toBe(expected)
})

test.each<[string, string, boolean]>([
  ['foo', 'foobar', true],
  ['foo', 'a foo', false],
  ['a|foo', 'foo', true],
  ['foo\\Z', 'foobar', false],
  ['(?m)^b', 'a\nb', false],
])('match of %j in %j is %j', (pattern, text, expected) => {
  expect(match(pattern, text)).toBe(expected)
})

test.each<[string, string]>([
  [
    '(a)\\1',
    'the backreference \\1 at character 4 is not supported; write out what it may repeat, as in aa|bb',
  ],
  ['(?P<x>a)(?P=x)', 'the backreference (?P=x) at character 9'],
  ['a(?=b)', 'the lookaround (?=…) at character 2 is not supported'],
  ['(?!b)', 'the lookaround (?!…) at character 1'],
  ['(?<=b)a', 'the lookaround (?<=…) at character 1'],
  ['(?<!b)a', 'the lookaround (?<!…) at character 1'],
  ['(a)?(?(1)b|c)', 'the condition on a group at character 5'],
  ['(?>a)', 'the atomic group at character 1'],
  ['a++', 'the possessive repetition at character 2'],
  ['(?<x>a)', 'a name is written (?P<name>…)'],
  ['(?P<1x>a)', 'needs a name'],
  ['(?P<x>a)(?P<x>b)', 'is taken by another one'],
  ['(a', 'the bracket at character 1 is not closed'],
  ['a)', 'the bracket at character 2 closes nothing'],
  ['[a', 'the bracket at character 1 is not closed'],
  ['[z-a]', 'has no order'],
  ['[a-\\d]', 'has no order'],
  ['*a', 'there is nothing to repeat at character 1'],
  ['a|{2}', 'there is nothing to repeat'],
  ['^*', 'there is nothing to repeat'],
  ['a**', 'is repeated already'],
  ['a{2}{3}', 'is repeated already'],
  ['a{3,2}', 'are in the wrong order'],
  ['a(?i)', 'flags for the whole pattern stand at its beginning'],
  ['(?L)a', 'is for bytes'],
  ['(?-:a)', 'of no kind that Python knows'],
  ['\\q', '\\q at character 1 has no meaning in Python'],
  ['\\p{L}', '\\p at character 1 has no meaning in Python'],
  ['\\', 'nothing follows the backslash'],
  ['\\x4', 'names no character'],
  ['\\U00110000', 'names no character'],
  ['\\777', 'names no character'],
  ['\\N{DASH}', 'names of characters'],
  ['(a{1000}){1000}', 'it is too large'],
  ['a{99999999999999999999}', 'it is too large'],
  ['('.repeat(300), 'nested too deeply'],
  ['a'.repeat(10_001), 'it has 10001 characters; at most 10000'],
])('%j is refused: %s', (pattern, reason) => {
  expect(() => new PythonPattern(pattern)).toThrow(reason)
})

describe('no pattern takes exponential time', () => {
  test.each([
    '(a+)+$',
    '(a|a)*b',
    '(a|aa)+$',
    '(a*)*b',
    '(.*a){20}c',
    '(?:a?){30}a{30}b',
    '([a-z]+)*[0-9]',
    `${'(a*)*'.repeat(90)}b`,
    `${'a?'.repeat(200)}${'a'.repeat(200)}b`,
  ])('%s', (pattern) => {
    expect(search(pattern, `${'a'.repeat(2000)}!`)).toBe(false)
  })
})
