import type { RequestResponse } from '@flowdeck/shared'
import { expect, test } from 'vitest'
import { fitResponse } from './fitResponse.ts'

const answer = (over: Partial<RequestResponse>): RequestResponse => ({
  index: 0,
  ms: 1,
  status: null,
  parameters: null,
  routes: [{ executor: 'a', startTime: null, endTime: null, status: null }],
  docs: [],
  ...over,
})
const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value))

test('an answer that fits is the very same', () => {
  const small = answer({ docs: [{ text: 'x' }] })
  expect(fitResponse(small, 10_000)).toBe(small)
})

test('the documents between Executors go first', () => {
  const docs = [{ text: 'x'.repeat(2000) }]
  const fitting = fitResponse(
    answer({ docs, passages: [{ executor: 'a', docsIn: docs, docsOut: docs }] }),
    4000,
  )
  expect(fitting).toEqual(answer({ docs }))
})

test('then long texts and lists are shortened, and say how long they were', () => {
  const tags = { deep: [{ note: 'y'.repeat(2000) }] }
  const large = answer({ docs: [{ text: 'é'.repeat(5000), embedding: Array(768).fill(0.5), tags }] })
  const { docs, leftOut } = fitResponse(large, 8000)
  expect(leftOut).toEqual({ docs: 0, bytes: bytes(large) })
  expect(docs[0]?.['text']).toBe(`${'é'.repeat(1000)}… (5,000 characters)`)
  expect(docs[0]?.['embedding']).toEqual([...Array<number>(20).fill(0.5), '… (768 values)'])
  expect(docs[0]?.['tags']).toEqual({ deep: [{ note: `${'y'.repeat(1000)}… (2,000 characters)` }] })
})

test('then documents are left out from the end', () => {
  const docs = Array.from({ length: 1000 }, (_, n) => ({ text: `document ${n}` }))
  const fitting = fitResponse(answer({ docs }), 5000)
  expect(bytes(fitting)).toBeLessThanOrEqual(5000)
  expect(fitting.docs.length).toBeGreaterThan(100)
  expect(fitting.docs.length + (fitting.leftOut?.docs ?? 0)).toBe(1000)
  expect(fitting.docs).toEqual(docs.slice(0, fitting.docs.length))
})

test('status and routes stay although nothing else has room', () => {
  const status = {
    code: 'ERROR',
    description: 'boom',
    exception: null,
  } as unknown as RequestResponse['status']
  const large = answer({ status, parameters: { big: 'x'.repeat(9000) }, docs: [{ text: 'x' }] })
  expect(fitResponse(large, 0)).toEqual({
    ...answer({ status }),
    leftOut: { docs: 1, bytes: bytes(large) },
  })
})
