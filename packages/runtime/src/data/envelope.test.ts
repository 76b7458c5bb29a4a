import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import type { Document } from '@flowdeck/shared'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DocumentArrayProtoSchema } from '../gen/docarray_v1_pb.ts'
import { DataRequestProtoSchema } from '../gen/jina_pb.ts'
import { readDocuments, writeDocuments } from './documents.ts'
import { emptyEnvelope, readEnvelope, writeEnvelope } from './envelope.ts'
import { toNumbers } from './ndarray.ts'
import { readStruct } from './parameters.ts'

/** What Jina 3.x (docarray v1) serialises for one Document with all kinds of fields. */
const GOLDEN = Buffer.from(
  '0a280a2030313233343536373839616263646566303132333435363738396162636465661a042f666f6f12490a1a0a016c121532130a0911000000000000f03f0a0208000a0220010a080a017312031a01780a110a0b5f5f726573756c74735f5f12022a000a0e0a016b120911000000000000f03f227c0a7a0a780a026431220568656c6c6f72110a02633122056368756e6b28013a0264317a060a026d31300182011b0a120a080000803f000000401201021a033c66341a056e756d70798a011a0a080a016212031a01630a0e0a0161120911000000000000f03f9201140a03636f73120d0d0000003f1206636f73696e65',
  'hex',
)

test('reads what Jina writes', () => {
  const envelope = readEnvelope(GOLDEN)
  expect(envelope.requestId).toBe('0123456789abcdef0123456789abcdef')
  expect(envelope.endpoint).toBe('/foo')
  expect(envelope.target).toBeUndefined()
  expect(readStruct(envelope.parameters)).toEqual({ __results__: {}, k: 1, s: 'x', l: [1, null, true] })
  const [doc] = readDocuments(envelope.data)
  expect(doc).toMatchObject({ id: 'd1', text: 'hello', tags: { a: 1, b: 'c' } })
  expect(doc?.embedding && toNumbers(doc.embedding)).toEqual([1, 2])
  expect(doc?.chunks?.[0]).toEqual({ id: 'c1', text: 'chunk', granularity: 1, parent_id: 'd1' })
  expect(doc?.matches?.[0]).toMatchObject({ id: 'm1', adjacency: 1 })
  expect(doc?.scores).toEqual({ cos: { value: 0.5, op_name: 'cosine' } })
})

test('writes the very bytes it read', () => {
  expect(writeEnvelope(readEnvelope(GOLDEN)).equals(GOLDEN)).toBe(true)
})

test('documents survive being read and written', () => {
  const { data } = readEnvelope(GOLDEN)
  const again = readDocuments(writeDocuments(readDocuments(data)))
  expect(again).toEqual(readDocuments(data))
})

test('fields of a newer version survive a hop [FI-29]', () => {
  // Field 99 of the request and field 50 of the header, both text.
  const unknown = Buffer.concat([GOLDEN, Buffer.from([0x9a, 0x06, 0x02, 0x68, 0x69])])
  const written = writeEnvelope(readEnvelope(unknown))
  expect(written.includes(Buffer.from([0x9a, 0x06, 0x02, 0x68, 0x69]))).toBe(true)
})

test('fields that are missing have their defaults [FI-29]', () => {
  expect(readEnvelope(Buffer.alloc(0))).toEqual(emptyEnvelope(''))
  // A header, a route and a data field with nothing in them.
  const hollow = readEnvelope(Buffer.from('0a001a002200', 'hex'))
  expect(hollow).toEqual({ ...emptyEnvelope(''), routes: [Buffer.alloc(0)], data: Buffer.alloc(0) })
  expect(readDocuments(hollow.data)).toEqual([])
  expect(readDocuments(Buffer.from('0a020a00', 'hex'))).toEqual([{ id: '' }])
})

test.each([
  ['fields that are not known', [0x7a, 0]],
  ['pieces of its documents', [0x22, 0]],
  ['routes', [0x1a, 0]],
  ['headers', [0x0a, 0]],
])('a request of very many %s is refused before they are taken apart [FI-37]', (_, field) => {
  const bytes = Buffer.alloc(1_000_000)
  for (let at = 0; at < bytes.length; at += 2) bytes.set(field, at)
  expect(() => readEnvelope(bytes)).toThrow('it has more than 10000 fields')
  const header = Buffer.concat([Buffer.from([0x0a, 0xc0, 0x84, 0x3d]), bytes])
  expect(() => readEnvelope(header)).toThrow('it has more than 10000 fields')
})

test('a field that comes in several pieces is put together', () => {
  const bytes = Buffer.from([0x7a, 1, 1, 0x22, 1, 0x0a, 0x7a, 1, 2, 0x22, 1, 0])
  const envelope = readEnvelope(bytes)
  expect([...envelope.rest]).toEqual([0x7a, 1, 1, 0x7a, 1, 2])
  expect([...(envelope.data ?? [])]).toEqual([0x0a, 0])
})

test('agrees with a complete protobuf implementation', () => {
  const text = fc.string({ unit: 'binary', maxLength: 30 })
  fc.assert(
    fc.property(
      text,
      fc.option(text),
      fc.option(text),
      fc.uint8Array({ maxLength: 300 }),
      (id, endpoint, target, data) => {
        const envelope = emptyEnvelope(id)
        if (endpoint !== null) envelope.endpoint = endpoint
        if (target !== null) envelope.target = target
        envelope.data = writeDocuments([{ id: 'x', blob: data }])
        const bytes = writeEnvelope(envelope)
        const proto = fromBinary(DataRequestProtoSchema, bytes)
        expect(proto.header?.requestId).toBe(id)
        expect(proto.header?.execEndpoint ?? null).toBe(endpoint)
        expect(proto.header?.targetExecutor ?? null).toBe(target)
        expect([...(readDocuments(readEnvelope(bytes).data)[0]?.blob ?? [])]).toEqual([...data])
      },
    ),
  )
})

test('sparse arrays, and the framework an array came from, survive an Executor', () => {
  const dense = { buffer: new Uint8Array(4), shape: [1], dtype: '<f4' }
  const array = create(DocumentArrayProtoSchema, {
    docs: [
      {
        id: 'x',
        content: { case: 'tensor', value: { content: { case: 'dense', value: dense }, clsName: 'torch' } },
        embedding: {
          content: { case: 'sparse', value: { indices: dense, values: dense, shape: [3] } },
          clsName: 'scipy',
        },
      },
    ],
  })
  const bytes = toBinary(DocumentArrayProtoSchema, array)
  const data = Buffer.concat([Buffer.from([10, bytes.length]), bytes])
  const docs = readDocuments(data)
  ;(docs[0] as Document).tags = { touched: true }
  const back = fromBinary(DocumentArrayProtoSchema, new Uint8Array(writeDocuments(docs).subarray(2))).docs[0]
  expect(back?.embedding).toEqual(array.docs[0]?.embedding)
  expect(back?.content).toMatchObject({ case: 'tensor', value: { clsName: 'torch' } })
})

test('a pickle in a blob, a tensor or a tag is forwarded as it came [SEC-46]', () => {
  const text = "cos\nsystem\n(S'touch pwned'\ntR."
  const pickle = new Uint8Array(Buffer.from(text))
  const array = create(DocumentArrayProtoSchema, {
    docs: [
      { id: 'blob', content: { case: 'blob', value: pickle }, tags: { pickle: text } },
      {
        id: 'tensor',
        content: {
          case: 'tensor',
          value: {
            content: { case: 'dense', value: { buffer: pickle, shape: [1], dtype: '|O' } },
            clsName: 'numpy',
          },
        },
      },
    ],
  })
  const bytes = toBinary(DocumentArrayProtoSchema, array)
  const data = Buffer.concat([Buffer.from([10, 0x80 | (bytes.length & 0x7f), bytes.length >> 7]), bytes])
  expect(writeEnvelope(readEnvelope(writeEnvelope({ ...emptyEnvelope('x'), data })))).toEqual(
    writeEnvelope({ ...emptyEnvelope('x'), data }),
  )
  const docs = readDocuments(data)
  for (const doc of docs) doc.weight = 1
  const back = fromBinary(DocumentArrayProtoSchema, new Uint8Array(writeDocuments(docs).subarray(3))).docs
  expect(back.map(({ content }) => content)).toEqual(array.docs.map(({ content }) => content))
  expect(back[0]?.tags).toEqual(array.docs[0]?.tags)
})

test('malformed bytes are refused, never read past their end', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      try {
        writeEnvelope(readEnvelope(Buffer.from(bytes)))
      } catch (thrown) {
        expect((thrown as Error).message).toContain('not readable protobuf')
      }
    }),
    { numRuns: 500 },
  )
})
