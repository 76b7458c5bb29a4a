import type { GatewayProtocol, JsonObject } from '@flowdeck/shared'

/** One question that every client asks every Gateway; documents as JSON, which both write as their classes declare. */
export interface TypedCase {
  name: string
  endpoint: string
  docs: JsonObject[]
  parameters?: JsonObject
  targetExecutor?: string
  requestSize?: number
  /** Asked document by document, over these protocols. */
  stream?: GatewayProtocol[]
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
  { name: 'a large one', endpoint: '/echo', docs: [{ id: 'large', text: 'x'.repeat(3_000_000) }] },
  {
    name: 'document by document',
    endpoint: '/stream',
    docs: [{ id: 's', text: 'part ' }],
    stream: ['grpc', 'http'],
  },
]
