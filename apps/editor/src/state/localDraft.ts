import { draft, type Draft } from '@flowdeck/shared'

const key = (id: string) => `flowdeck.draft.${id}`

/** Keeps a draft in the browser when the server cannot take it. False when the browser cannot either. */
export function storeLocalDraft(id: string, value: Draft): boolean {
  try {
    localStorage.setItem(key(id), JSON.stringify(value))
    return true
  } catch {
    return false
  }
}

export function readLocalDraft(id: string): Draft | null {
  try {
    const stored = localStorage.getItem(key(id))
    const read = stored === null ? null : draft.safeParse(JSON.parse(stored))
    return read?.success ? read.data : null
  } catch {
    return null
  }
}

export function dropLocalDraft(id: string): void {
  try {
    localStorage.removeItem(key(id))
  } catch {
    // Storage that is forbidden holds no draft either.
  }
}
