import { expect, test } from 'vitest'
import { apply } from '../../../test/edits.ts'
import { parseFlow } from '../../read/parseFlow.ts'

const COMMENTS = `jtype: Flow
executors: [
  # about a
  {name: a}, # eol a
  # about b
  {name: b}, # eol b
  # about c
  {name: c} # eol c
]
`
const commentsOf = (text: string) => [...text.matchAll(/# (?:about|eol) (\w)/g)].map(([comment]) => comment)

test.each(['a', 'b', 'c'])('deleting %s between brackets takes its own comments and no others', (name) => {
  const { text } = apply(COMMENTS, { type: 'removeExecutors', names: [name], reconnect: true })
  expect(commentsOf(text)).toEqual(commentsOf(COMMENTS).filter((comment) => !comment.endsWith(name)))
  for (const kept of ['a', 'b', 'c'].filter((other) => other !== name))
    expect(text).toMatch(new RegExp(`# about ${kept}\\n  \\{name: ${kept}[^\\n]*\\},? # eol ${kept}`))
  expect(parseFlow(text).spec?.executors).toHaveLength(2)
})

test('an Executor added between brackets leaves the comments beside their neighbours', () => {
  const { text } = apply(COMMENTS, { type: 'duplicate', names: ['c'] })
  for (const kept of ['a', 'b', 'c'])
    expect(text).toMatch(new RegExp(`# about ${kept}\\n  \\{name: ${kept}[^\\n]*\\},? # eol ${kept}`))
  expect(parseFlow(text).spec?.executors).toHaveLength(4)
})

test('a key that comes or goes between brackets leaves the comments of the others', () => {
  const flow = `jtype: Flow
executors: [{
  # about a
  name: a, # eol a
  # about b
  replicas: 2, # eol b
  # about c
  shards: 3 # eol c
  }]
`
  const without = apply(flow, { type: 'clearField', target: { executor: 'a' }, key: 'replicas' }).text
  expect(commentsOf(without)).toEqual(commentsOf(flow).filter((comment) => !comment.endsWith('b')))
  const more = apply(flow, { type: 'setField', target: { executor: 'a' }, key: 'uses', value: 'a.ts' }).text
  expect(commentsOf(more)).toEqual(commentsOf(flow))
  expect(more).toMatch(/shards: 3, # eol c\n/)
})

const remove = (text: string, ...names: string[]) =>
  apply(text, { type: 'removeExecutors', names, reconnect: true }).text

test.each([
  [
    'a comment behind a comma on the next line',
    'executors: [\n  {name: a} # eol a\n  , {name: b} # eol b\n  , {name: c}]\n',
    'b',
    'executors: [\n  {name: a} # eol a\n  , {name: c}]\n',
  ],
  [
    'a trailing comma',
    'executors: [\n  {name: a},\n  {name: b}, # eol b\n]\n',
    'b',
    'executors: [\n  {name: a},\n]\n',
  ],
  [
    'no trailing comma, as in JSON',
    '{"executors": [\n  {"name": "a"},\n  {"name": "b"}\n]}\n',
    'b',
    '{"executors": [\n  {"name": "a"}\n]}\n',
  ],
  [
    'entries that share a line',
    'executors: [{name: a}, {name: b}, # eol b\n  {name: c}]\n',
    'a',
    'executors: [{name: b}, # eol b\n  {name: c}]\n',
  ],
  [
    'a heading in brackets',
    'executors: [ # opens\n  # heading\n\n  # about a\n  {name: a},\n  # second\n\n  {name: b},\n  # tail\n]\n',
    'a',
    'executors: [ # opens\n  # heading\n\n  # second\n\n  {name: b},\n  # tail\n]\n',
  ],
  [
    'a heading of a list, and a comment of its first entry',
    'executors: # opens\n  # heading\n\n  # about a\n  - name: a\n  # about b\n  - name: b\n',
    'a',
    'executors: # opens\n  # heading\n\n  # about b\n  - name: b\n',
  ],
  [
    'the only entry',
    'executors: # opens\n  # heading\n\n  # about a\n  - name: a # eol a\n  # tail\nwith: {}\n',
    'a',
    'executors: [] # opens\n  # heading\n\n  # tail\nwith: {}\n',
  ],
  [
    'the only entry in brackets',
    'executors: [ # opens\n  # about a\n  {name: a}, # eol a\n  # tail\n]\n',
    'a',
    'executors: [ # opens\n  # tail\n]\n',
  ],
  [
    'a disabled neighbour',
    'executors:\n  # flowdeck:disabled a\n  # - name: a\n  # flowdeck:end a\n  - name: b\n  - name: c\n',
    'b',
    'executors:\n  # flowdeck:disabled a\n  # - name: a\n  # flowdeck:end a\n  - name: c\n',
  ],
])('what stands around a removed entry stays: %s', (_, before, name, after) => {
  expect(remove(before, name)).toBe(after)
})

test('an entry that moves between brackets takes its comments along and leaves the other lines alone', () => {
  const { text } = apply(COMMENTS, { type: 'moveInList', name: 'b', by: -1 })
  expect(text).toBe(`jtype: Flow
executors: [
  # about b
  {name: b, needs: a}, # eol b
  # about a
  {name: a, needs: gateway}, # eol a
  # about c
  {name: c, needs: b} # eol c
]
`)
})

test('an Executor is added to an empty list between its comments', () => {
  const { text } = apply('jtype: Flow\nexecutors: [\n  # none yet\n]\n', { type: 'addExecutor', name: 'a' })
  expect(text).toBe('jtype: Flow\nexecutors: [\n  # none yet\n  {name: a}]\n')
})

test('a name is written above the comment of the first key', () => {
  const flow = 'jtype: Flow\nexecutors:\n  -\n    # about uses\n    uses: a.ts\n'
  const { text } = apply(flow, { type: 'renameExecutor', from: 'executor0', to: 'a' })
  expect(text).toBe('jtype: Flow\nexecutors:\n  -\n    name: a\n    # about uses\n    uses: a.ts\n')
})

test('a value that replaces several lines keeps the comment behind its key', () => {
  const flow =
    'jtype: Flow\nexecutors:\n  - name: a\n    uses: # about uses\n      jtype: X\n    env: {T: x}\n'
  const { text } = apply(flow, { type: 'setField', target: { executor: 'a' }, key: 'uses', value: 'a.ts' })
  expect(text).toContain('    uses: a.ts # about uses\n    env:')
})
