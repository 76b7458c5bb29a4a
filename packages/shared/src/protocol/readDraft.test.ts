import { expect, test } from 'vitest'
import { readDraft } from './readDraft.ts'

const DRAFT = { text: 'jtype: Flow\n', baseRevision: 'r', savedAt: 5, tab: 't' }
const EMPTY = { version: 1, nodes: {} }

test.each([
  ['missing', undefined],
  ['of another version', { version: 2, nodes: { a: { x: 1, y: 1, z: 1 } } }],
  ['text', 'nodes'],
  ['numbers that no screen shows', { version: 1, nodes: { b: { x: 1e300, y: 0 }, c: { x: null, y: 'a' } } }],
])('a draft keeps its text when its layout is %s', (_, layout) => {
  const read = readDraft({ ...DRAFT, layout })
  expect(read).toMatchObject(DRAFT)
  expect({ ...read?.layout.nodes }).toEqual(
    layout !== undefined && typeof layout === 'object' && layout.version === 2 ? { a: { x: 1, y: 1 } } : {},
  )
})

test.each([null, 5, 'text', [], {}, { ...DRAFT, text: 5 }, { ...DRAFT, savedAt: 'now' }])(
  '%j is no draft',
  (value) => {
    expect(readDraft(value)).toBeNull()
  },
)

test('a whole draft is read as it is', () => {
  const layout = { ...EMPTY, version: 1 as const, nodes: { a: { x: 16, y: -32 } } }
  expect(readDraft({ ...DRAFT, layout })).toEqual({ ...DRAFT, layout })
})
