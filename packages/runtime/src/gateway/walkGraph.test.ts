import { expect, test } from 'vitest'
import { buildTopology } from './TopologyGraph.ts'
import { walkGraph } from './walkGraph.ts'

test('a join gets one part per edge, also the one from the Gateway', () => {
  const { parents, origins, ends } = walkGraph({
    foo: ['bar'],
    'start-gateway': ['foo', 'bar'],
    bar: ['end-gateway'],
  })
  expect(Object.fromEntries(parents)).toEqual({ foo: ['start-gateway'], bar: ['foo', 'start-gateway'] })
  expect({ origins, ends }).toEqual({ origins: ['foo', 'bar'], ends: ['bar'] })
})

test('parts are in the order of a walk from the Gateway, depth first', () => {
  const { parents } = walkGraph({
    c: ['d'],
    'start-gateway': ['d', 'a', 'c'],
    a: ['b'],
    b: ['d'],
    d: ['end-gateway'],
  })
  expect(parents.get('d')).toEqual(['start-gateway', 'b', 'c'])
})

test('an Executor that is only a successor answers the client, one without successors floats', () => {
  expect(walkGraph({ 'start-gateway': ['a', 'b'], a: [] }).ends).toEqual(['b'])
})

test('a chain of 100,000 Executors and names of object members are walked', () => {
  const names = ['constructor', 'toString', ...Array.from({ length: 100_000 }, (_, i) => `e${i}`)]
  const chain = names.map((name, i): [string, string[]] => [name, [names[i + 1] ?? 'end-gateway']])
  const { parents } = walkGraph(Object.fromEntries([['start-gateway', ['constructor']], ...chain]))
  expect(parents.size).toBe(names.length)
})

test('an Executor that waits for one without a request is refused, one that waits for nothing is left out', () => {
  const settings = {
    conditions: {},
    metadata: {},
    noReduce: [],
    retries: -1,
    timeoutSendMs: null,
    compression: null,
  }
  const addresses = { a: ['127.0.0.1:1'], b: ['127.0.0.1:1'] }
  const graph = { 'start-gateway': ['a'], a: ['end-gateway'], b: ['a'] }
  expect(() => buildTopology({ ...settings, graph, addresses })).toThrow(
    'Executor "a" waits for "b", which no request reaches',
  )
  const beside = buildTopology({ ...settings, graph: { ...graph, b: ['end-gateway'] }, addresses })
  expect(beside.nodes.map(({ name }) => name)).toEqual(['a'])
})
