import { parseFlow, type FlowSpec } from '@flowdeck/shared'
import { expect, test } from 'vitest'
import { findExecutors } from './findExecutors.ts'

const spec = parseFlow(`jtype: Flow
executors:
  - name: encoder
    uses: clip.ts
  - name: indexer
    env: {MODEL: large}
    uses_requests: {/search: find}
`).spec as FlowSpec
const catalog = [{ values: { uses: 'clip.ts' }, endpoints: ['/embed'] }]

test.each([
  ['ENC', [{ name: 'encoder', where: 'name' }]],
  ['clip', [{ name: 'encoder', where: 'uses' }]],
  ['/embed', [{ name: 'encoder', where: 'endpoint /embed' }]],
  ['/search', [{ name: 'indexer', where: 'endpoint /search' }]],
  ['large', [{ name: 'indexer', where: 'env MODEL' }]],
  [
    'er',
    [
      { name: 'encoder', where: 'name' },
      { name: 'indexer', where: 'name' },
    ],
  ],
  [' ', []],
])('%s', (query, hits) => {
  expect(findExecutors(spec, query, catalog)).toEqual(hits)
})
