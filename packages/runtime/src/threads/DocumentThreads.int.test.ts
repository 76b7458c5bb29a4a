import { afterAll, expect, test } from 'vitest'
import { parseCondition, type Condition, type Document } from '@flowdeck/shared'
import { countTurns } from '../../test/countTurns.ts'
import { keepMatching } from '../data/keepMatching.ts'
import { documentIds, orderDocuments } from '../data/documentSlices.ts'
import { writeDocuments } from '../data/documents.ts'
import { mergeDocuments } from '../data/mergeDocuments.ts'
import { DocumentThreads } from './DocumentThreads.ts'

const threads = new DocumentThreads()
afterAll(() => threads.close())

const COUNT = 8000
const list = (text: string, from = 0): Document[] =>
  Array.from({ length: COUNT }, (_, i) => ({ id: `${from + i}`, text: i % 2 === 0 ? text : '' }))
const read = (when: object): Condition => {
  const parsed = parseCondition(when as never)
  if (!parsed.ok) throw new Error(parsed.reason)
  return parsed.condition
}
const CONDITION = read({ text: { $regex: '^a' } })

/** Requests whose documents are many, or stand in one of them. */
const SHAPES: [string, (text: string, from?: number) => Buffer][] = [
  ['v1 documents', (text, from) => writeDocuments(list(text, from))],
  ['v2 documents', (text, from) => writeDocuments(list(text, from), { generation: 'v2' })],
  ['chunks of one document', (text, from) => writeDocuments([{ id: 'one', text, chunks: list('c', from) }])],
  ['tags of one document', (text) => writeDocuments([{ id: 'one', text, tags: { a: list(text) } } as never])],
]

test.each(SHAPES)('%s are merged, filtered and ordered beside the event loop [FI-35]', async (_, make) => {
  const [a, b] = [make('a'), make('b', 100)] as [Buffer, Buffer]
  const made: (Buffer | null)[] = []
  const turns = await countTurns(async () => {
    made.push(await threads.merge([a, null, b]))
    made.push(await threads.filter(a, CONDITION))
    made.push(await threads.order(a, b))
  })
  const expected = [
    mergeDocuments([a, null, b]),
    keepMatching(a, CONDITION),
    orderDocuments(a, documentIds(b)),
  ]
  expect(made.map((data, i) => data?.equals(expected[i] as Buffer))).toEqual([true, true, true])
  expect(turns).toBeGreaterThan(1000)
})

test('an answer without documents stays without them, however long its request is', async () => {
  expect(await threads.order(null, writeDocuments(list('a')))).toBeNull()
})

test('what cannot be read is refused as without a thread', async () => {
  const bad = Buffer.concat([Buffer.from([0x0a, 0x80, 0x80, 0x04]), Buffer.alloc(65_536, 0xff)])
  const [inThread, here] = await Promise.allSettled([
    threads.filter(bad, CONDITION),
    (async () => keepMatching(bad, CONDITION))(),
  ])
  expect(here.status).toBe('rejected')
  expect(inThread).toEqual(here)
})

test('numbers of a condition keep their digits on the way into the thread', async () => {
  const data = writeDocuments(list('x').map((doc, i) => ({ ...doc, tags: { n: i } })))
  const condition = read({ tags__n: { $lt: 3 } })
  expect((await threads.filter(data, condition))?.equals(keepMatching(data, condition) as Buffer)).toBe(true)
})
