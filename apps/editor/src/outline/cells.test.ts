import { fieldsOf, parseFlow, planEdit } from '@flowdeck/shared'
import { expect, test } from 'vitest'
import { cellEdit, cellText } from './cells.ts'

const FLOW =
  'jtype: Flow\nexecutors:\n  - name: a\n  - name: b\n    replicas: 3\n  - name: c\n    needs: [a, b]\n'
const field = (key: string) => fieldsOf('executor').find((known) => known.key === key)!

function after(names: string[], key: string, typed: string): string {
  const parsed = parseFlow(FLOW)
  const edit = cellEdit(parsed.spec!, names, { field: field(key), typed })
  if (edit === null) return FLOW
  if ('refused' in edit) return edit.refused
  const outcome = planEdit(parsed, edit)
  return 'refused' in outcome ? outcome.refused : outcome.text
}

test('one text goes into one column of many rows', () => {
  expect(after(['a', 'b'], 'replicas', '2')).toBe(
    FLOW.replace('name: a\n', 'name: a\n    replicas: 2\n').replace('replicas: 3', 'replicas: 2'),
  )
})

test('an empty text removes the key where it is written', () => {
  expect(after(['a', 'b'], 'replicas', '')).toBe(FLOW.replace('    replicas: 3\n', ''))
})

test('needs are names: edges come and go', () => {
  expect(after(['c'], 'needs', 'b')).toBe(FLOW.replace('[a, b]', '[b]'))
  expect(after(['c'], 'needs', 'b, gateway')).toContain('needs: [b, gateway]')
  expect(after(['c'], 'needs', 'nobody')).toContain('No Executor is called nobody')
})

test('what cannot be is refused in words', () => {
  expect(after(['a'], 'replicas', 'many')).toContain('whole number')
  expect(after(['a'], 'name', '')).toContain('needs a name')
})

test('what is not written is shown as it holds', () => {
  const [a, , c] = parseFlow(FLOW).spec!.executors
  expect(cellText(a!, field('replicas'))).toEqual({ text: '1', implied: true })
  expect(cellText(c!, field('needs'))).toEqual({ text: 'a, b', implied: false })
})
