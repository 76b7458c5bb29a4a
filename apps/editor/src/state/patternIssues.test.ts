import { expect, onTestFinished, test } from 'vitest'
import { useDocument } from './documentStore.ts'
import { watchPatterns } from './patternIssues.ts'
import { readFlow } from './readFlow.ts'

const flow = (pattern: string) =>
  readFlow(`jtype: Flow\nexecutors:\n  - name: a\n    when: {text: {$regex: '${pattern}'}}\n`)
const issues = () => useDocument.getState().parsed.issues.map(({ message }) => message)

test('a pattern that Python refuses becomes a problem of the Flow and marks its node', () => {
  useDocument.setState({ parsed: flow('(a') })
  onTestFinished(watchPatterns())
  const bad = '"when" of "a": $regex "(a": the bracket at character 1 is not closed.'
  expect(issues()).toEqual([bad])
  expect(useDocument.getState().model.executors[0]?.errors).toBe(1)
  useDocument.setState({ parsed: flow('(a)') })
  expect(issues()).toEqual([])
  useDocument.setState({ parsed: flow('(a') })
  expect(issues()).toEqual([bad])
})
