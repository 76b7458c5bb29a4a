import { ndArray } from '../../src/data/ndarray.ts'
import type { GatewayProtocol } from '@flowdeck/shared'
import type { DocumentInput } from '../../src/client/Client.ts'

/** One question that every client asks every Gateway. */
export interface Case {
  name: string
  endpoint: string
  docs: DocumentInput[]
  parameters?: Record<string, string | number | boolean>
  targetExecutor?: string
  requestSize?: number
  /** Asked over these protocols alone; over all unless given. */
  protocols?: GatewayProtocol[]
}

const inner: DocumentInput = { id: 'inner', text: 'inside', tags: { deep: { list: [1, 'two', true, null] } } }

/** Every field of a Document that docarray v1 has; `text`, `blob` and `tensor` exclude each other. */
const FIELDS: DocumentInput = {
  id: 'all',
  text: 'Grüße ✓',
  embedding: ndArray([0.5, -1.25, 3]),
  tags: { price: 1.5, nested: { on: true }, list: ['a', 2] },
  uri: 'file:///a.txt',
  mime_type: 'text/plain',
  modality: 'text',
  weight: 0.25,
  granularity: 1,
  adjacency: 2,
  parent_id: 'parent',
  offset: 3,
  location: [1, 2.5],
  // As docarray itself numbers them.
  chunks: [{ ...inner, id: 'chunk', granularity: 2, parent_id: 'all' }],
  matches: [{ ...inner, id: 'match', adjacency: 3 }],
  scores: { cosine: { value: 0.5, op_name: 'cos', description: 'how near' } },
  evaluations: { precision: { value: 1 } },
}

export const CASES: Case[] = [
  { name: 'every field', endpoint: '/echo', docs: [FIELDS] },
  { name: 'bytes', endpoint: '/echo', docs: [{ id: 'blob', blob: Uint8Array.of(0, 1, 254, 255) }] },
  {
    name: 'a tensor',
    endpoint: '/echo',
    docs: [{ id: 'tensor', tensor: ndArray([1, 2, 3, 4, 5, 6], [2, 3], '<i8') }],
  },
  { name: 'several in order', endpoint: '/mark', docs: ['a', 'b', 'c'].map((id) => ({ id, text: id })) },
  { name: 'one Executor alone', endpoint: '/mark', docs: [{ id: 'a', text: '>' }], targetExecutor: 'two' },
  {
    name: 'parameters',
    endpoint: '/parameters',
    docs: [{ id: 'a' }],
    parameters: { limit: 3, word: 'x', on: true, two__own: 'yes' },
  },
  { name: 'fewer come back', endpoint: '/fewer', docs: ['a', 'b', 'c'].map((id) => ({ id })) },
  { name: 'an endpoint that nobody has', endpoint: '/nowhere', docs: [{ id: 'a', text: 'same' }] },
  { name: 'an Executor that fails', endpoint: '/fail', docs: [{ id: 'a' }] },
  { name: 'nothing sent', endpoint: '/echo', docs: [] },
  {
    name: 'many in several requests',
    endpoint: '/echo',
    docs: Array.from({ length: 1000 }, (_, i) => ({ id: String(i), text: `document ${i}` })),
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
]

/** Asked of branches with conditions, a join, shards, and one that floats. */
export const GRAPH_CASES: Case[] = [
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
  { name: 'what floats', endpoint: '/mark', docs: [{ id: 'a', text: '>' }], targetExecutor: 'aside' },
  { name: 'dictionaries that Executors return', endpoint: '/results', docs: [{ id: 'a' }] },
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
