import { fromBinary } from '@bufbuild/protobuf'
import type { Document } from '@flowdeck/shared'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DocListProtoSchema } from '../gen/docarray_v2_pb.ts'
import { contentOf, generationOf, readDocuments, readOne, writeDocuments, writeOne } from './documents.ts'
import { documentIds, filterDocuments, orderDocuments } from './documentSlices.ts'
import { docShape } from './docShape.ts'
import { readEnvelope } from './envelope.ts'
import { mergeDocuments } from './mergeDocuments.ts'
import { ndArray, toNumbers } from './ndarray.ts'

/** What Jina 3.x (docarray v2) serialises for one Document with a field of every kind. */
const GOLDEN = Buffer.from(
  '0a280a2030313233343536373839616263646566303132333435363738396162636465661a042f666f6f12490a080a017312031a01780a1a0a016c121532130a0911000000000000f03f0a0208000a0220010a0e0a016b120911000000000000f03f0a110a0b5f5f726573756c74735f5f12022a0022c1020abe020abb020a070a016e120210030a170a0375726c12100a0e687474703a2f2f782f792e706e670a0e0a0166120919000000000000f83f0a260a03656d62121f32140a120a080000803f000000401201021a033c66346a076e6461727261790a1e0a016d121962170a080a016b12030a01760a0b0a017a12064a040a0210010a0b0a02627912052a0378797a0a230a03737562121c3a1a0a080a017412030a01710a0e0a02696412080a0273316a0269640a080a046e6f6e6512000a0d0a027374120752050a030a01700a0e0a02696412080a0264316a0269640a0f0a047465787412070a0568656c6c6f0a070a0162120220010a0f0a016c120a4a080a0210010a0210020a260a0473756273121e421c0a1a0a080a017412030a01710a0e0a02696412080a0273326a0269640a110a027475120b5a090a0210010a030a0161',
  'hex',
)
const { data } = readEnvelope(GOLDEN)

const message = (bytes: Buffer | null) => fromBinary(DocListProtoSchema, contentOf(bytes)?.array as Buffer)
const v2 = (docs: object[]) => writeDocuments(docs as Document[], { generation: 'v2' })

test('reads a docarray v2 Document with a field of every kind', () => {
  const [doc] = readDocuments(data) as unknown as Record<string, unknown>[]
  expect(doc).toMatchObject({
    id: 'd1',
    text: 'hello',
    n: 3,
    f: 1.5,
    b: true,
    none: null,
    url: 'http://x/y.png',
    sub: { id: 's1', t: 'q' },
    subs: [{ id: 's2', t: 'q' }],
    l: [1, 2],
    m: { k: 'v', z: [1] },
    st: ['p'],
    tu: [1, 'a'],
  })
  expect(Buffer.from(doc?.['by'] as Uint8Array).toString()).toBe('xyz')
  expect(toNumbers(doc?.['emb'] as never)).toEqual([1, 2])
})

test('writes a Document that was read as it came, types and all', () => {
  expect(message(v2(readDocuments(data)))).toEqual(message(data))
})

test('a changed field changes nothing else, and keeps its type', () => {
  const [doc] = readDocuments(data)
  Object.assign(doc as object, {
    n: 4,
    f: 2,
    sub: Object.assign((doc as never as { sub: object }).sub, { t: 'new' }),
  })
  ;(doc as never as { st: string[] }).st.push('more')
  const expected = message(data)
  const fields = expected.docs[0]?.data as Record<string, { content: { value: unknown } }>
  ;(fields['n'] as { content: { value: unknown } }).content.value = 4
  ;(fields['f'] as { content: { value: unknown } }).content.value = 2
  const written = message(v2([doc as Document]))
  const [out] = written.docs
  expect(out?.data['n']).toEqual(fields['n'])
  expect(out?.data['f']).toEqual(fields['f'])
  expect(out?.data['emb']).toEqual(fields['emb'])
  expect(out?.data['st']?.content.case).toBe('set')
  expect(readDocuments(v2([doc as Document]))[0]).toMatchObject({
    sub: { id: 's1', t: 'new' },
    st: ['p', 'more'],
  })
})

test('the bytes tell which docarray wrote them', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (id, text) => {
      const docs = [{ id, text }]
      expect(generationOf(writeDocuments(docs))).toBe('v1')
      expect(generationOf(v2([{ ...docs[0], id: `x${id}` }]))).toBe('v2')
    }),
  )
  expect(generationOf(null)).toBeNull()
  expect(generationOf(writeDocuments([]))).toBeNull()
  expect(generationOf(v2([]))).toBeNull()
})

test('any plain values survive the way out and back', () => {
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { depthSize: 'small' },
      fc.string(),
      fc.double({ noNaN: true }),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('any'), { maxLength: 4 }),
      fc.dictionary(fc.string({ minLength: 1 }), tie('any'), { maxKeys: 4 }),
    ),
  })).any
  fc.assert(
    fc.property(fc.dictionary(fc.string({ minLength: 1 }), value), (fields) => {
      const doc = { ...fields, id: 'x' }
      expect(readDocuments(v2([doc]))).toEqual([doc])
    }),
  )
})

test('one document of a stream is read and written in either form', () => {
  for (const generation of ['v1', 'v2'] as const)
    expect(readOne(writeOne({ id: 'a', text: 'hi' }, { generation }))).toEqual({ id: 'a', text: 'hi' })
})

test('documents are filtered and ordered without touching their bytes', async () => {
  const bytes = v2([
    { id: 'a', n: 1 },
    { id: 'b', n: 2 },
    { id: 'c', n: 3 },
  ])
  const filtered = filterDocuments(bytes, (doc) => (doc as never as { n: number }).n > 1)
  expect(documentIds(filtered)).toEqual(['b', 'c'])
  expect(documentIds(orderDocuments(bytes, ['c', 'a']))).toEqual(['c', 'a', 'b'])
})

describe('a join of docarray v2', () => {
  const merge = (...parts: object[][]) => readDocuments(mergeDocuments(parts.map(v2)))

  test('updates shared Documents: later values win, lists grow, dicts merge, documents within are merged', () => {
    const before = {
      id: 'x',
      a: 1,
      keep: 'k',
      list: [1],
      dict: { p: 1, q: 1 },
      sub: { id: 's', t: 'old', u: 1 },
      subs: [{ id: '1', n: 1 }],
    }
    const after = {
      id: 'x',
      a: 2,
      keep: null,
      list: [1, 2],
      dict: { q: 2 },
      sub: { id: 's', t: 'new' },
      subs: [
        { id: '1', n: 2 },
        { id: '2', n: 3 },
      ],
    }
    expect(merge([before], [after])).toEqual([
      {
        id: 'x',
        a: 2,
        keep: 'k',
        list: [1, 1, 2],
        dict: { p: 1, q: 2 },
        sub: { id: 's', t: 'new', u: 1 },
        subs: [
          { id: '1', n: 2 },
          { id: '2', n: 3 },
        ],
      },
    ])
  })

  test('keeps what only one part has, in order', () => {
    expect(merge([{ id: 'a' }, { id: 'b' }], [{ id: 'c' }, { id: 'b', t: 1 }])).toEqual([
      { id: 'a' },
      { id: 'b', t: 1 },
      { id: 'c' },
    ])
  })
})

describe('a receiver that declares its fields', () => {
  const shape = docShape({
    title: 'Full',
    type: 'object',
    required: ['text'],
    properties: {
      text: { type: 'string' },
      f: { type: 'number' },
      n: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
      by: { anyOf: [{ type: 'string', format: 'binary' }, { type: 'null' }] },
      emb: {
        anyOf: [{ type: 'array', items: { type: 'number' }, 'tensor/array shape': '[2]' }, { type: 'null' }],
      },
      plain: { type: 'array', items: { type: 'number' } },
      child: { $ref: '#/$defs/Full' },
      children: { type: 'array', items: { $ref: '#/$defs/Full' } },
      tags: { type: 'object', additionalProperties: true },
    },
    $defs: {
      Full: {
        title: 'Full',
        type: 'object',
        properties: { text: { type: 'string' }, f: { type: 'number' } },
      },
    },
  })
  const write = (doc: object) =>
    message(writeDocuments([doc as Document], { generation: 'v2', shape })).docs[0]?.data

  test('gets numbers, tensors, bytes and documents as such', () => {
    const data = write({
      id: 'a',
      text: 't',
      f: 1,
      n: 2,
      by: 'xyz',
      emb: [1, 2],
      plain: [1, 2],
      child: { text: 'c', f: 3 },
      children: [],
      tags: { id: 'x' },
    })
    const kinds = Object.fromEntries(
      Object.entries(data ?? {}).map(([key, { content }]) => [key, content.case]),
    )
    expect(kinds).toEqual({
      id: 'text',
      text: 'text',
      f: 'float',
      n: 'integer',
      by: 'blob',
      emb: 'ndarray',
      plain: 'list',
      child: 'doc',
      children: 'docArray',
      tags: 'dict',
    })
    expect(data?.['id']?.docarrayType.value).toBe('id')
    expect(
      (data as never as { child: { content: { value: { data: Record<string, { content: object }> } } } })
        .child.content.value.data['f']?.content,
    ).toEqual({ case: 'float', value: 3 })
  })

  test.each<[object, string]>([
    [{ text: 5 }, 'data[0].text must be a text, not 5'],
    [{ n: 1 }, 'data[0].text is required'],
    [{ text: '', n: 1.5 }, 'data[0].n must be a whole number, not 1.5'],
    [{ text: '', n: 2 ** 40 }, 'sends whole numbers as int32'],
    [{ text: '', emb: [[1], [2, 3]] }, 'data[0].emb is ragged'],
    [{ text: '', emb: 'x' }, 'data[0].emb must be nested lists of numbers, not "x"'],
    [{ text: '', children: [{ text: 1 }] }, 'data[0].children[0].text must be a text, not 1'],
    [{ text: '', tags: [1] }, 'data[0].tags must be an object, not [1]'],
  ])('%j is refused: %s', (doc, text) => {
    expect(() => write(doc)).toThrow(text)
  })
})

test('arrays are taken in every form that JavaScript has', () => {
  const docs = readDocuments(
    v2([{ id: 'a', own: ndArray([1, 2]), f4: new Float32Array([1, 2]), i4: new Int32Array([3]) }]),
  )
  expect(docs[0]).toMatchObject({
    own: { dtype: '<f4', shape: [2] },
    f4: { dtype: '<f4', shape: [2] },
    i4: { dtype: '<i4', shape: [1] },
  })
})
