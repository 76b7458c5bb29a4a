import { beforeEach, describe, expect, test, vi } from 'vitest'
import {
  applyEdit,
  applyEdits,
  flushParse,
  loadDocument,
  moveNodes,
  redo,
  typeText,
  undo,
} from './documentEdits.ts'
import { isDirty, useDocument } from './documentStore.ts'
import { select, selectedExecutors } from './selection.ts'

const TEXT = `# mine
jtype: Flow
executors:
  - name: a   # first
  - name: b
  - name: c
`
const get = useDocument.getState
const names = () => get().model.executors.map((card) => card.name)

beforeEach(() => {
  loadDocument(
    { id: 'f.yml', text: TEXT, layout: { version: 1, nodes: {} } },
    { baseRevision: 'r1', savedText: TEXT, restored: null, gone: false, aside: null },
  )
})

describe('applyEdit', () => {
  test('changes the text, selects what it added, and is one step to undo', () => {
    expect(applyEdit({ type: 'addExecutor', name: 'd' })).toMatchObject({ ok: true, added: ['d'] })
    expect(selectedExecutors()).toEqual(['d'])
    expect(isDirty(get())).toBe(true)
    expect(undo()?.label).toBeTruthy()
    expect(get().text).toBe(TEXT)
    expect(isDirty(get())).toBe(false)
    redo()
    expect(names()).toEqual(['a', 'b', 'c', 'd'])
  })
  test('a refusal says why and changes nothing', () => {
    const applied = applyEdit({ type: 'connect', from: 'c', to: 'a' })
    expect(applied).toMatchObject({ ok: false, reason: expect.stringContaining('cycle') as string })
    expect(get().text).toBe(TEXT)
    expect(undo()).toBeNull()
  })
  test('several edits are all made, or none', () => {
    const applied = applyEdits([
      { type: 'addExecutor', name: 'd' },
      { type: 'connect', from: 'd', to: 'nobody' },
    ])
    expect(applied.ok).toBe(false)
    expect(get().text).toBe(TEXT)
  })
  test('a rename keeps position and selection', () => {
    const at = get().layout.nodes['b']
    select(['b'])
    applyEdit({ type: 'renameExecutor', from: 'b', to: 'z' })
    expect(get().layout.nodes['z']).toEqual(at)
    expect(selectedExecutors()).toEqual(['z'])
  })
  test('what is deleted is no longer selected', () => {
    select(['b', 'c'])
    applyEdit({ type: 'removeExecutors', names: ['b'], reconnect: true })
    expect(selectedExecutors()).toEqual(['c'])
  })
})

describe('moveNodes', () => {
  test('does not change the text, and is undone as one', () => {
    const before = get().layout.nodes
    moveNodes({ a: { x: 1, y: 2 }, b: { x: 3, y: 4 } }, 'move 2 nodes')
    expect(isDirty(get())).toBe(false)
    expect(undo()?.changed.sort()).toEqual(['a', 'b'])
    expect(get().layout.nodes).toEqual(before)
  })
  test('a burst is one step', () => {
    const before = get().layout.nodes['a']
    for (let x = 0; x < 5; x++) moveNodes({ a: { x, y: 0 } }, 'move a', 'nudge')
    undo()
    expect(get().layout.nodes['a']).toEqual(before)
  })
})

describe('typing', () => {
  test('the canvas follows after a short quiet', () => {
    vi.useFakeTimers()
    typeText(TEXT + '  - name: d\n')
    expect(names()).toEqual(['a', 'b', 'c'])
    vi.advanceTimersByTime(100)
    expect(names()).toEqual(['a', 'b', 'c', 'd'])
    vi.useRealTimers()
  })
  test('a broken text keeps the last good canvas', () => {
    typeText(TEXT + '  - [')
    flushParse()
    expect(get().broken).toBe(true)
    expect(names()).toEqual(['a', 'b', 'c'])
    typeText(TEXT)
    flushParse()
    expect(get().broken).toBe(false)
  })
  test('an edit on the canvas sees what was just typed', () => {
    typeText(TEXT + '  - name: d\n')
    expect(applyEdit({ type: 'connect', from: 'a', to: 'd' }).ok).toBe(true)
    expect(get().model.edges.map((edge) => edge.id)).toContain('a→d')
  })
})

test('a broken draft shows the Flow that is on disk', () => {
  loadDocument(
    { id: 'g.yml', text: 'executors: [', layout: { version: 1, nodes: {} } },
    { baseRevision: 'r', savedText: TEXT, restored: null, gone: false, aside: null },
  )
  expect(get().broken).toBe(true)
  expect(names()).toEqual(['a', 'b', 'c'])
})
