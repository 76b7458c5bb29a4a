import type { GatewayProtocol, JsonObject } from '@flowdeck/shared'

/** One question that every client asks every Gateway; documents as JSON, which both write as their classes declare. */
export interface TypedCase {
  name: string
  endpoint: string
  docs: JsonObject[]
  parameters?: JsonObject
  targetExecutor?: string
  requestSize?: number
  /** Asked over these protocols alone; over all unless given. */
  protocols?: GatewayProtocol[]
  /** Asked document by document. */
  stream?: boolean
}

const FULL: JsonObject = {
  id: 'all',
  text: 'Grüße ✓',
  count: 3,
  weight: 2,
  on: true,
  raw: 'bytes',
  nothing: null,
  embedding: [0.5, -1.25],
  grid: [
    [1.5, 2],
    [3, 4],
  ],
  url: 'http://localhost/a.png',
  numbers: [1, 2.5],
  words: ['a', 'b'],
  tags: { price: 1.5, nested: { on: true, none: null }, list: ['a', 2] },
}

const three = ['a', 'b', 'c'].map((id): JsonObject => ({ id, text: id }))

export const TYPED_CASES: TypedCase[] = [
  { name: 'every kind of field', endpoint: '/echo', docs: [FULL] },
  { name: 'defaults', endpoint: '/echo', docs: [{ id: 'bare' }] },
  { name: 'several', endpoint: '/mark', docs: three },
  { name: 'one Executor alone', endpoint: '/mark', docs: [{ id: 'a', text: '>' }], targetExecutor: 'two' },
  { name: 'one by one, with parameters', endpoint: '/single', docs: three, parameters: { limit: 2 } },
  { name: 'parameters by default', endpoint: '/single', docs: [{ id: 'a' }] },
  { name: 'fewer come back', endpoint: '/fewer', docs: three },
  { name: 'an Executor that fails', endpoint: '/fail', docs: [{ id: 'a' }] },
  {
    name: 'many in several requests',
    endpoint: '/echo',
    docs: Array.from({ length: 500 }, (_, i) => ({ id: String(i), text: `document ${i}` })),
    requestSize: 70,
  },
  // Jina's WebSocket client takes no message over 4 MB.
  {
    name: 'a large one (20 MB; 3 MB over WebSocket)',
    endpoint: '/echo',
    docs: [{ id: 'large', text: 'x'.repeat(20_000_000) }],
    protocols: ['grpc', 'http'],
  },
  {
    name: 'a large one (20 MB; 3 MB over WebSocket)',
    endpoint: '/echo',
    docs: [{ id: 'large', text: 'x'.repeat(3_000_000) }],
    protocols: ['websocket'],
  },
  {
    name: 'document by document',
    endpoint: '/stream',
    docs: [{ id: 's', text: 'part ' }],
    stream: true,
    protocols: ['grpc', 'http'],
  },
]

/** Asked of branches with conditions, a join, shards, and one that floats. */
export const TYPED_GRAPH_CASES: TypedCase[] = [
  {
    name: 'branches with conditions, and their join',
    endpoint: '/join',
    docs: [{ id: 'a', tags: { side: 'left' } }, { id: 'b', tags: { side: 'right' } }, { id: 'c' }],
  },
  {
    name: 'a part of the branches',
    endpoint: '/join',
    docs: [{ id: 'a', tags: { side: 'right' } }],
    targetExecutor: 'right|joined',
  },
  { name: 'all shards', endpoint: '/all', docs: [{ id: 'a' }], targetExecutor: 'parts' },
  { name: 'one of several shards', endpoint: '/echo', docs: [{ id: 'a', text: 'same' }] },
  { name: 'a shard alone', endpoint: '/mark', docs: [{ id: 'a', text: '>' }], targetExecutor: 'parts' },
  { name: 'a shard that fails', endpoint: '/fail', docs: [{ id: 'a' }], targetExecutor: 'parts' },
  // Every field, because nobody who answers fills in what the class declares; no list, because joins make them longer.
  {
    name: 'what floats',
    endpoint: '/mark',
    docs: [{ ...FULL, embedding: null, grid: null, numbers: [], words: [] }],
    targetExecutor: 'aside',
  },
  {
    name: 'many through branches',
    endpoint: '/echo',
    docs: Array.from({ length: 300 }, (_, i) => ({
      id: String(i),
      text: String(i),
      tags: { side: i % 2 ? 'left' : '' },
    })),
    requestSize: 70,
  },
]
