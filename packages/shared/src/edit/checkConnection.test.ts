import fc from 'fast-check'
import { expect, test } from 'vitest'
import { GATEWAY, type FlowSpec } from '../model/flowModel.ts'
import { parseFlow } from '../read/parseFlow.ts'
import { checkConnection, connectionsTo } from './checkConnection.ts'
import { nameProblem, uniqueName } from './names.ts'

const spec = parseFlow(
  'jtype: Flow\nexecutors:\n  - name: a\n  - name: b\n  - name: c\n  - {name: log, floating: true}\n',
).spec as FlowSpec

test.each([
  ['a', 'c', undefined],
  [GATEWAY, 'c', undefined],
  ['b', GATEWAY, undefined],
  ['a', 'a', 'self'],
  ['a', 'b', 'exists'],
  [GATEWAY, 'a', 'exists'],
  ['c', GATEWAY, 'exists'],
  ['c', 'a', 'cycle'],
  ['log', 'a', 'cycle'],
  ['a', 'nobody', 'unknown'],
  ['nobody', GATEWAY, 'unknown'],
  [GATEWAY, GATEWAY, 'through'],
  ['log', GATEWAY, 'floating'],
])('an edge from %s to %s: %s', (from, to, code) => {
  expect(checkConnection(spec, from, to)?.code).toBe(code)
})

test('one walk finds the edges that are allowed one by one', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 12 }), (waits) => {
      const executors = waits.map((needs, i) => ({
        name: `e${i}`,
        floating: false,
        needs: [...new Set(needs.map((need) => (need % (i + 1) === i ? GATEWAY : `e${need % (i + 1)}`)))],
      })) as unknown as FlowSpec['executors']
      for (const { name: to } of executors)
        expect(connectionsTo({ executors }, to)).toEqual(
          [GATEWAY, ...executors.map(({ name }) => name)].filter(
            (from) => checkConnection({ executors }, from, to) === null,
          ),
        )
    }),
  )
  expect(connectionsTo(spec, 'nobody')).toEqual([])
})

test.each([
  [[], 'encoder', 'encoder'],
  [['encoder'], 'encoder', 'encoder1'],
  [['encoder', 'encoder1'], 'encoder1', 'encoder2'],
  [[], 'gateway', 'gateway1'],
  [[], '2 fast/x', '_2_fast_x'],
  [[], '', 'executor'],
  [[], 'größe', 'größe'],
])('beside %j the name %j becomes %s', (taken, base, name) => {
  expect(uniqueName(taken, base)).toBe(name)
  expect(nameProblem({ executors: taken.map((other) => ({ name: other })) }, name)).toBeNull()
})
