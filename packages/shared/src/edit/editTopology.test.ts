import { describe, expect, test } from 'vitest'
import { GATEWAY } from '../model/flowModel.ts'
import { parseFlow } from '../read/parseFlow.ts'
import { apply, CHAIN, changed, refusal } from '../../test/edits.ts'

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
    ['nothing behind a tag', '# mine\n!Flow {}  # none\n'],
    ['a list behind a tag', '!Flow {"executors":[{"name":"x"}]}  # one\n'],
    ['an empty map of executors', 'jtype: Flow\nexecutors: {}\n'],
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

  test('disconnect connects an Executor without predecessors to the Gateway', () => {
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
  test('takes only the lines of the entry and its comment when the chain closes by itself', () => {
    const { text } = apply(CHAIN, { type: 'removeExecutors', names: ['b'], reconnect: true })
    expect(changed(CHAIN, text)).toEqual(['-  # b does the work', '-  - name: b', '-    uses: b.ts'])
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

describe('a Deployment in the list', () => {
  const EMBEDDED =
    'jtype: Flow\nexecutors:\n  - name: a\n  - jtype: Deployment\n    with:\n      name: ignored\n      replicas: 2\n'

  test('becomes an Executor when it gets a name or needs, which mean nothing there', () => {
    const named = apply(EMBEDDED, { type: 'renameExecutor', from: 'executor1', to: 'b' })
    expect(named.parsed.spec?.executors.at(-1)).toMatchObject({ name: 'b', needs: ['a'], replicas: 2 })
    const wired = apply(EMBEDDED, { type: 'connect', from: 'gateway', to: 'executor1' })
    expect(wired.parsed.spec?.executors.at(-1)).toMatchObject({ name: 'executor1', needs: ['a', 'gateway'] })
  })

  test('stays one when another key changes', () => {
    const { text } = apply(EMBEDDED, {
      type: 'setField',
      target: { executor: 'executor1' },
      key: 'replicas',
      value: 3,
    })
    expect(changed(EMBEDDED, text)).toEqual(['-      replicas: 2', '+      replicas: 3'])
  })
})

describe('a join of all', () => {
  const JOIN =
    'jtype: Flow\nexecutors:\n  - name: a\n    needs: gateway\n  - name: b\n    needs: gateway\n  - method: needs_all  # both\n'

  test('stays one while it waits for every Executor without successors', () => {
    const { text, parsed } = apply(JOIN, { type: 'renameExecutor', from: 'a', to: 'x' })
    expect(changed(JOIN, text)).toEqual(['-  - name: a', '+  - name: x'])
    expect(parsed.spec?.executors.at(-1)?.needs).toEqual(['x', 'b'])
  })

  test('names those that it waits for once it no longer waits for all', () => {
    const { text } = apply(JOIN, { type: 'disconnect', from: 'a', to: 'joiner' })
    expect(changed(JOIN, text)).toEqual([
      '-  - method: needs_all  # both',
      '+  - method: add  # both',
      '+    needs: b',
    ])
  })
})

test('comments beside a Flow behind its tag are kept', () => {
  const { text } = apply('# mine\n!Flow {}  # none\n', { type: 'addExecutor', name: 'd', values: {} })
  expect(text).toBe('# mine\njtype: Flow  # none\nexecutors:\n  - name: d\n')
})

describe('a file whose lines end with CR', () => {
  const OLD_MAC = '# mine\rjtype: Flow\rexecutors:\r  - name: a  # first\r'

  test('keeps its line ends in what is written [FI-75]', () => {
    const outcome = apply(OLD_MAC, { type: 'addExecutor', name: 'b', values: { uses: 'b.ts' } })
    expect(outcome.text).toBe(`${OLD_MAC}  - name: b\r    uses: b.ts\r`)
    expect(outcome.parsed.spec?.executors.map(({ name }) => name)).toEqual(['a', 'b'])
  })

  test('is not edited when other lines end otherwise, and says so [FI-75]', () => {
    expect(refusal(`${OLD_MAC}\n`, { type: 'renameExecutor', from: 'a', to: 'b' })).toContain(
      'one kind of line end',
    )
  })
})
