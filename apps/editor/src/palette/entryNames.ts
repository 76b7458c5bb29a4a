import type { CatalogEntry } from '@flowdeck/shared'

/** What an entry is called on screen: its class as written, or the name that its Executor gets. */
export const getTitle = ({ className, name }: CatalogEntry): string => className ?? name

/**
 * Where each entry that shares its title with another comes from, by id: the folder, or the file when two of them lie in
 * the same folder. Entries whose title is their own are not listed.
 */
export function findPlaces(entries: readonly CatalogEntry[]): ReadonlyMap<string, string> {
  const titles = countEach(entries.map(getTitle))
  const inFolder = (entry: CatalogEntry) => JSON.stringify([getTitle(entry), getFolder(entry)])
  const folders = countEach(entries.map(inFolder))
  const places = new Map<string, string>()
  for (const entry of entries) {
    if (entry.file === undefined || titles.get(getTitle(entry)) === 1) continue
    const folder = getFolder(entry)
    const tells = folder !== '' && folders.get(inFolder(entry)) === 1
    places.set(entry.id, tells ? folder : entry.file)
  }
  return places
}

const getFolder = ({ file = '' }: CatalogEntry): string => file.slice(0, Math.max(0, file.lastIndexOf('/')))

function countEach(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return counts
}
