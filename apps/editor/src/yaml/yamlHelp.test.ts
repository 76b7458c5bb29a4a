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
  test('names of the other Executors in a list that is not closed yet', () => {
    const flow =
      "jtype: Flow\nexecutors:\n  - name: a\n  - uses: x.ts\n    name: 'b'\n    needs: [|\n  - name: c\n"
    expect(labels(flow)).toEqual(['gateway', 'a', 'c'])
  })
  test('allowed values in lists, in brackets and below dashes', () => {
    expect(labels('jtype: Flow\nwith:\n  protocol: [|')).toContain('HTTP')
    expect(labels('jtype: Flow\nwith:\n  protocol:\n    - |')).toContain('HTTP')
    expect(labels('jtype: |')).toEqual(['Flow'])
  })
  test('keys of maps below a key of an Executor', () => {
    const at = (rest: string) => labels(`jtype: Flow\nexecutors:\n  - name: a\n    ${rest}|`)
    expect(at('uses:\n      ')).toContain('py_modules')
    expect(at('uses_dynamic_batching:\n      /bar:\n        ')).toContain('preferred_batch_size')
  })
  test('variables behind a dollar: those that are set or used', () => {
    const flow =
      'jtype: Flow\nwith:\n  env:\n    TOKEN: x\nexecutors:\n  - name: a\n    port: ${{ CONTEXT.port }}\n    uses_with:\n      '
    expect(labels(`${flow}key: $|`)).toEqual(['${{ ENV.TOKEN }}', '${{ CONTEXT.port }}', '${{ ENV. }}'])
    const { text, offset, parsed } = at(`${flow}key: a-\${{ ENV.T|`)
    expect(text.slice(completionsAt(parsed, text, offset)?.from, offset)).toBe('${{ ENV.T')
  })
  test('nothing inside the arguments of a constructor', () => {
    expect(labels('jtype: Flow\nexecutors:\n  - name: a\n    uses_with:\n      |')).toBeNull()
  })
})

test('a key tells what it does', () => {
  const { text, offset, parsed } = at('jtype: Flow\nexecutors:\n  - name: a\n    repl|icas: 2\n')
  expect(helpAt(parsed, text, offset)?.text).toMatch(/^replicas \(number\): .* Default: 1\.$/)
})

test.each([
  ['a key of the file', 'jty|pe: Flow\n', /^jtype: What the file describes/],
  [
    'the name of an Executor in needs',
    'jtype: Flow\nexecutors:\n  - name: enc\n    uses: e.ts\n  - name: b\n    needs: [en|c]\n',
    /^enc: e\.ts, waits for gateway\.$/,
  ],
  [
    'a variable',
    'jtype: Flow\nexecutors:\n  - name: a\n    uses: ${{ ENV.US|ES }}\n',
    /the environment variable USES, read when the Flow starts/,
  ],
])('%s tells what it is', (_, marked, wanted) => {
  const { text, offset, parsed } = at(marked)
  expect(helpAt(parsed, text, offset)?.text).toMatch(wanted)
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
