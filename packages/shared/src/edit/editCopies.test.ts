import { describe, expect, test } from 'vitest'
import type { FlowSpec } from '../model/flowModel.ts'
import { parseFlow } from '../read/parseFlow.ts'
import { copyAsYaml } from './editCopies.ts'
import { apply, CHAIN, changed, refusal } from '../../test/edits.ts'

test('copies never take the exit and keep the wires among themselves', () => {
  const { text, added } = apply(CHAIN, { type: 'duplicate', names: ['b', 'c'] })
  expect(added).toEqual(['b1', 'c1'])
  const spec = parseFlow(text).spec as FlowSpec
  expect(spec.executors.map((e) => [e.name, e.needs])).toEqual([
    ['a', ['gateway']],
    ['b', ['a']],
    ['b1', ['gateway']],
    ['c1', ['b1']],
    ['c', ['b']],
  ])
})

test.each([
  ['one entry', 'name: b\nuses: q.ts\n'],
  ['a list', '- name: b\n  uses: q.ts\n'],
  ['a Flow', 'jtype: Flow\nexecutors:\n  - name: b\n    uses: q.ts\n'],
])('pasting %s makes its name unique', (_, yaml) => {
  expect(apply(CHAIN, { type: 'paste', yaml }).added).toEqual(['b1'])
})

describe('copies', () => {
  const TWO =
    'jtype: Flow\nexecutors:\n  - name: a # first\n    # why\n    uses: a.ts\n  - name: b\n  - name: c\n'

  test('take their comments with them', () => {
    const { text } = apply(TWO, { type: 'duplicate', names: ['a'], keepIncoming: true })
    expect(changed(TWO, text)).toEqual([
      '+  - name: a1 # first',
      '+    # why',
      '+    uses: a.ts',
      '+    needs: gateway',
      '+    needs: a',
    ])
  })

  test('as YAML say what they really wait for', () => {
    const parsed = parseFlow(TWO)
    expect(copyAsYaml(parsed, ['a', 'c'])).toBe(
      '- name: a # first\n  # why\n  uses: a.ts\n- name: c\n  needs: b\n',
    )
    expect(copyAsYaml(parsed, ['nobody'])).toBe('')
  })

  test('are pasted with comments, wired among themselves, and refused when they are none', () => {
    const yaml = copyAsYaml(parseFlow(TWO), ['a', 'b'])
    const { text, added } = apply('jtype: Flow\nexecutors:\n- name: a\n', { type: 'paste', yaml })
    expect(added).toEqual(['a1', 'b'])
    expect(text).toContain('- name: a1 # first\n  # why\n')
    expect(parseFlow(text).spec?.executors.map((e) => [e.name, e.needs])).toEqual([
      ['a1', ['gateway']],
      ['b', ['a1']],
      ['a', ['gateway']],
    ])
    expect(refusal(TWO, { type: 'paste', yaml: 'hello' })).toContain('no Executor')
    expect(refusal(TWO, { type: 'paste', yaml: 'a: [' })).toContain('not YAML')
  })
})
