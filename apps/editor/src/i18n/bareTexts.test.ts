import { expect, test } from 'vitest'
import { bareTexts, sourceFiles } from './test/sources.ts'

/** Names, units, keys of the YAML and examples: the same in every language. */
const SAME_EVERYWHERE = new Set([
  'Flowdeck',
  'English',
  'Deutsch',
  'YAML',
  'JSON',
  'HTTP',
  'WebSocket',
  'curl',
  'TypeScript',
  'Python',
  'Docker Compose',
  'Kubernetes',
  'Mermaid',
  'SVG',
  'PNG',
  // Keys of the YAML and of Documents.
  'when',
  'polling',
  'matches',
  'chunks',
  // What a field of the playground is called in the code.
  'endpoint',
  'protocol',
  'targetExecutor',
  'requestSize',
  // Examples of what can be typed.
  'search',
  'default',
  'jina-network',
  'jinaai/jina:3-py311-standard',
  'registry/name:tag',
  'grpc://127.0.0.1:54321',
  '/endpoint',
  '^Berlin',
  '{"tags__price": {"$gt": 3}}',
  '{"limit": 3}',
  '[{"text": "hello", "tags": {"lang": "en"}}]',
  'jtype: Flow executors: - name: encoder uses: encoder.ts',
  '${{ ENV. }}',
])

test('no words are shown or said without t()', () => {
  const bare = sourceFiles().flatMap((file) =>
    bareTexts(file)
      .filter((text) => !SAME_EVERYWHERE.has(text))
      .map((text) => `${file}: ${text}`),
  )
  expect(bare).toEqual([])
})
