import { expect, test } from 'vitest'
import { loadDocument } from '../state/documentEdits.ts'
import { useDocument } from '../state/documentStore.ts'
import { duplicate } from './copies.ts'

const TEXT = 'jtype: Flow\nexecutors:\n  - name: a\n'

test('a note that is copied with an Executor moves as far as that had to move to cover nothing', () => {
  const note = { x: 0, y: -200, width: 160, height: 96, text: 'why', color: 'yellow' } as const
  loadDocument(
    {
      id: 'f.yml',
      text: TEXT,
      layout: { version: 1, nodes: { a: { x: 0, y: 0 } }, notes: { note1: note } },
    },
    { baseRevision: 'r1', savedText: TEXT, restored: null, gone: false, aside: null },
  )
  duplicate({ at: { a: { x: 0, y: 0 } }, notes: { note1: { x: 0, y: -200 } } })
  const { nodes, notes } = useDocument.getState().layout
  const [, copy] = Object.keys(nodes).filter((id) => id.startsWith('a'))
  expect(nodes[copy ?? '']).toEqual({ x: 0, y: 144 })
  expect(Object.values(notes ?? {})).toEqual([note, { ...note, y: -56 }])
})
