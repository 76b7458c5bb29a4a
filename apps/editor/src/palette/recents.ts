import type { CatalogEntry } from '@flowdeck/shared'

const KEY = 'flowdeck.recent'
const KEPT = 6

function read(): string[] {
  try {
    const ids: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]')
    return Array.isArray(ids) ? ids.filter((id): id is string => typeof id === 'string') : []
  } catch {
    return []
  }
}

/** Remembers what was added, newest first, per browser. */
export function noteRecent(id: string): void {
  try {
    localStorage.setItem(KEY, JSON.stringify([id, ...read().filter((other) => other !== id)].slice(0, KEPT)))
  } catch {
    // Without storage there are no recents.
  }
}

/** What was added last stands first. */
export function recentFirst(entries: readonly CatalogEntry[]): CatalogEntry[] {
  const recent = read()
  const rank = (id: string) => (recent.includes(id) ? recent.indexOf(id) : KEPT)
  return entries.toSorted((a, b) => rank(a.id) - rank(b.id))
}
