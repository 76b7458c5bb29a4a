import { describe, expect, test } from 'vitest'
import type { YamlValue } from '../value/yamlValue.ts'
import type { FlowEdit } from '../model/flowEdit.ts'
import { parseFlow } from '../read/parseFlow.ts'
import { rescalarDeep } from '../yaml/rescalar.ts'
import { apply, CHAIN, changed, refusal } from '../../test/edits.ts'

describe('fields', () => {
  test('one field is one line', () => {
    const { text } = apply(CHAIN, { type: 'setField', target: { executor: 'b' }, key: 'replicas', value: 2 })
    expect(changed(CHAIN, text)).toEqual(['+    replicas: 2'])
    const again = apply(text, { type: 'setField', target: { executor: 'b' }, key: 'replicas', value: 3 })
    expect(changed(text, again.text)).toEqual(['-    replicas: 2', '+    replicas: 3'])
    const cleared = apply(again.text, { type: 'clearField', target: { executor: 'b' }, key: 'replicas' })
    expect(cleared.text).toBe(CHAIN)
  })

  test.each([
    '123',
    '1e3',
    'true',
    '',
    "'q'",
    'a: b',
    ' x ',
    '#no',
    'hi !there',
    '[1, 2]',
    'é\n2',
    '- a',
    '{x}',
    '@a',
    '*b',
    '&c',
    '%d',
    'null',
    '~',
  ])('a text %j is still that text when Jina reads it', (value) => {
    const { text } = apply(CHAIN, {
      type: 'setField',
      target: { executor: 'a' },
      key: 'uses_with',
      path: ['k'],
      value,
    })
    expect(parseFlow(text).spec?.executors[0]?.written['uses_with']).toEqual({ k: value })
  })

  test('a key below a map that becomes empty takes the map with it', () => {
    const set = apply(CHAIN, {
      type: 'setField',
      target: 'gateway',
      key: 'protocol',
      value: ['http', 'grpc'],
    })
    expect(changed(CHAIN, set.text)).toEqual(['+gateway:', '+  protocol: [http, grpc]'])
    const cleared = apply(set.text, { type: 'clearField', target: 'gateway', key: 'protocol' })
    expect(cleared.text).toBe(CHAIN)
  })

  test('an old spelling keeps its key', () => {
    const old = 'jtype: Flow\nwith:\n  port_expose: 1234\nexecutors: []\n'
    const { text } = apply(old, { type: 'setField', target: 'flow', key: 'port', value: 4321 })
    expect(changed(old, text)).toEqual(['-  port_expose: 1234', '+  port_expose: 4321'])
  })
})

test('renaming follows every mention', () => {
  const text = `jtype: Flow\nexecutors:\n  - {name: a}\n  - {name: b, needs: [gateway]}\n  - name: j\n    needs: [a, b]  # both\n  - uses: x.ts\n`
  const renamed = apply(text, { type: 'renameExecutor', from: 'a', to: 'z' })
  expect(changed(text, renamed.text)).toEqual([
    '-  - {name: a}',
    '+  - {name: z}',
    '-    needs: [a, b]  # both',
    '+    needs: [z, b]  # both',
  ])
  const named = apply(text, { type: 'renameExecutor', from: 'executor3', to: 'last' })
  expect(changed(text, named.text)).toEqual(['-  - uses: x.ts', '+  - name: last', '+    uses: x.ts'])
})

describe('keys', () => {
  test('a misspelt top-level key is renamed in place', () => {
    const text = 'jtype: Flow\npods: # the steps\n  - name: a\n'
    const outcome = apply(text, { type: 'renameKey', target: 'root', key: 'pods', to: 'executors' })
    expect(outcome.text).toBe('jtype: Flow\nexecutors: # the steps\n  - name: a\n')
    expect(outcome.parsed.spec?.executors.map((e) => e.name)).toEqual(['a'])
  })

  test('a key of an Executor is renamed, but never to one that is there', () => {
    const text = 'jtype: Flow\nexecutors:\n  - {name: a, replica: 2, shards: 1}\n'
    const target = { executor: 'a' }
    expect(apply(text, { type: 'renameKey', target, key: 'replica', to: 'replicas' }).text).toBe(
      text.replace('replica:', 'replicas:'),
    )
    expect(refusal(text, { type: 'renameKey', target, key: 'replica', to: 'shards' })).toContain('already')
    expect(refusal(text, { type: 'renameKey', target, key: 'polling', to: 'x' })).toContain('no key')
  })

  test('values change in their own style, with comments beside them kept', () => {
    const text = `jtype: Flow
executors:
  - name: a
    uses_with: # args
      # size
      batch: 3 # small
      list: [1, 2]
      lines:
        - x # first
        - y
    env:
      A: |
        one
        two
    uses: q.ts
`
    const set = (key: string, value: YamlValue) =>
      changed(text, apply(text, { type: 'setField', target: { executor: 'a' }, key, value }).text)
    expect(set('uses_with', { batch: 4, list: [1, 2, 3], lines: ['x', 'y', 'z'] })).toEqual([
      '-      batch: 3 # small',
      '-      list: [1, 2]',
      '+      batch: 4 # small',
      '+      list: [1, 2, 3]',
      '+        - z',
    ])
    expect(set('env', { A: 'plain' })).toEqual([
      '-      A: |',
      '-        one',
      '-        two',
      '+      A: plain',
    ])
    expect(set('uses', { jtype: 'Q', with: { k: 1 } })).toEqual([
      '-    uses: q.ts',
      '+    uses:',
      '+      jtype: Q',
      '+      with:',
      '+        k: 1',
    ])
  })

  test('what an anchor shares is not changed behind its back', () => {
    const text =
      'jtype: Flow\nexecutors:\n  - name: a\n    uses_with: &w {k: 1}\n  - name: b\n    uses_with: *w\n'
    expect(
      refusal(text, { type: 'setField', target: { executor: 'a' }, key: 'uses_with', path: ['k'], value: 2 }),
    ).toContain('anchor')
    const own = apply(text, {
      type: 'setField',
      target: { executor: 'b' },
      key: 'uses_with',
      path: ['k'],
      value: 2,
    })
    expect(changed(text, own.text)).toEqual(['-    uses_with: *w', '+    uses_with:', '+      k: 2'])
  })

  test('the gateway block is put above the list and its comment', () => {
    const text = 'jtype: Flow\n# the steps\nexecutors:\n  - name: a\n'
    const outcome = apply(text, { type: 'setField', target: 'gateway', key: 'port', value: 8080 })
    expect(outcome.text).toBe('jtype: Flow\ngateway:\n  port: 8080\n# the steps\nexecutors:\n  - name: a\n')
  })
})

test('a text that Jina reads as a number however it is written is refused in words', () => {
  const set = (value: YamlValue): FlowEdit => ({
    type: 'setField',
    target: { executor: 'a' },
    key: 'uses_with',
    path: ['k'],
    value,
  })
  expect(refusal(CHAIN, set('7\n'))).toContain('Jina reads this text as 7')
  expect(refusal(CHAIN, set([{ deep: '7\n' }]))).toContain('Jina reads this text as 7')
})

describe('a text stays one, however Jina reads it', () => {
  const TEXTS = [
    '007',
    '1_000',
    '1e3',
    'true',
    '',
    '[1, 2]',
    "'7'",
    ' 1',
    'nan',
    '0x10',
    'yes',
    'null',
    '~',
    '2020-01-01',
  ]

  test.each(TEXTS)('%j as the value of a key, which is read once more than others', (value) => {
    const set: FlowEdit = { type: 'setField', target: { executor: 'a' }, key: 'entrypoint', value }
    expect(apply(CHAIN, set).parsed.spec?.executors[0]?.written['entrypoint']).toBe(value)
    const added: FlowEdit = { type: 'addExecutor', name: 'x', values: { entrypoint: value } }
    expect(apply(CHAIN, added).parsed.spec?.executors.at(-1)?.written['entrypoint']).toBe(value)
    const onGateway: FlowEdit = { type: 'setField', target: 'gateway', key: 'title', value }
    expect(apply(CHAIN, onGateway).parsed.spec?.gateway.args['title']).toBe(value)
  })

  test.each(TEXTS)('%j as an argument of an Executor, which its Pod reads again', (value) => {
    const { parsed } = apply(CHAIN, {
      type: 'setField',
      target: { executor: 'a' },
      key: 'uses_with',
      value: { text: value, list: [{ text: value }] },
      asReceived: true,
    })
    const passed = parsed.spec?.executors[0]?.args['uses_with'] ?? null
    expect(rescalarDeep(passed)).toEqual({ text: value, list: [{ text: value }] })
  })

  test('the fix for a text that Jina reads as a number keeps it one to the Executor', () => {
    const flow = (value: string) => `jtype: Flow\nexecutors:\n  - name: a\n    ${value}\n`
    const fixed = (text: string) => {
      const fix = parseFlow(text).issues.flatMap(({ code, fixes }) =>
        code === 'retyped-scalar' ? (fixes ?? []) : [],
      )[0]
      return parseFlow(apply(text, ...(fix?.edits ?? [])).text)
    }
    const within = fixed(flow('uses_with: {k: "007"}'))
    expect(rescalarDeep(within.spec?.executors[0]?.args['uses_with'] ?? null)).toEqual({ k: '007' })
    const half = fixed(flow(`uses_with: {k: "''''007''''"}`))
    expect(rescalarDeep(half.spec?.executors[0]?.args['uses_with'] ?? null)).toEqual({ k: '007' })
    expect(fixed(flow('entrypoint: "007"')).spec?.executors[0]?.args['entrypoint']).toBe('007')
    expect(fixed(flow(`entrypoint: "''''007''''"`)).spec?.executors[0]?.args['entrypoint']).toBe('007')
  })
})
