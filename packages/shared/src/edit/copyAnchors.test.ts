import { expect, test } from 'vitest'
import { apply } from '../../test/edits.ts'
import { findAnchors } from '../yaml/findAnchors.ts'
import { parseFlow } from '../yaml/parseFlow.ts'

const namesOf = (text: string) =>
  findAnchors(text)
    .filter(({ kind }) => kind === 'anchor')
    .map(({ name }) => name)

test('a copy of an Executor with an anchor holds the values, and no second anchor of that name', () => {
  const flow = `jtype: Flow
executors:
  - name: a
    uses_with: &shared
      batch: 8
  - name: b
    uses_with: *shared
`
  const { text } = apply(flow, { type: 'duplicate', names: ['a'] })
  expect(namesOf(text)).toEqual(['shared'])
  expect(parseFlow(text).spec?.executors.map(({ args }) => args['uses_with'])).toEqual([
    { batch: 8 },
    { batch: 8 },
    { batch: 8 },
  ])
})

test('an anchor that is used within the copy gets a free name there', () => {
  const flow = `jtype: Flow
executors:
  - name: a
    uses_with: {x: &x [1, "&x *x"], y: *x, x1: &x1 2}
`
  const { text } = apply(flow, { type: 'duplicate', names: ['a'] })
  expect(new Set(namesOf(text)).size).toBe(namesOf(text).length)
  const [first, second] = parseFlow(text).spec?.executors.map(({ args }) => args['uses_with']) ?? []
  expect(second).toEqual(first)
  expect(second).toEqual({ x: [1, '&x *x'], y: [1, '&x *x'], x1: 2 })
})

test('signs in texts and comments are no anchors', () => {
  expect(findAnchors('a: "&x" # &y\nb: &z |\n  &no *no\nc: *z\n').map(({ name }) => name)).toEqual(['z', 'z'])
})
