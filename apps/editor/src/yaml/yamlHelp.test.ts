import { parseFlow } from '@flowdeck/shared'
import { describe, expect, test } from 'vitest'
import { completionsAt, helpAt } from './yamlHelp.ts'
import { toDiagnostics } from './toDiagnostics.ts'

/** `|` is where the cursor stands. */
const at = (marked: string) => {
  const offset = marked.indexOf('|')
  const text = marked.replace('|', '')
  return { text, offset, parsed: parseFlow(text.replace(/^\s*- $/gm, '')) }
}
const labels = (marked: string) => {
  const { text, offset, parsed } = at(marked)
  return completionsAt(parsed, text, offset)?.options.map((option) => option.label) ?? null
}

describe('completionsAt', () => {
  test('keys of the file at its top', () => {
    expect(labels('jtype: Flow\n|')).toContain('executors')
  })
  test('keys of an Executor inside the list, also on its first line', () => {
    expect(labels('jtype: Flow\nexecutors:\n  - |')).toContain('uses_with')
    expect(labels('jtype: Flow\nexecutors:\n  - name: a\n    re|')).toContain('replicas')
    expect(labels('jtype: Flow\nexecutors:\n- name: a\n  re|')).toContain('replicas')
  })
  test('keys of the Flow and of the Gateway in their blocks', () => {
    expect(labels('jtype: Flow\nwith:\n  |')).toContain('inspect')
    expect(labels('jtype: Flow\ngateway:\n  |')).toContain('prefetch')
  })
  test('allowed values behind a key', () => {
    expect(labels('jtype: Flow\nexecutors:\n  - name: a\n    floating: |')).toEqual(['true', 'false'])
    expect(labels('jtype: Flow\nexecutors:\n  - name: a\n    compression: |')).toContain('Gzip')
  })
  test('names of the other Executors inside needs', () => {
    const flow = 'jtype: Flow\nexecutors:\n  - name: a\n  - name: b\n    needs: |'
    expect(labels(flow)).toEqual(expect.arrayContaining(['gateway', 'a']))
    expect(labels(`${flow.slice(0, -2)}\n      - |`)).toEqual(expect.arrayContaining(['gateway', 'a']))
  })
  test('nothing inside the arguments of a constructor', () => {
    expect(labels('jtype: Flow\nexecutors:\n  - name: a\n    uses_with:\n      |')).toBeNull()
  })
})

test('a key tells what it does', () => {
  const { text, offset, parsed } = at('jtype: Flow\nexecutors:\n  - name: a\n    repl|icas: 2\n')
  expect(helpAt(parsed, text, offset)?.text).toMatch(/^replicas \(number\): .* Default: 1\.$/)
})

test('problems become marks inside the text', () => {
  const { text, issues } = parseFlow('jtype: Flow\nexecutors: [a,')
  const marks = toDiagnostics(issues, text.length)
  expect(marks.length).toBeGreaterThan(0)
  for (const { from, to } of marks) {
    expect(from).toBeGreaterThanOrEqual(0)
    expect(to).toBeLessThanOrEqual(text.length)
  }
})
