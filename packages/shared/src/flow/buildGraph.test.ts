import { expect, test } from 'vitest'
import { parseFlow } from '../read/parseFlow.ts'
import { toMermaid } from '../export/picture/toMermaid.ts'

const FLOW = (needs: string) =>
  `jtype: Flow\nexecutors:\n  - {name: foo, uses: a.ts}\n  - {name: bar, uses: a.ts, needs: ${needs}, no_reduce: true}\n`

test.each(['[foo, gateway]', '[gateway, foo]'])(
  'needs: %s gives the join an edge from the Gateway too',
  (needs) => {
    const { graph, issues, spec } = parseFlow(FLOW(needs))
    // What Jina 3.34 gives its Gateway as graph_description, with its order of keys.
    expect(JSON.stringify(graph?.edges)).toBe(
      '{"foo":["bar"],"start-gateway":["foo","bar"],"bar":["end-gateway"]}',
    )
    expect(issues).toEqual([])
    expect(spec && toMermaid(spec)).toMatch(/gatewaystart\[gateway\]:::GATEWAY --> bar/)
  },
)

test.each(['gateway', '[gateway]', "'gateway'"])('needs: %s leaves out the Executor before it', (needs) => {
  const { graph, issues } = parseFlow(FLOW(needs))
  expect(JSON.stringify(graph?.edges)).toBe('{"foo":[],"start-gateway":["foo","bar"],"bar":["end-gateway"]}')
  expect(issues.map(({ code }) => code)).toEqual(['dangling-executor'])
})
