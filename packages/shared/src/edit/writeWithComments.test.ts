import { expect, test } from 'vitest'
import { apply } from '../../test/edits.ts'
import { parseFlow } from '../yaml/parseFlow.ts'

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
