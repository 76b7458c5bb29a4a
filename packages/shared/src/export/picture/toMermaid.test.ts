import { describe, expect, test } from 'vitest'
import type { FlowSpec } from '../../model/flowModel.ts'
import { parseFlow } from '../../read/parseFlow.ts'
import { toMermaid } from './toMermaid.ts'

const linesOf = (executors: string, options?: { vertical: boolean }) =>
  toMermaid(parseFlow(`jtype: Flow\nexecutors:\n${executors}`).spec as FlowSpec, options).split('\n')

describe('toMermaid', () => {
  test('begins with the theme and the direction', () => {
    const [theme, direction] = linesOf('  - name: a\n')
    expect(theme).toMatch(/^%%\{init:\{ "theme": "base".*\}%%$/)
    expect(direction).toBe('flowchart LR;')
    expect(linesOf('  - name: a\n', { vertical: true })[1]).toBe('flowchart TD;')
  })

  test('draws a join of all as a join, of one as the Executor behind it', () => {
    const roles = (entries: string) => linesOf(entries).filter((line) => line.includes('gatewayend'))
    expect(roles('  - name: a\n  - {name: b, needs: gateway}\n  - method: needs_all\n')).toEqual([
      'joiner:::JOIN --> gatewayend[gateway]:::GATEWAY;',
    ])
    expect(roles('  - name: a\n  - method: needs_all\n')).toEqual([
      'joiner:::DEPLOYMENT --> gatewayend[gateway]:::GATEWAY;',
    ])
  })

  test('draws edges by role, needs sorted, from the entry to the last that answers', () => {
    const edges = linesOf(
      '  - name: b\n  - {name: a, needs: gateway}\n  - {name: j, method: needs, needs: [b, a]}\n  - {name: x, external: true}\n  - {name: log, floating: true}\n',
    ).filter((line) => line.includes('-->'))
    expect(edges).toEqual([
      'gatewaystart[gateway]:::GATEWAY --> b:::DEPLOYMENT;',
      'gatewaystart[gateway]:::GATEWAY --> a:::DEPLOYMENT;',
      'a:::DEPLOYMENT --> j:::JOIN;',
      'b:::DEPLOYMENT --> j:::JOIN;',
      'j:::JOIN --> x:::EXTERNAL;',
      'x:::EXTERNAL --> log:::DEPLOYMENT;',
      'x:::EXTERNAL --> gatewayend[gateway]:::GATEWAY;',
    ])
  })

  test('shows replicas, and shards between head and tail', () => {
    expect(linesOf('  - {name: a, uses: A, replicas: 2}\n').slice(2, 7)).toEqual([
      'subgraph a;',
      'direction LR;',
      'a/rep-0/rep-0["A"]:::pod;',
      'a/rep-0/rep-1["A"]:::pod;',
      'end;',
    ])
    const sharded = linesOf('  - {name: s, uses: A, shards: 2, uses_before: B, uses_after: C}\n')
    expect(sharded).toContain('subgraph s/shard-1')
    expect(sharded).toContain('s/shard-1/rep-0["A"]:::pod;')
    expect(sharded).toContain('s-head["B"]:::HEADTAIL --> s/shard-0;')
    expect(sharded).toContain('s/shard-0 --> s-tail["C"]:::HEADTAIL;')
  })

  test('an external Executor has no box, a secret is hidden, a reserved word is no id', () => {
    const text = linesOf(
      '  - {name: x, external: true}\n  - {name: end, uses: "jinahub://Name:s3cret@latest"}\n',
    ).join('\n')
    expect(text).not.toContain('subgraph x;')
    expect(text).not.toContain('s3cret')
    expect(text).toContain('subgraph end_["end"];')
    expect(text).toContain('x:::EXTERNAL --> end_:::DEPLOYMENT;')
  })

  test('an inspecting Executor is wired with dots', () => {
    expect(linesOf('  - name: a\n  - {name: i, method: inspect}\n')).toContain(
      'a:::DEPLOYMENT -.-> i:::INSPECT;',
    )
  })
})
