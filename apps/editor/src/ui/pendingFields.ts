import { useLayoutEffect, useRef } from 'react'
import { create } from 'zustand'

/** Applies what is typed in a field; returns why it cannot be applied, or null. */
type Commit = () => string | null

const pending = new Set<{ readonly current: Commit }>()

/** How many fields hold text that is not part of the Flow yet. */
export const usePendingFields = create<{ count: number }>()(() => ({ count: 0 }))

function change(step: () => unknown): void {
  step()
  if (usePendingFields.getState().count !== pending.size) usePendingFields.setState({ count: pending.size })
}

/**
 * Names a field that is being typed in, so that saving, running, exporting and leaving apply its text first.
 * `typing`: the field holds text that the Flow does not have.
 */
export function usePendingField(typing: boolean, commit: Commit): void {
  const latest = useRef(commit)
  useLayoutEffect(() => {
    latest.current = commit
    if (pending.has(latest) !== typing) change(() => (typing ? pending.add(latest) : pending.delete(latest)))
  })
  useLayoutEffect(() => () => change(() => pending.delete(latest)), [])
}

/** A field that fails keeps no other from being applied, and no page from being left. */
function attempt(commit: Commit): string | null {
  try {
    return commit()
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown)
  }
}

/** Applies what is typed in every field; returns why one of them could not be applied, or null. */
export function commitFields(): string | null {
  let refused: string | null = null
  for (const field of pending) {
    const why = attempt(field.current)
    if (why === null) change(() => pending.delete(field))
    else refused ??= why
  }
  return refused
}
