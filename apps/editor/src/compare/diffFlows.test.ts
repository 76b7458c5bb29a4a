import { parseFlow } from '@flowdeck/shared'
import { describe, expect, test } from 'vitest'
import { diffFlows, differing, wordsOfDiff, type FlowDiff } from './diffFlows.ts'

const OLD = 'jtype: Flow\nexecutors:\n  - name: a\n    replicas: 2\n  - name: b\n  - name: c\n'
const NEW =
  'jtype: Flow\nwith:\n  port: 1234\nexecutors:\n  - name: a # more\n    replicas: 3\n  - name: d\n  - name: c\n'
const between = (before: string, after: string) => diffFlows(parseFlow(before), parseFlow(after)) as FlowDiff

describe('diffFlows', () => {
  test('finds Executors that came, went and changed, with their keys', () => {
    const { executors } = between(OLD, NEW)
    expect(executors.map(({ card, change }) => [card.name, change])).toEqual([
      ['a', 'changed'],
      ['d', 'added'],
      ['c', 'changed'],
      ['b', 'removed'],
    ])
    expect(executors[0]?.keys).toEqual([{ key: 'replicas', before: '2', after: '3' }])
    expect(executors[2]?.keys).toEqual([{ key: 'needs', before: '["b"]', after: '["d"]' }])
  })
  test('finds edges that came and went, and settings of the Flow', () => {
    const { edges, flow } = between(OLD, NEW)
    expect(
      edges.filter(({ change }) => change !== 'same').map(({ edge, change }) => [edge.id, change]),
    ).toEqual([
      ['a→d', 'added'],
      ['d→c', 'added'],
      ['a→b', 'removed'],
      ['b→c', 'removed'],
    ])
    expect(flow).toEqual([{ key: 'with.port', before: null, after: '1234' }])
    expect(between(NEW, `${NEW}gateway:\n  cors: true\n`).flow).toEqual([
      { key: 'gateway.cors', before: 'false', after: 'true' },
    ])
  })
  test('a comment or another order of keys changes nothing', () => {
    const diff = between(OLD, OLD.replace('name: a', 'name: a   # a comment'))
    expect(differing(diff)).toEqual([])
    expect(wordsOfDiff(diff)).toContain('The same Flow')
  })
  test('says it in words', () => {
    expect(wordsOfDiff(between(OLD, NEW))).toBe(
      '1 Executor added, 1 Executor removed, 2 Executors changed, 4 edges differ, 1 setting of the Flow',
    )
  })
  test('a text that cannot be read has no picture', () => {
    expect(diffFlows(parseFlow('a: ['), parseFlow(NEW))).toBeNull()
  })
})
