import { useLayoutEffect, useRef } from 'react'
import { create } from 'zustand'
import { t } from '../i18n/t.ts'
import { toast } from './toast.ts'

/** A field and what is typed in it. */
interface Typed {
  text: string
  /** Applies the text; returns why it cannot be applied, or null. */
  commit: () => string | null
}

const pending = new Set<{ readonly current: Typed }>()

/** How many fields hold text that is not part of the Flow yet. */
export const usePendingFields = create<{ count: number }>()(() => ({ count: 0 }))

function change(step: () => unknown): void {
  step()
  if (usePendingFields.getState().count !== pending.size) usePendingFields.setState({ count: pending.size })
}

/**
 * Names a field that is being typed in, so that saving, running, exporting and leaving apply its text first; so does a field that goes away.
 * `text`: what the field holds and the Flow does not; null when there is no such text.
 */
export function usePendingField(text: string | null, commit: () => string | null): void {
  const typed = { text: text ?? '', commit }
  const latest = useRef(typed)
  const shown = useRef(false)
  useLayoutEffect(() => {
    latest.current = typed
    const typing = text !== null
    if (pending.has(latest) !== typing) change(() => (typing ? pending.add(latest) : pending.delete(latest)))
  })
  useLayoutEffect(() => {
    shown.current = true
    return () => {
      shown.current = false
      // React's strict mode takes a field away and brings it back at once.
      queueMicrotask(() => {
        if (!shown.current && pending.has(latest)) leave(latest)
      })
    }
  }, [])
}

const unsent = new Set<object>()

/** Names a text of a dialog that is nowhere else: a page that holds one asks before it closes. */
export function useUnsentText(typing: boolean): void {
  const mine = useRef({})
  useLayoutEffect(() => {
    const { current } = mine
    if (typing) unsent.add(current)
    return () => void unsent.delete(current)
  }, [typing])
}

/** Whether a dialog holds a text that closing the page would lose. */
export const holdsUnsentText = (): boolean => unsent.size > 0

/** A field that fails keeps no other from being applied, and no page from being left. */
function attempt({ commit }: Typed): string | null {
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

/** Applies what is typed in every field before all of them go away. */
export function leaveFields(): void {
  for (const field of pending) leave(field)
}

function leave(field: { readonly current: Typed }): void {
  const refused = attempt(field.current)
  change(() => pending.delete(field))
  if (refused !== null) tellLeft(refused, field.current.text)
}

/** Says that what was typed in a field is not part of the Flow, and offers the text: it may have been work. */
export function tellLeft(reason: string, text: string): void {
  toast.warning(t('A field was left without being applied: {{reason}}', { reason }), {
    duration: 12_000,
    action: { label: t('Copy what was typed'), onClick: () => void navigator.clipboard.writeText(text) },
  })
}
