import { readFileSync, readdirSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planEdit } from '../edit/planEdit.ts'
import { exportCompose } from '../export/compose/exportCompose.ts'
import { exportKubernetes } from '../export/kubernetes/exportKubernetes.ts'
import { toMermaid } from '../export/picture/toMermaid.ts'
import { diffText } from '../edit/text/diffText.ts'
import { parseDeployment } from '../read/parseDeployment.ts'
import { parseFlow } from '../read/parseFlow.ts'
import { parseYaml } from './parseYaml.ts'

/** Calls what reads, edits, draws and exports a text; whatever the text is, none of it throws. */
function useEverything(text: string): void {
  const flow = parseFlow(text)
  parseDeployment(text)
  planEdit(flow, { type: 'addExecutor', name: 'added' })
  planEdit(flow, { type: 'setField', target: { executor: 'a' }, key: 'uses_with', value: { k: 1.5 } })
  planEdit(flow, { type: 'duplicate', names: ['a'] })
  planEdit(flow, { type: 'removeExecutors', names: ['a'], reconnect: true })
  diffText(text, `${text}\n`)
  const { spec, graph } = flow
  if (!spec || !graph) return
  toMermaid(spec)
  exportCompose({ spec, graph }, {})
  exportKubernetes({ spec, graph }, {})
}

/** Places of a Flow at which a value stands. */
const PLACES: ((value: string) => string)[] = [
  (value) => `jtype: Flow\nexecutors:\n  - name: a\n    uses_with: ${value}\n`,
  (value) => `jtype: Flow\nexecutors:\n  - name: a\n    env: {A: ${value}}\n`,
  (value) => `jtype: Flow\nwith: ${value}\nexecutors: [{name: a}]\n`,
  (value) => `jtype: Flow\nexecutors: ${value}\n`,
  (value) => `jtype: Flow\ngateway: ${value}\n`,
  (value) => `jtype: Flow\nexecutors:\n  - ${value}\n`,
  (value) => value,
]

describe('aliases that cannot be followed are told at their line [FI-76]', () => {
  test.each([
    ['&x {again: *x}', 'cyclic-alias'],
    ['&x [*x]', 'cyclic-alias'],
    ['&x [[{deep: [*x]}]]', 'cyclic-alias'],
    ['&x {<<: *x}', 'cyclic-alias'],
    ['&x {<<: [*x]}', 'cyclic-alias'],
    ['&x {a: &y {b: *x, c: *y}}', 'cyclic-alias'],
    ['{*nothing : 1}', 'undefined-alias'],
    ['*nothing', 'undefined-alias'],
    ['[*later, &later 1]', 'undefined-alias'],
    ['{<<: *nothing}', 'undefined-alias'],
    ['[&x 1, &x 2]', 'duplicate-anchor'],
    ['&x {a: &x 1}', 'duplicate-anchor'],
  ])('%s', (value, code) => {
    for (const place of PLACES) {
      const text = place(value)
      useEverything(text)
      const line = text.slice(0, text.indexOf(value)).split('\n').length
      expect(
        parseFlow(text).issues.map((issue) => [issue.code, issue.severity, issue.range.line]),
      ).toContainEqual([code, 'error', line])
    }
  })

  test('of a map over several lines, with the line of the alias', () => {
    const text = 'jtype: Flow\nexecutors:\n  - name: a\n    uses_with: &loop\n      again: *loop\n'
    expect(parseFlow(text)).toMatchObject({
      spec: null,
      issues: [{ code: 'cyclic-alias', range: { line: 5, column: 14 } }],
    })
  })
})

test('aliases that are good are filled in, and merged keys give way to written ones', () => {
  const { spec, issues } = parseFlow(
    'jtype: Flow\nexecutors:\n  - name: a\n    uses_with: &x {k: 1, l: 2}\n  - name: b\n    uses_with: {<<: *x, l: 3}\n  - name: c\n    uses_with: *x\n',
  )
  expect(issues.filter(({ severity }) => severity === 'error')).toEqual([])
  expect(spec?.executors.map(({ args }) => args['uses_with'])).toEqual([
    { k: 1, l: 2 },
    { k: 1, l: 3 },
    { k: 1, l: 2 },
  ])
})

describe('nothing throws', () => {
  const PIECES = [
    '&a |&b |*a|*b|*a |<<: |<<: *a|{|}|[|]|, |: |x|k: |name: a|needs: |executors:|!!str |? |- |1.0|2020-01-01'.split(
      '|',
    ),
    ['\n', '\n  ', '\n    - ', 'jtype: Flow\n', '|\n', '__proto__: ', 'constructor: ', '"', "'", '\t', '#'],
    ['...', '---', '\r', '\u0000'],
  ].flat()
  const part = fc.constantFrom(...PIECES)

  test('for random pieces of YAML with anchors and aliases [FI-76] [FI-80]', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PLACES), fc.array(part, { maxLength: 24 }), (place, parts) => {
        useEverything(place(parts.join('')))
      }),
      { numRuns: 400 },
    )
  })

  test('for Flow files with pieces put in [FI-80]', () => {
    const folder = new URL('../../test/fixtures/flow-yaml/', import.meta.url)
    const files = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'))
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        part,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (file, piece, share) => {
          const at = Math.floor(share * file.length)
          useEverything(file.slice(0, at) + piece + file.slice(at))
        },
      ),
      { numRuns: 60 },
    )
  })
})

test('the line of an anchor is that of its sign, also above its value', () => {
  const text = 'a:\n  &x\n  b: *x\nc:\n  &y\n  d: 1\ne: &y 2\n'
  expect(parseYaml(text).issues.map(({ message }) => message.match(/line \d+/g))).toEqual([
    ['line 3', 'line 2'],
    ['line 7', 'line 5'],
  ])
})
