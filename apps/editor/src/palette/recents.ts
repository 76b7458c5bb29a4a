import type { CatalogEntry } from '@flowdeck/shared'

const KEPT = 6

/** A list of what was used last, newest first, kept per browser under a key. */
export function recents(key: string) {
  const read = (): string[] => {
    try {
      const ids: unknown = JSON.parse(localStorage.getItem(key) ?? '[]')
      return Array.isArray(ids) ? ids.filter((id): id is string => typeof id === 'string') : []
    } catch {
      return []
    }
  }
  const note = (id: string): void => {
    try {
      const ids = [id, ...read().filter((other) => other !== id)].slice(0, KEPT)
      localStorage.setItem(key, JSON.stringify(ids))
    } catch {
      // Without storage there are no recents.
    }
  }
  return { read, note }
}

const added = recents('flowdeck.recent')

/** Remembers what was added, newest first, per browser. */
export const noteRecent = added.note

/** What was added last stands first. */
export function recentFirst(entries: readonly CatalogEntry[]): CatalogEntry[] {
  const recent = added.read()
  const rank = (id: string) => (recent.includes(id) ? recent.indexOf(id) : KEPT)
  return entries.toSorted((a, b) => rank(a.id) - rank(b.id))
}
