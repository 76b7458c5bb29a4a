import { execFileSync } from 'node:child_process'
import { PatternError, PythonPattern } from '@flowdeck/shared'
import { expect, test } from 'vitest'
import { pythonEnvironment } from './pythonEnvironment.ts'

const python = await pythonEnvironment('v1')

/** What Python says of each pattern and text: null when the pattern is an error. */
const ASK = `
import json, re, sys, warnings
warnings.simplefilter('ignore')
answers = []
for pattern, text in json.load(sys.stdin):
    try:
        compiled = re.compile(pattern)
        answers.append([compiled.search(text) is not None, compiled.match(text) is not None])
    except (re.error, OverflowError):
        answers.append(None)
json.dump(answers, sys.stdout)
`

const PARTS = (
  'a b A ä Ä ß k \u212A ſ 1 ٣ _ 😀 . ^ $ | ( ) (?: (?P<n> (?i) (?m) (?s) (?x) (?a) (?i: (?-i: (?s-m: (?#c) [ ] [^ - * + ? *? {2} {,2} {1,} {0} {,} { } , ' +
  '\\A \\Z \\b \\B \\d \\D \\w \\W \\s \\S \\n \\t \\0 \\x41 \\u00e4 \\101 \\1 \\q \\- \\. \\] [a-z] [^\\W] [\\d_] [[:a:]] (?=a) (?<!a) a++ # & ~'
).split(' ')
const CHARACTERS = [
  'a',
  'b',
  'A',
  'k',
  'K',
  'ä',
  'Ä',
  'ß',
  's',
  '1',
  '٣',
  '_',
  ' ',
  '\n',
  '\t',
  '-',
  '😀',
  ']',
  '{',
  ':',
]

/** Numbers from 0 to 1 that are the same in every run. */
function* randomNumbers(seed: number): Generator<number, never> {
  let state = seed
  for (;;) {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    yield state / 4_294_967_296
  }
}

function makeQuestions(count: number): [string, string][] {
  const numbers = randomNumbers(16)
  const below = (most: number) => Math.floor(numbers.next().value * most)
  const some = (from: readonly string[], most: number) =>
    Array.from({ length: below(most + 1) }, () => from[below(from.length)] as string).join('')
  return Array.from({ length: count }, () => [some(PARTS, 7), some(CHARACTERS, 6)])
}

function answerOurselves(pattern: string, text: string): [boolean, boolean] | string {
  try {
    const compiled = new PythonPattern(pattern)
    return [compiled.search(text), compiled.match(text)]
  } catch (thrown) {
    if (thrown instanceof PatternError) return thrown.message
    throw thrown
  }
}

test.skipIf(!python)(
  'random patterns match what they match in Python, and are errors where they are there',
  () => {
    const questions = makeQuestions(40_000)
    const answers = JSON.parse(
      execFileSync(python ?? '', ['-c', ASK], {
        input: JSON.stringify(questions),
        maxBuffer: 1e8,
      }).toString(),
    ) as ([boolean, boolean] | null)[]
    const differences = questions.flatMap(([pattern, text], i) => {
      const own = answerOurselves(pattern, text)
      // What is not supported is an error here alone.
      if (typeof own === 'string' && own.includes('not supported')) return []
      const theirs = answers[i] ?? null
      return JSON.stringify(typeof own === 'string' ? null : own) === JSON.stringify(theirs)
        ? []
        : [{ pattern, text, own, theirs }]
    })
    expect(differences).toEqual([])
    expect(answers.filter((answer) => answer?.[0]).length).toBeGreaterThan(5000)
  },
)
