import type { CatalogEntry } from '@flowdeck/shared'

/** Entries that match what was typed: exact name, then beginnings, then parts, then letters in order. */
export function rankEntries(entries: readonly CatalogEntry[], query: string): CatalogEntry[] {
  const wanted = query.trim().toLowerCase()
  if (wanted === '') return [...entries]
  return entries
    .map((entry, index) => ({ entry, index, score: scoreOf(entry, wanted) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .map(({ entry }) => entry)
}

function scoreOf(entry: CatalogEntry, wanted: string): number {
  const name = entry.name.toLowerCase()
  if (name === wanted) return 100
  if (name.startsWith(wanted)) return 80
  if (name.includes(wanted)) return 60
  const uses = typeof entry.values['uses'] === 'string' ? entry.values['uses'].toLowerCase() : ''
  if (uses.includes(wanted)) return 50
  if (entry.description.toLowerCase().includes(wanted)) return 40
  if (entry.endpoints.some((endpoint) => endpoint.toLowerCase().includes(wanted))) return 30
  return inOrder(name, wanted) ? 10 : 0
}

function inOrder(text: string, letters: string): boolean {
  let at = 0
  for (const letter of letters) {
    at = text.indexOf(letter, at) + 1
    if (at === 0) return false
  }
  return true
}
