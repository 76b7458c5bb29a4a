import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { GATEWAY, type FlowSpec, type ParsedFlow, type YamlValue } from '../flow/flowModel.ts'
import { parseFlow } from '../yaml/parseFlow.ts'
import { diffText } from './diffText.ts'
import type { EditOutcome, FlowEdit } from './flowEdit.ts'
import { EMPTY_HISTORY, record, redo, undo } from './history.ts'
import { copyAsYaml } from './editCopies.ts'
import { planEdit } from './planEdit.ts'

const CHAIN = `# My Flow
jtype: Flow
executors:
  - name: a   # the first
    uses: a.ts

  # b does the work
  - name: b
    uses: b.ts
  - name: c
`

function apply(text: string, ...edits: FlowEdit[]): EditOutcome {
  let last: EditOutcome = { text, splices: [], parsed: parseFlow(text), added: [], renamed: {}, label: '' }
  for (const edit of edits) {
    const outcome = planEdit(parseFlow(last.text), edit)
    if ('refused' in outcome) throw new Error(outcome.refused)
    last = outcome
  }
  return last
}

function refusal(text: string, edit: FlowEdit): string {
  const outcome = planEdit(parseFlow(text), edit)
  return 'refused' in outcome ? outcome.refused : `not refused: ${outcome.text}`
}

const changed = (before: string, after: string) =>
  diffText(before, after).flatMap(({ before: gone, after: come }) => [
    ...gone.map((line) => `-${line}`),
    ...come.map((line) => `+${line}`),
  ])

describe('adding', () => {
  test('appends an entry and nothing else', () => {
    const { text, added } = apply(CHAIN, {
      type: 'addExecutor',
      name: 'd',
      values: { uses: 'd.ts', replicas: 2 },
    })
    expect(changed(CHAIN, text)).toEqual(['+  - name: d', '+    uses: d.ts', '+    replicas: 2'])
    expect(added).toEqual(['d'])
  })

  test.each([
    ['an empty file', ''],
    ['a file with comments only', '# nothing yet\n'],
    ['a Flow without executors', 'jtype: Flow\n'],
    ['an empty list', 'jtype: Flow\nexecutors: []\n'],
    ['an executors key without a value', 'jtype: Flow\nexecutors:\n'],
    ['a tag', '!Flow\nexecutors: []  # none\n'],
    ['no final line break', 'jtype: Flow\nexecutors:\n- name: x'],
    ['flow style', 'jtype: Flow\nexecutors: [{name: x}]\n'],
    ['deployments', 'jtype: Flow\ndeployments:\n  - name: x\n'],
    ['CRLF', 'jtype: Flow\r\nexecutors:\r\n  - name: x\r\n'],
    ['a byte order mark', '\uFEFFjtype: Flow\nexecutors:\n  - name: x\n'],
  ])('works in %s', (_, text) => {
    const before = parseFlow(text).spec?.executors.map((e) => e.name) ?? []
    const outcome = apply(text, { type: 'addExecutor', name: 'd', values: { uses: 'd.ts' } })
    const after = parseFlow(outcome.text)
    expect(after.spec?.executors.map((e) => e.name)).toEqual([...before, 'd'])
    expect(after.spec?.executors.at(-1)?.uses).toBe('d.ts')
    expect(/(?<!\r)\n/.test(outcome.text)).toBe(!text.includes('\r'))
  })

  test('on an edge of a chain adds only its own lines', () => {
    const { text } = apply(CHAIN, { type: 'insertOnEdge', name: 'x', from: 'a', to: 'b' })
    expect(changed(CHAIN, text)).toEqual(['+  - name: x'])
    expect(parseFlow(text).graph?.edges).toEqual({
      a: ['x'],
      'start-gateway': ['a'],
      x: ['b'],
      b: ['c'],
      c: ['end-gateway'],
    })
  })

  test('refuses names that exist, are reserved, or are no names', () => {
    expect(refusal(CHAIN, { type: 'addExecutor', name: 'a' })).toContain('exists already')
    expect(refusal(CHAIN, { type: 'addExecutor', name: 'gateway' })).toContain('reserved')
    expect(refusal(CHAIN, { type: 'addExecutor', name: '1 2' })).toContain('not a name')
  })
})

describe('wiring', () => {
  test('connect writes needs of one Executor', () => {
    const { text } = apply(CHAIN, { type: 'connect', from: 'a', to: 'c' })
    expect(changed(CHAIN, text)).toEqual(['+    needs: [b, a]'])
  })

  test('disconnect gives the entry to who waits for nobody any more', () => {
    const { text } = apply(CHAIN, { type: 'disconnect', from: 'a', to: 'b' })
    expect(changed(CHAIN, text)).toEqual(['+    needs: gateway'])
  })

  test('connecting to the exit moves the entry to the end and keeps what everybody waits for', () => {
    const { text } = apply(CHAIN, { type: 'connect', from: 'b', to: GATEWAY })
    expect(parseFlow(text).graph?.edges).toEqual({
      a: ['b'],
      'start-gateway': ['a'],
      b: ['c', 'end-gateway'],
      c: [],
    })
    expect(text).toContain('# the first')
  })

  test('refuses cycles, selves, what exists, and the exit of the last', () => {
    expect(refusal(CHAIN, { type: 'connect', from: 'c', to: 'a' })).toContain('cycle')
    expect(refusal(CHAIN, { type: 'connect', from: 'a', to: 'a' })).toContain('itself')
    expect(refusal(CHAIN, { type: 'connect', from: 'a', to: 'b' })).toContain('already')
    expect(refusal(CHAIN, { type: 'connect', from: 'c', to: GATEWAY })).toContain('already')
    expect(refusal(CHAIN, { type: 'disconnect', from: 'c', to: GATEWAY })).toContain('last')
  })
})

describe('removing', () => {
  test('takes only the lines of the entry when the chain closes by itself', () => {
    const { text } = apply(CHAIN, { type: 'removeExecutors', names: ['b'], reconnect: true })
    expect(changed(CHAIN, text)).toEqual(['-  - name: b', '-    uses: b.ts'])
  })

  test('without reconnecting the next one waits for the entry', () => {
    const { text } = apply(CHAIN, { type: 'removeExecutors', names: ['b'], reconnect: false })
    expect(parseFlow(text).spec?.executors.map((e) => [e.name, e.needs])).toEqual([
      ['a', ['gateway']],
      ['c', ['gateway']],
    ])
  })

  test('all leaves an empty list', () => {
    const { text } = apply(CHAIN, { type: 'removeExecutors', names: ['a', 'b', 'c'], reconnect: true })
    expect(parseFlow(text).spec?.executors).toEqual([])
  })
})

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

describe('the exit', () => {
  const BRANCH = 'jtype: Flow\nexecutors:\n  - name: a\n  - name: b\n'

  test('moves to an Executor that is added at the end, and stays when asked to', () => {
    const moved = apply(BRANCH, { type: 'addExecutor', name: 'x', needs: [GATEWAY] })
    expect(parseFlow(moved.text).graph?.edges['x']).toEqual(['end-gateway'])
    const kept = apply(BRANCH, { type: 'addExecutor', name: 'x', needs: [GATEWAY], keepExit: true })
    expect(changed(BRANCH, kept.text)).toEqual(['+  - name: x', '+    needs: gateway', '+    needs: a'])
    expect(parseFlow(kept.text).graph?.edges['b']).toEqual(['end-gateway'])
  })

  test('an Executor put on its edge answers from then on', () => {
    const { text } = apply(BRANCH, { type: 'insertOnEdge', name: 'x', from: 'b', to: GATEWAY })
    expect(changed(BRANCH, text)).toEqual(['+  - name: x'])
  })

  test('its edge can start at another Executor, but not end elsewhere', () => {
    const { text } = apply(BRANCH, {
      type: 'reconnect',
      from: 'b',
      to: GATEWAY,
      newFrom: 'a',
      newTo: GATEWAY,
    })
    expect(parseFlow(text).graph?.edges).toMatchObject({ a: ['b', 'end-gateway'], b: [] })
    expect(
      refusal(BRANCH, { type: 'reconnect', from: 'b', to: GATEWAY, newFrom: 'b', newTo: 'a' }),
    ).toContain('cannot end elsewhere')
  })
})

describe('dragging an end of an edge', () => {
  const FAN =
    'jtype: Flow\nexecutors:\n  - name: a\n  - {name: b, needs: gateway}\n  - name: j\n    needs: [a, b] # both\n'

  test('to another start changes one word', () => {
    const { text } = apply(FAN, { type: 'reconnect', from: 'a', to: 'j', newFrom: GATEWAY, newTo: 'j' })
    expect(changed(FAN, text)).toEqual(['-    needs: [a, b] # both', '+    needs: [gateway, b] # both'])
  })

  test('to another target changes both', () => {
    const { text } = apply(FAN, { type: 'reconnect', from: 'a', to: 'j', newFrom: 'a', newTo: 'b' })
    expect(changed(FAN, text)).toEqual([
      '-  - {name: b, needs: gateway}',
      '+  - {name: b, needs: [gateway, a]}',
      '-    needs: [a, b] # both',
      '+    needs: [b] # both',
    ])
  })

  test('refuses a circle and an edge that is not there', () => {
    expect(refusal(FAN, { type: 'reconnect', from: GATEWAY, to: 'a', newFrom: 'j', newTo: 'a' })).toContain(
      'cycle',
    )
    expect(refusal(FAN, { type: 'reconnect', from: 'b', to: 'a', newFrom: 'j', newTo: 'a' })).toContain(
      'not connected',
    )
  })
})

describe('names that Jina makes up', () => {
  const NAMELESS =
    'jtype: Flow\nexecutors:\n  - uses: a.ts\n  - uses: b.ts\n  - uses: c.ts\n    needs: [executor1, gateway]\n'

  test('are written down where they would change', () => {
    const { text, renamed } = apply(NAMELESS, {
      type: 'removeExecutors',
      names: ['executor0'],
      reconnect: true,
    })
    expect(text).toBe(
      'jtype: Flow\nexecutors:\n  - name: executor1\n    uses: b.ts\n  - name: executor2\n    uses: c.ts\n    needs: [executor1, gateway]\n',
    )
    expect(renamed).toEqual({})
  })
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
    expect(refusal(text, { type: 'removeExecutors', names: ['a'], reconnect: true })).toContain('anchor')
  })

  test('the gateway block is put above the list and its comment', () => {
    const text = 'jtype: Flow\n# the steps\nexecutors:\n  - name: a\n'
    const outcome = apply(text, { type: 'setField', target: 'gateway', key: 'port', value: 8080 })
    expect(outcome.text).toBe('jtype: Flow\ngateway:\n  port: 8080\n# the steps\nexecutors:\n  - name: a\n')
  })
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

test('a text that is no Flow refuses every edit but being replaced', () => {
  expect(refusal('a: [', { type: 'addExecutor', name: 'x' })).toContain('fix it first')
  expect(apply('a: [', { type: 'replaceText', text: CHAIN }).text).toBe(CHAIN)
})

test('an edit that changes nothing leaves the text alone', () => {
  const outcome = apply(CHAIN, { type: 'setField', target: { executor: 'a' }, key: 'uses', value: 'a.ts' })
  expect(outcome.splices).toEqual([])
  expect(outcome.text).toBe(CHAIN)
})

const folder = join(import.meta.dirname, '../../test/fixtures/flow-yaml')
const fixtures = readdirSync(folder)
  .filter((name) => /\.ya?ml$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
  .filter(({ text }) => parseFlow(text).spec !== null)

/** Any edit that makes sense for a Flow, chosen by four numbers. */
function editFor(spec: FlowSpec, [kind, a, b]: [number, number, number]): FlowEdit {
  const names = spec.executors.map((executor) => executor.name)
  const pick = (n: number) => names[n % Math.max(1, names.length)] ?? GATEWAY
  const kinds: FlowEdit[] = [
    { type: 'addExecutor', name: 'fresh', values: { uses: 'fresh.ts' } },
    { type: 'setField', target: { executor: pick(a) }, key: 'replicas', value: (b % 7) + 2 },
    {
      type: 'setField',
      target: { executor: pick(a) },
      key: 'uses_with',
      path: ['alpha', 'beta'],
      value: '123',
    },
    { type: 'clearField', target: { executor: pick(a) }, key: 'uses' },
    { type: 'renameExecutor', from: pick(a), to: 'renamed' },
    { type: 'connect', from: pick(a), to: pick(b) },
    { type: 'connect', from: pick(a), to: GATEWAY },
    { type: 'disconnect', from: pick(a), to: pick(b) },
    { type: 'removeExecutors', names: [pick(a)], reconnect: b % 2 === 0 },
    { type: 'duplicate', names: [pick(a), pick(b)], keepIncoming: b % 2 === 0 },
    {
      type: 'insertOnEdge',
      name: 'between',
      from: spec.executors[a % Math.max(1, names.length)]?.needs[0] ?? GATEWAY,
      to: pick(a),
    },
    { type: 'setField', target: 'gateway', key: 'cors', value: true },
    { type: 'setField', target: 'flow', key: 'port', value: 12345 },
  ]
  return kinds[kind % kinds.length] as FlowEdit
}

const numbers = fc.tuple(fc.nat(1000), fc.nat(1000), fc.nat(1000))

/** Needs of all Executors that the edit does not speak of, with removed and renamed ones followed. */
const needsOf = ({ spec }: ParsedFlow) => new Map((spec as FlowSpec).executors.map((e) => [e.name, e.needs]))

describe.each(fixtures)('$name', ({ text }) => {
  test('any edit gives a readable Flow, keeps its comments, and is undone to the byte', () => {
    fc.assert(
      fc.property(fc.array(numbers, { minLength: 1, maxLength: 4 }), (steps) => {
        const layout = { version: 1 as const, nodes: {} }
        let now = { text, layout }
        let history = EMPTY_HISTORY
        for (const [i, step] of steps.entries()) {
          const parsed = parseFlow(now.text)
          const edit = editFor(parsed.spec as FlowSpec, step)
          const outcome = planEdit(parsed, edit)
          if ('refused' in outcome) continue
          const after = parseFlow(outcome.text)
          expect(after.spec, `${JSON.stringify(edit)}\n${outcome.text}`).not.toBeNull()
          if (edit.type === 'setField' || edit.type === 'addExecutor')
            for (const [name, needs] of needsOf(parsed)) expect(needsOf(after).get(name)).toEqual(needs)
          const comments = (t: string) => (t.match(/(?:^|\s)#.*$/gm) ?? []).length
          if (edit.type !== 'removeExecutors' && edit.type !== 'clearField')
            expect(comments(outcome.text), JSON.stringify(edit)).toBeGreaterThanOrEqual(comments(now.text))
          const next = { text: outcome.text, layout }
          history = record(history, { before: now, after: next, label: outcome.label, nowMs: i * 1000 })
          now = next
        }
        const end = now.text
        let back = now
        for (let step = undo(history, back); step; step = undo(history, back)) {
          history = step.history
          back = step.snapshot
        }
        expect(back.text).toBe(text)
        for (let step = redo(history, back); step; step = redo(history, back)) {
          history = step.history
          back = step.snapshot
        }
        expect(back.text).toBe(end)
      }),
      { numRuns: 25 },
    )
  })
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
