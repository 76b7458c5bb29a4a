import type { CatalogEntry } from '@flowdeck/shared'
import { getTitle } from './entryNames.ts'

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
  const names = [getTitle(entry), entry.name].map((name) => name.toLowerCase())
  if (names.includes(wanted)) return 100
  if (names.some((name) => name.startsWith(wanted))) return 80
  if (names.some((name) => name.includes(wanted))) return 60
  const uses = typeof entry.values['uses'] === 'string' ? entry.values['uses'].toLowerCase() : ''
  if (uses.includes(wanted)) return 50
  if (entry.description.toLowerCase().includes(wanted)) return 40
  if (entry.endpoints.some((endpoint) => endpoint.toLowerCase().includes(wanted))) return 30
  // A folder tells two of the same title apart.
  if (entry.file?.toLowerCase().includes(wanted)) return 20
  return names.some((name) => inOrder(name, wanted)) ? 10 : 0
}

function inOrder(text: string, letters: string): boolean {
  let at = 0
  for (const letter of letters) {
    at = text.indexOf(letter, at) + 1
    if (at === 0) return false
  }
  return true
}
