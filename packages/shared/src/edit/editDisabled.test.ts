import { describe, expect, test } from 'vitest'
import { parseFlow } from '../read/parseFlow.ts'
import { disabledExecutors } from './editDisabled.ts'
import type { FlowEdit } from '../model/flowEdit.ts'
import { planEdit } from './planEdit.ts'

const TEXT = `jtype: Flow
executors:
  - name: a
    uses: a.ts
  # about b
  - name: b

    uses: b.ts
  - name: c
    needs: [b]
`

function after(text: string, ...edits: FlowEdit[]): string {
  return edits.reduce((now, edit) => {
    const outcome = planEdit(parseFlow(now), edit)
    if ('refused' in outcome) throw new Error(outcome.refused)
    return outcome.text
  }, text)
}
const off = (...names: string[]): FlowEdit => ({ type: 'disableExecutors', names })
const on = (...names: string[]): FlowEdit => ({ type: 'enableExecutors', names })

describe('disabling', () => {
  const disabled = after(TEXT, off('b'))

  test('comments the lines out between markers and joins the neighbours', () => {
    expect(disabled).toBe(`jtype: Flow
executors:
  - name: a
    uses: a.ts
  # about b
  # flowdeck:disabled b
  # flowdeck:healed {"executor":"c","needs":["b"],"now":["a"],"hash":"3f83bb58","undo":[[24,25,"b"]]}
  # - name: b
#
  #   uses: b.ts
  # flowdeck:end b
  - name: c
    needs: [a]
`)
    expect(parseFlow(disabled).issues).toEqual([])
  })

  test('the canvas can still draw it', () => {
    expect(disabledExecutors(parseFlow(disabled))).toMatchObject([
      { name: 'b', line: 6, spec: { name: 'b', uses: 'b.ts' } },
    ])
  })

  test('the only Executor can be disabled, and one beside it added meanwhile', () => {
    const one = 'executors:\n  - name: a\n    uses: a.ts\n'
    const none = after(one, off('a'))
    expect(parseFlow(none).spec?.executors).toEqual([])
    const added = after(none, { type: 'addExecutor', name: 'b' }, on('a'))
    expect(parseFlow(added).spec?.executors.map(({ name }) => name)).toEqual(['b', 'a'])
  })

  test('a marker inside a text block is no disabled Executor', () => {
    const text =
      'executors:\n  - name: a\n    env:\n      K: |\n        # flowdeck:disabled b\n        # flowdeck:end b\n'
    expect(disabledExecutors(parseFlow(text))).toEqual([])
  })

  test('a list in brackets is refused in words', () => {
    expect(planEdit(parseFlow('executors: [{name: a}, {name: b}]\n'), off('a'))).toMatchObject({
      refused: expect.stringContaining('in brackets'),
    })
  })
})

describe('enabling', () => {
  test('a neighbour that was edited meanwhile keeps the edit and gets its wire back', () => {
    const edited = after(
      TEXT,
      off('b'),
      { type: 'setField', target: { executor: 'c' }, key: 'replicas', value: 2 },
      on('b'),
    )
    expect(edited).toBe(TEXT.replace('    needs: [b]\n', '    needs: [b]\n    replicas: 2\n'))
  })

  test('a neighbour that was wired elsewhere meanwhile stays there', () => {
    const edited = after(TEXT, off('b'), { type: 'connect', from: 'gateway', to: 'c' }, on('b'))
    expect(parseFlow(edited).spec?.executors.at(-1)?.needs).toEqual(['a', 'gateway'])
  })

  test('without a written name it keeps the one it had', () => {
    const text = 'executors:\n  - uses: a.ts\n  - uses: b.ts\n'
    const edited = after(text, off('executor0'), off('executor1'), on('executor1'))
    expect(parseFlow(edited).spec?.executors.map(({ name }) => name)).toEqual(['executor1'])
    expect(after(edited, on('executor0'))).toContain('- uses: a.ts')
  })

  test('a name that is taken meanwhile is refused in words', () => {
    const text = after(TEXT, off('b'), { type: 'addExecutor', name: 'b' })
    expect(planEdit(parseFlow(text), on('b'))).toMatchObject({
      refused: expect.stringContaining('rename it first'),
    })
  })

  test('lines that were broken by hand are refused in words, and nothing changes', () => {
    const text = after(TEXT, off('b')).replace('# - name: b', '# - name: [')
    expect(planEdit(parseFlow(text), on('b'))).toMatchObject({ refused: expect.stringContaining('repair') })
  })

  test('a note that was changed by hand costs the wire, nothing else', () => {
    const text = after(TEXT, off('b')).replace(/healed \{.*\}/, 'healed nonsense')
    expect(parseFlow(after(text, on('b'))).spec?.executors.map(({ name }) => name)).toEqual(['a', 'b', 'c'])
  })
})

test('a disabled Executor can be removed for good', () => {
  expect(after(TEXT, off('b'), { type: 'removeDisabled', names: ['b'] })).toBe(
    'jtype: Flow\nexecutors:\n  - name: a\n    uses: a.ts\n  # about b\n  - name: c\n    needs: [a]\n',
  )
})
