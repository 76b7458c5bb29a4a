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

const schema = (...attributes: [name: string, type: string, kind: string][]) => ({
  multi_modal_schema: Object.fromEntries(
    attributes.map(([name, type, kind], position) => [name, { position, type, attribute_type: kind }]),
  ),
})
/** As docarray numbers it. */
const part = (id: string, parent: string, more: DocumentInput): DocumentInput => ({
  id,
  granularity: parent.startsWith('page') ? 1 : 2,
  parent_id: parent,
  ...more,
})

/** What `Document(Page(…))` makes of a dataclass: a chunk for each attribute, and the schema beside them. */
const multiModal = (id: string): DocumentInput => ({
  id,
  _metadata: schema(
    ['title', 'Text', 'document'],
    ['banner', 'Image', 'document'],
    ['notes', 'List[Text]', 'iterable_document'],
    ['data', 'JSON', 'document'],
    ['inner', 'Inner', 'nested'],
  ),
  chunks: [
    part('title', id, { text: 'A title', modality: 'text' }),
    part('banner', id, {
      tensor: ndArray([1, 2, 3], [1, 1, 3], '|u1'),
      modality: 'image',
      _metadata: { image_type: 'ndarray' },
    }),
    part('notes', id, {
      chunks: ['x', 'y'].map((text, i) => part(`note-${i}`, 'notes', { text, modality: 'text' })),
    }),
    part('data', id, { modality: 'json', tags: { a: 1 } }),
    part('inner', id, {
      _metadata: schema(['heading', 'Text', 'document']),
      chunks: [part('heading', 'inner', { text: 'h', modality: 'text' })],
    }),
  ],
})

export const CASES: Case[] = [
  { name: 'every field', endpoint: '/echo', docs: [FIELDS] },
  { name: 'bytes', endpoint: '/echo', docs: [{ id: 'blob', blob: Uint8Array.of(0, 1, 254, 255) }] },
  {
    name: 'a tensor',
    endpoint: '/echo',
    docs: [{ id: 'tensor', tensor: ndArray([1, 2, 3, 4, 5, 6], [2, 3], '<i8') }],
  },
  {
    name: 'a multi-modal document (a dataclass of docarray v1)',
    endpoint: '/mark',
    docs: [multiModal('page')],
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
  { name: 'an endpoint that no Executor has', endpoint: '/nowhere', docs: [{ id: 'a', text: 'same' }] },
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
  {
    name: 'a multi-modal document (a dataclass of docarray v1)',
    endpoint: '/join',
    docs: [multiModal('page'), { ...multiModal('page-left'), tags: { side: 'left' } }],
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
