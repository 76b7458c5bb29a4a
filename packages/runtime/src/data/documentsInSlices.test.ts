import { expect, test } from 'vitest'
import type { Document } from '@flowdeck/shared'
import { countSlices } from '../../test/countTurns.ts'
import { writeDocuments } from './documents.ts'
import { readDocumentsInSlices, writeDocumentsInSlices } from './documentsInSlices.ts'

const list = (count: number): Document[] =>
  Array.from({ length: count }, (_, i) => ({ id: `${i}`, text: 'x' }))

test.each<[string, Document[], 'v1' | 'v2']>([
  ['many documents', list(8000), 'v1'],
  ['many documents of docarray v2', list(4000), 'v2'],
  ['a document of many chunks', [{ id: 'a', chunks: list(8000) }], 'v1'],
  ['chunks of many matches', [{ id: 'a', chunks: [{ id: 'b', matches: list(8000) }] }], 'v1'],
])(
  '%s are read and written in slices, between which the event loop goes on [FI-35]',
  async (_, docs, generation) => {
    const data = writeDocuments(docs, { generation })
    const slices = await countSlices(async () => {
      await writeDocumentsInSlices(await readDocumentsInSlices(data), { generation })
    })
    expect(slices).toBeGreaterThan(100)
  },
)

test.each([null, 'text', { id: 'a', chunks: 4 }])(
  'a document that is %j is refused as among few',
  async (bad) => {
    const docs = [...list(300), bad] as Document[]
    const [sliced, whole] = await Promise.allSettled([
      writeDocumentsInSlices(docs, { generation: 'v1' }),
      (async () => writeDocuments(docs))(),
    ])
    expect(sliced).toEqual(whole)
    expect(sliced.status).toBe('rejected')
  },
)
