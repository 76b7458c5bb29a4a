import { expect, test } from 'vitest'
import { parseFlow } from '../read/parseFlow.ts'

const graphOf = (mode: string, entries: string) =>
  parseFlow(`jtype: Flow\nwith: {inspect: ${mode}}\nexecutors:\n${entries}`).graph?.edges

const TAP = '  - name: a\n  - name: i\n    method: inspect\n  - name: b\n'

// Expected graphs are what `Flow.load_config` of Jina 3.34 builds.
test.each([
  [
    'COLLECT',
    {
      a: ['i', '_aux_i'],
      'start-gateway': ['a'],
      i: ['gather_inspect'],
      _aux_i: ['b'],
      b: ['gather_inspect'],
      gather_inspect: ['end-gateway'],
    },
  ],
  ['HANG', { a: ['i', '_aux_i'], 'start-gateway': ['a'], i: [], _aux_i: ['b'], b: ['end-gateway'] }],
  ['REMOVE', { a: ['b'], 'start-gateway': ['a'], b: ['end-gateway'] }],
])('an inspection in the middle of a chain, %s', (mode, edges) => {
  expect(graphOf(mode, TAP)).toEqual(edges)
})

test('what waits for the inspected one waits for what stands for it', () => {
  const entries =
    '  - name: a\n  - name: b\n  - method: inspect\n  - name: c\n    needs: [a]\n  - name: d\n    needs: [b, c]\n'
  expect(graphOf('HANG', entries)).toEqual({
    a: ['b', 'c'],
    'start-gateway': ['a'],
    b: ['inspect', '_aux_inspect'],
    inspect: [],
    _aux_inspect: ['d'],
    c: ['d'],
    d: ['end-gateway'],
  })
})

test('on the canvas an inspection hangs beside the chain, whose order it does not change', () => {
  const { spec, issues } = parseFlow(`jtype: Flow\nexecutors:\n${TAP}`)
  expect(spec?.executors.map(({ name, needs, floating }) => [name, needs, floating])).toEqual([
    ['a', ['gateway'], false],
    ['i', ['a'], true],
    ['b', ['a'], false],
  ])
  expect(issues).toEqual([])
})

test('an inspection that says what it waits for is an error, as in Jina', () => {
  const { issues } = parseFlow(
    'jtype: Flow\nexecutors:\n  - name: a\n  - name: i\n    method: inspect\n    needs: a\n',
  )
  expect(issues).toMatchObject([{ code: 'inspect-needs', severity: 'error', executor: 'i' }])
})

// What `Flow.load_config` of Jina 3.34 builds.
test('`needs_all` joins inspections and what stands for the inspected one', () => {
  const entries =
    '  - name: a\n  - method: inspect\n  - {name: b, needs: gateway}\n  - method: needs_all\n  - name: z\n'
  expect(graphOf('HANG', entries)).toMatchObject({
    inspect: ['joiner'],
    _aux_inspect: ['joiner'],
    b: ['joiner'],
    joiner: ['z'],
  })
  expect(graphOf('REMOVE', entries)).toMatchObject({ a: ['joiner'], b: ['joiner'], joiner: ['z'] })
})
