import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  EMPTY_HISTORY,
  isDirty,
  markSaved,
  record,
  redo,
  undo,
  type History,
  type Snapshot,
} from './history.ts'

const layout = { version: 1 as const, nodes: {} }
const at = (text: string): Snapshot => ({ text, layout })

/** Records the steps one after the other, each `ms` after the one before. */
function typed(texts: readonly string[], { ms, burst }: { ms: number; burst: string | null }): History {
  return texts.slice(1).reduce(
    (history, text, i) =>
      record(history, {
        before: at(texts[i] as string),
        after: at(text),
        label: `step ${i}`,
        burst,
        nowMs: i * ms,
      }),
    EMPTY_HISTORY,
  )
}

describe('history', () => {
  test('typing within 500 ms is one step, with the label of its beginning', () => {
    const history = typed(['', 'a', 'ab', 'abc'], { ms: 499, burst: 'name' })
    expect(history.done.length).toBe(1)
    const step = undo(history, at('abc'))
    expect(step?.snapshot.text).toBe('')
    expect(step?.label).toBe('step 0')
  })

  test.each([
    ['500 ms apart', { ms: 500, burst: 'name' }],
    ['without a burst', { ms: 1, burst: null }],
  ])('changes %s are steps of their own', (_, how) => {
    expect(typed(['', 'a', 'ab'], how).done.length).toBe(2)
  })

  test('a change after undo forgets what was undone', () => {
    const back = undo(typed(['', 'a'], { ms: 1000, burst: null }), at('a'))
    const other = record(back?.history as History, {
      before: at(''),
      after: at('b'),
      label: 'other',
      nowMs: 0,
    })
    expect(redo(other, at('b'))).toBeNull()
  })

  test('undo back to what was saved is clean, redo is not', () => {
    const saved = markSaved(typed(['', 'a'], { ms: 1000, burst: null }))
    expect(isDirty(saved)).toBe(false)
    const changed = record(saved, { before: at('a'), after: at('ab'), label: 'more', nowMs: 5000 })
    expect(isDirty(changed)).toBe(true)
    const back = undo(changed, at('ab'))
    expect(isDirty(back?.history as History)).toBe(false)
    expect(isDirty(redo(back?.history as History, at('a'))?.history as History)).toBe(true)
  })

  test('typing on after saving does not flow into the saved step', () => {
    const saved = markSaved(typed(['', 'a'], { ms: 1, burst: 'name' }))
    const changed = record(saved, { before: at('a'), after: at('ab'), label: 'x', burst: 'name', nowMs: 2 })
    expect(isDirty(changed)).toBe(true)
    expect(undo(changed, at('ab'))?.snapshot.text).toBe('a')
  })

  test('a saved state that was left by another way cannot be reached again', () => {
    const saved = markSaved(typed(['', 'a', 'ab'], { ms: 1000, burst: null }))
    const back = undo(saved, at('ab'))
    const other = record(back?.history as History, { before: at('a'), after: at('ax'), label: 'x', nowMs: 0 })
    expect(isDirty(other)).toBe(true)
  })

  test('any run of changes is undone and redone to the byte', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', maxLength: 20 }), { minLength: 2, maxLength: 12 }),
        fc.array(fc.nat(900), { minLength: 12, maxLength: 12 }),
        (texts, gaps) => {
          let history = EMPTY_HISTORY
          let nowMs = 0
          for (const [i, text] of texts.slice(1).entries()) {
            nowMs += gaps[i] as number
            history = record(history, {
              before: at(texts[i] as string),
              after: at(text),
              label: '',
              burst: 'b',
              nowMs,
            })
          }
          let now = at(texts.at(-1) as string)
          for (let step = undo(history, now); step; step = undo(history, now))
            [history, now] = [step.history, step.snapshot]
          expect(now.text).toBe(texts[0])
          for (let step = redo(history, now); step; step = redo(history, now))
            [history, now] = [step.history, step.snapshot]
          expect(now.text).toBe(texts.at(-1))
        },
      ),
    )
  })
})
