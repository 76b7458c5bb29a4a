import { spliceBetween } from './text/diffText.ts'
import type { Splice } from '../model/flowEdit.ts'
import type { FlowLayout } from './layout/layout.ts'
import { applySplices } from './text/splices.ts'

/** One step that can be undone: a patch of the text each way, and the layout before and after. */
interface Step {
  label: string
  forth: Splice | null
  back: Splice | null
  layoutBefore: FlowLayout
  layoutAfter: FlowLayout
  /** Milliseconds at which it was made, or last extended. */
  at: number
  /** Typing within the same place goes into one step. */
  burst: string | null
}

/** The steps that led here and those that were undone. A value: every change gives a new one. */
export interface History {
  readonly done: readonly Step[]
  readonly undone: readonly Step[]
  /** How many steps were done when the file was saved; null: that state can no longer be reached. */
  readonly saved: number | null
}

export interface Snapshot {
  text: string
  layout: FlowLayout
}

const BURST_MS = 500
const MAX_STEPS = 500

export const EMPTY_HISTORY: History = { done: [], undone: [], saved: 0 }

/**
 * Remembers a change. Changes of the same `burst` less than 500 ms apart are one step.
 * `nowMs` is any clock that only rises.
 */
export function record(
  history: History,
  {
    before,
    after,
    label,
    burst = null,
    nowMs,
  }: { before: Snapshot; after: Snapshot; label: string; burst?: string | null; nowMs: number },
): History {
  if (before.text === after.text && before.layout === after.layout) return history
  const last = history.done.at(-1)
  const joined =
    last !== undefined &&
    burst !== null &&
    last.burst === burst &&
    nowMs - last.at < BURST_MS &&
    history.undone.length === 0 &&
    history.saved !== history.done.length
  const start = joined
    ? { text: last.back ? applySplices(before.text, [last.back]) : before.text, layout: last.layoutBefore }
    : before
  const step: Step = {
    label: joined ? last.label : label,
    forth: spliceBetween(start.text, after.text),
    back: spliceBetween(after.text, start.text),
    layoutBefore: start.layout,
    layoutAfter: after.layout,
    at: nowMs,
    burst,
  }
  const kept = joined ? history.done.slice(0, -1) : history.done
  const done = [...kept, step].slice(-MAX_STEPS)
  const lost = kept.length + 1 - done.length
  const reachable = history.saved !== null && history.saved <= kept.length ? history.saved - lost : null
  return { done, undone: [], saved: reachable !== null && reachable >= 0 ? reachable : null }
}

/** One step back; null when there is none. */
export function undo(
  history: History,
  now: Snapshot,
): { history: History; snapshot: Snapshot; label: string } | null {
  const step = history.done.at(-1)
  if (!step) return null
  return {
    history: { ...history, done: history.done.slice(0, -1), undone: [...history.undone, step] },
    snapshot: { text: step.back ? applySplices(now.text, [step.back]) : now.text, layout: step.layoutBefore },
    label: step.label,
  }
}

export function redo(
  history: History,
  now: Snapshot,
): { history: History; snapshot: Snapshot; label: string } | null {
  const step = history.undone.at(-1)
  if (!step) return null
  return {
    history: { ...history, done: [...history.done, step], undone: history.undone.slice(0, -1) },
    snapshot: {
      text: step.forth ? applySplices(now.text, [step.forth]) : now.text,
      layout: step.layoutAfter,
    },
    label: step.label,
  }
}

/** The present state is on disk now. */
export function markSaved(history: History): History {
  return { ...history, saved: history.done.length }
}

export function isDirty({ done, saved }: History): boolean {
  return saved !== done.length
}
