/** One line of the command palette. */
export interface Item {
  /** Stable, so that what was used lately can be remembered. */
  id: string
  group: 'Recent' | 'Actions' | 'Executors of this Flow' | 'Add' | 'Flows'
  /** What is typed against. */
  text: string
}

/** What the first letter asks for: `@` Executors, `>` actions, `:` a line; nothing asks for everything. */
export function askedFor(query: string): 'executors' | 'actions' | 'line' | 'all' {
  return query[0] === '@' ? 'executors' : query[0] === ':' ? 'line' : query[0] === '>' ? 'actions' : 'all'
}

/** Of each group only so many are listed: a list of thousands is slow to draw and to read. */
const LISTED = 50

/**
 * The lines for what was typed, best first in each group. With nothing typed, what was used lately stands first, in a
 * group of its own.
 */
export function rankItems<I extends Item>(
  items: readonly I[],
  query: string,
  recent: readonly string[],
): I[] {
  const wanted = query.replace(/^[@>]/, '').trim()
  const lately = (id: string) => (recent.includes(id) ? recent.length - recent.indexOf(id) : 0)
  const groups = new Map<Item['group'], { item: I; rank: number }[]>()
  const used = wanted === '' ? items.filter(({ id }) => recent.includes(id)) : []
  for (const item of used)
    put(groups, 'Recent', { item: { ...item, group: 'Recent' }, rank: lately(item.id) })
  for (const item of items) {
    if (used.includes(item)) continue
    const rank = score(item.text, wanted)
    // Among equals what was used lately comes first.
    if (rank > 0) put(groups, item.group, { item, rank: rank + lately(item.id) / 1000 })
  }
  return [...groups.values()]
    .map((group) => group.sort((a, b) => b.rank - a.rank).slice(0, LISTED))
    .sort((a, b) => (wanted === '' ? 0 : (b[0]?.rank ?? 0) - (a[0]?.rank ?? 0)))
    .flatMap((group) => group.map(({ item }) => item))
}

function put<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

/** The whole text first, then beginnings of words, then parts, then letters in order; 0 when it does not match. */
export function score(value: string, search: string): number {
  // What asks before it acts ends with an ellipsis, which nobody types.
  const text = value.toLowerCase().replace(/…$/, '')
  const wanted = search.trim().toLowerCase()
  if (wanted === '') return 1
  if (text === wanted) return 1
  if (text.startsWith(`${wanted} `)) return 0.95
  if (text.startsWith(wanted)) return 0.9
  if (text.includes(` ${wanted}`)) return 0.8
  if (text.includes(wanted)) return 0.6
  let at = 0
  for (const letter of wanted) {
    at = text.indexOf(letter, at) + 1
    if (at === 0) return 0
  }
  return 0.1
}
