import { expect, test } from 'vitest'
import { parseFlow } from '../read/parseFlow.ts'
import { checkPatterns } from './checkPatterns.ts'

const flow = (when: string) =>
  parseFlow(
    `jtype: Flow\nexecutors:\n  - name: a\n    when: ${when}\n  - name: b\n    when: {text: {$eq: x}}\n`,
  )

test('names a pattern that Python refuses, at its line', () => {
  const parsed = flow(`{$or: [{text: {$eq: a}}, {text: {$regex: '(a'}}]}`)
  expect(parsed.issues).toEqual([])
  expect(checkPatterns(parsed)).toMatchObject([
    {
      code: 'bad-condition',
      severity: 'error',
      message: '"when" of "a": $regex "(a": the bracket at character 1 is not closed.',
      executor: 'a',
      range: { line: 4 },
    },
  ])
})

test.each([`{text: {$regex: '(?i)^(?P<name>a)\\Z'}}`, '{}', '', 'text', '{text: {$regex: 1}}'])(
  'finds nothing in %s',
  (when) => {
    expect(checkPatterns(flow(when))).toEqual([])
  },
)
