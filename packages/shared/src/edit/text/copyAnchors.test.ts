import { describe, expect, test } from 'vitest'
import { apply } from '../../../test/edits.ts'
import { findAnchors } from '../../yaml/findAnchors.ts'
import { parseFlow } from '../../read/parseFlow.ts'

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

describe('an anchor that others use', () => {
  const FLOW = `jtype: Flow
executors:
  - name: a
    uses_with: &shared # both
      batch: 8
  - name: b
    uses_with: *shared # here
    env:
      <<: *shared
  - {name: c, env: {<<: [*shared], A: 1}}
`
  const valuesOf = (text: string, name: string) => {
    const { args } = parseFlow(text).spec?.executors.find((item) => item.name === name) ?? {}
    return { uses_with: args?.['uses_with'], env: args?.['env'] }
  }

  test.each([[['a']], [['a', 'b']]])('goes over to the first that is left when %j is deleted', (names) => {
    const { text } = apply(FLOW, { type: 'removeExecutors', names, reconnect: true })
    for (const name of ['b', 'c'].filter((other) => !names.includes(other)))
      expect(valuesOf(text, name)).toEqual(valuesOf(FLOW, name))
    expect(namesOf(text)).toEqual(['shared'])
  })

  test('goes over when its field is cleared', () => {
    const { text } = apply(FLOW, { type: 'clearField', target: { executor: 'a' }, key: 'uses_with' })
    expect(text).toContain('uses_with: &shared {batch: 8} # here')
    expect(valuesOf(text, 'c')).toEqual(valuesOf(FLOW, 'c'))
  })

  test('stays above its aliases when its Executor moves down', () => {
    const { text } = apply(FLOW, { type: 'moveInList', name: 'a', by: 1 })
    for (const name of ['a', 'b', 'c']) expect(valuesOf(text, name)).toEqual(valuesOf(FLOW, name))
    expect(namesOf(text)).toEqual(['shared'])
    expect(text).toContain('uses_with: # both')
  })

  test('may be that of a whole Executor', () => {
    const flow = 'jtype: Flow\nexecutors:\n  - &x\n    uses: a.ts\n  - *x\n  - {<<: *x, name: c}\n'
    const { text, parsed } = apply(flow, { type: 'removeExecutors', names: ['executor0'], reconnect: true })
    expect(parsed.spec?.executors.map(({ uses }) => uses)).toEqual(['a.ts', 'a.ts'])
    expect(namesOf(text)).toEqual(['x'])
  })

  test('in brackets goes with its entry', () => {
    const flow = 'jtype: Flow\nexecutors: [&x {name: a, replicas: 2}, {name: b}, {<<: *x, name: c}]\n'
    const { text } = apply(flow, { type: 'removeExecutors', names: ['a'], reconnect: true })
    expect(text).toBe('jtype: Flow\nexecutors: [{name: b}, {<<: &x {name: a, replicas: 2}, name: c}]\n')
  })
})

test('signs in texts and comments are no anchors', () => {
  expect(findAnchors('a: "&x" # &y\nb: &z |\n  &no *no\nc: *z\n').map(({ name }) => name)).toEqual(['z', 'z'])
})
