import { describe, expect, test } from 'vitest'
import { planEdit } from '../edit/planEdit.ts'
import { parseFlow } from '../read/parseFlow.ts'
import { padContinuations } from './padContinuations.ts'
import { parseYaml } from './parseYaml.ts'

// The values are those of Jina 3.34 (PyYAML 6, every line end doubled).
describe('what PyYAML reads inside of brackets and quotes', () => {
  test.each([
    ['a: [\n1, 2\n]\nb: 2\n', { a: [1, 2], b: 2 }],
    ['a:\n  b: [\n  1,\n 2\n]\n  c: 3\n', { a: { b: [1, 2], c: 3 } }],
    ['a: {\nx: 1\n}\nb: 1\n', { a: { x: 1 }, b: 1 }],
    ['- a: [\n x]\n', [{ a: ['x'] }]],
    ['a: [x\n#c\n, y]\n', { a: ['x', 'y'] }],
    ['a: "x\ny"\nb: 1\n', { a: 'x\ny', b: 1 }],
    ["a: 'x\n\ny'\n", { a: 'x\n\n\ny' }],
    ['a:\n  b: "q\n w"\n', { a: { b: 'q\nw' } }],
    ['a: {x: "1\n2"}\n', { a: { x: '1\n2' } }],
    ['a: [\n"x\ny",\n{k: [\n]}]\n', { a: ['x\ny', { k: [] }] }],
    ['a: [-]\n', { a: ['-'] }],
    ['a: [-, {b: -}]\n', { a: ['-', { b: '-' }] }],
    ['a: [?a]\n', { a: [{ a: null }] }],
    ['a: {?x: 1, -: 2}\n', { a: { x: 1, '-': 2 } }],
  ])('%j', (text, value) => {
    const { issues, value: read } = parseYaml(text)
    expect(issues).toEqual([])
    expect(read).toEqual(value)
  })

  test.each(['a: [- , 1]\n', 'a: [\n1\nb: 2\n', 'a: "x\ny\n', 'a:\n b: c\n d\n e: 1\n', 'a: [x]\n ]\n'])(
    '%j is refused still',
    (text) => {
      expect(parseYaml(text).issues).not.toEqual([])
    },
  )
})

test('brackets and quotes in texts, comments and block texts change nothing', () => {
  for (const text of [
    "a: it's [\nb: 1\n",
    '# [ "\na: 1\n',
    'a: |\n  [\n  "\nb: 1\n',
    'a: x"y\nb: "z"\n',
    'a: >-\n  {\nb: 1\n',
  ])
    expect(padContinuations(text)).toBeNull()
})

const FLOW = `jtype: Flow
executors:
  - name: a
    uses_with: {
  # kept
  size: 1,
  names: [x, -]
}
    env: {TEXT: "one
two"}
  - name: b
`

test('a problem stands where it is in the text as written', () => {
  const { issues } = parseFlow(FLOW.replace('  - name: b', '  - name: b\n    replicas: many'))
  expect(issues.map(({ code, range }) => [code, range.line, range.column])).toEqual([['wrong-type', 12, 15]])
})

test('an edit leaves every other line as it was', () => {
  const parsed = parseFlow(FLOW)
  const edits = [
    [
      { type: 'setField', target: { executor: 'a' }, key: 'uses_with', path: ['size'], value: 2 },
      ['size: 1', 'size: 2'],
    ],
    [
      { type: 'setField', target: { executor: 'a' }, key: 'uses_with', path: ['names', 1], value: 'y' },
      ['x, -', 'x, y'],
    ],
    [{ type: 'renameExecutor', from: 'a', to: 'c' }, ['name: a', 'name: c']],
    [
      { type: 'setField', target: { executor: 'b' }, key: 'replicas', value: 2 },
      ['name: b\n', 'name: b\n    replicas: 2\n'],
    ],
  ] as const
  for (const [edit, [from, to]] of edits) {
    const outcome = planEdit(parsed, edit)
    expect('refused' in outcome ? outcome.refused : outcome.parsed.text).toBe(FLOW.replace(from, to))
  }
})

test('offsets behind what was put in lead back to the characters as written', () => {
  const text = 'a: [\nx, -]\n'
  const { text: padded, original } = padContinuations(text) ?? { text: '', original: () => -1 }
  expect(padded).toBe('a: [\n x, "-"]\n')
  for (const [offset, char] of padded.split('').entries())
    if (!' "'.includes(char)) expect(text[original(offset)]).toBe(char)
})
