import type { CatalogEntry } from '@flowdeck/shared'
import { browserStorage, readKept } from '../ui/storage.ts'

const KEPT = 6

/** A list of what was used last, newest first, kept per browser under a key. */
export function recents(key: string) {
  const read = (): string[] => {
    const ids = readKept(key)
    return Array.isArray(ids) ? ids.filter((id): id is string => typeof id === 'string') : []
  }
  const note = (id: string): void => {
    const ids = [id, ...read().filter((other) => other !== id)].slice(0, KEPT)
    browserStorage.setItem(key, JSON.stringify(ids))
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
