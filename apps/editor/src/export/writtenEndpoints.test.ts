import { parseFlow, type CatalogEntry, type FlowSpec } from '@flowdeck/shared'
import { expect, test } from 'vitest'
import { writtenEndpoints } from './writtenEndpoints.ts'

const entry = (values: CatalogEntry['values'], endpoints: string[]): CatalogEntry => ({
  id: JSON.stringify(values),
  kind: 'file',
  name: 'x',
  description: '',
  values,
  endpoints,
})

test('endpoints follow from the sources and from uses_requests, with who answers', () => {
  const { executors } = parseFlow(
    'jtype: Flow\nexecutors:\n  - {name: a, uses: a.ts}\n  - {name: b, uses: B, py_modules: [b.py], uses_requests: {/extra: run}}\n  - {name: c, uses: docker://x}\n',
  ).spec as FlowSpec
  expect(
    writtenEndpoints(executors, [
      entry({ uses: 'a.ts' }, ['/index', '/search']),
      entry({ uses: 'B', py_modules: 'other.py' }, ['/wrong']),
      entry({ uses: 'B', py_modules: 'b.py' }, ['/index']),
    ]),
  ).toEqual([
    { endpoint: '/extra', executors: ['b'] },
    { endpoint: '/index', executors: ['a', 'b'] },
    { endpoint: '/search', executors: ['a'] },
  ])
})
