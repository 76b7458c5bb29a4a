import { expect, test } from 'vitest'
import { apply, CHAIN, refusal } from '../../test/edits.ts'

test('a text that is no Flow refuses every edit but being replaced', () => {
  expect(refusal('a: [', { type: 'addExecutor', name: 'x' })).toContain('fix it first')
  expect(apply('a: [', { type: 'replaceText', text: CHAIN }).text).toBe(CHAIN)
})

test('an edit that changes nothing leaves the text alone', () => {
  const outcome = apply(CHAIN, { type: 'setField', target: { executor: 'a' }, key: 'uses', value: 'a.ts' })
  expect(outcome.splices).toEqual([])
  expect(outcome.text).toBe(CHAIN)
})

test('several steps are one edit, and change only their own lines', () => {
  const set = (executor: string) =>
    ({ type: 'setField', target: { executor }, key: 'replicas', value: 2 }) as const
  const { text, label } = apply(CHAIN, {
    type: 'several',
    steps: [set('a'), set('c')],
    label: 'Set replicas of 2 Executors',
  })
  expect(text).toBe(
    CHAIN.replace('    uses: a.ts\n', '    uses: a.ts\n    replicas: 2\n').replace(
      '  - name: c\n',
      '  - name: c\n    replicas: 2\n',
    ),
  )
  expect(label).toBe('Set replicas of 2 Executors')
  expect(refusal(CHAIN, { type: 'several', steps: [set('a'), set('nobody')], label: '' })).toContain('nobody')
})

test('an entry moves in the file with its comments, and every edge stays', () => {
  const { text, parsed } = apply(CHAIN, { type: 'moveInList', name: 'b', by: -1 })
  expect(text.indexOf('name: b')).toBeLessThan(text.indexOf('name: a'))
  expect(text).toContain('# b does the work')
  const needs = Object.fromEntries(parsed.spec?.executors.map(({ name, needs }) => [name, needs]) ?? [])
  expect(needs).toEqual({ a: ['gateway'], b: ['a'], c: ['b'] })
  expect(refusal(CHAIN, { type: 'moveInList', name: 'a', by: -1 })).toContain('is the first')
  expect(refusal(CHAIN, { type: 'moveInList', name: 'c', by: -1 })).toContain(
    'answers because it is the last',
  )
})
