import { expect, test } from 'vitest'
import { readDocuments, writeDocuments } from './documents.ts'
import { emptyEnvelope, readEnvelope, writeEnvelope } from './envelope.ts'
import { readPassages, writePassages } from './passages.ts'

test('passages travel with an answer and leave it otherwise as it is', () => {
  const passages = [
    {
      executor: 'a',
      docsIn: writeDocuments([{ id: '1', text: 'in' }]),
      docsOut: writeDocuments([{ id: '1', text: 'out' }]),
    },
    { executor: 'b', docsIn: null, docsOut: null },
  ]
  const envelope = {
    ...emptyEnvelope('id'),
    data: writeDocuments([{ id: '1' }]),
    rest: writePassages(passages),
  }
  const back = readEnvelope(writeEnvelope(envelope))
  expect(readDocuments(back.data)).toEqual([{ id: '1' }])
  const [first, second] = readPassages(back.rest)
  expect([
    first?.executor,
    readDocuments(first?.docsIn ?? null),
    readDocuments(first?.docsOut ?? null),
  ]).toEqual(['a', [{ id: '1', text: 'in' }], [{ id: '1', text: 'out' }]])
  expect(second).toEqual({ executor: 'b', docsIn: null, docsOut: null })
})

test('an answer without them has none', () => {
  expect(readPassages(Buffer.alloc(0))).toEqual([])
})
