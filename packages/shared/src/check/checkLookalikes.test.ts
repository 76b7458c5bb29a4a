import { expect, test } from 'vitest'
import { parseFlow } from '../read/parseFlow.ts'

const lookalikes = (...names: string[]) =>
  parseFlow(`jtype: Flow\nexecutors:\n${names.map((name) => `  - name: ${name}\n`).join('')}`).issues.filter(
    ({ code }) => code === 'lookalike-name',
  )

test.each([
  ['a Cyrillic o', 'coder', 'c\u043Eder', 'U+043E', 'coder_2'],
  ['a Greek A', 'Ab', '\u0391b', 'U+0391', 'Ab_2'],
  ['a letter in two parts', '\u00E9', 'e\u0301', 'U+0065', '\u00E9_2'],
  ['a wide letter', 'a1', '\uFF411', 'U+FF41', 'a1_2'],
])('%s is told by its code, and renamed', (_, first, second, code, to) => {
  const [issue, ...more] = lookalikes(first, second)
  expect(more).toEqual([])
  expect(issue).toMatchObject({ severity: 'warning', executor: second, range: { line: 4 } })
  expect(issue?.message).toContain(`"${first}" (line 3)`)
  expect(issue?.message).toContain(`is ${code}.`)
  expect(issue?.fixes?.[0]?.edits).toEqual([{ type: 'renameExecutor', from: second, to }])
})

test.each([
  [['coder', 'encoder']],
  [['\u043A\u043E\u0434\u0435\u0440', 'coder']],
  [['l1', 'I1', 'O0']],
  [['a', 'a']],
])('%j are names of their own', (names) => {
  expect(lookalikes(...names)).toEqual([])
})
